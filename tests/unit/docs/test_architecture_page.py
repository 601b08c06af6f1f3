"""The page about the architecture names what is there: modules, and for each question one home."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
PAGE = ROOT / "docs" / "architecture.md"
HOME = re.compile(r"`(?P<module>[a-z_/]+\.py)`: `(?P<name>\w+)`")


def text() -> str:
    return PAGE.read_text(encoding="utf-8")


def modules() -> dict[str, Path]:
    places = [ROOT / "shared" / "src", *(ROOT / "services").glob("*/src")]
    return {path.relative_to(place).as_posix(): path for place in places for path in place.rglob("*.py")}


def questions() -> dict[str, str]:
    """Each question with what stands beside it."""
    section = text().split("## Twenty questions")[1].split("\n## ")[0]
    rows = re.findall(r"^\| (.+?) \| (.+?) \|$", section, re.MULTILINE)
    return {question: home for question, home in rows if question not in ("question", "---")}


def defined_in(path: Path) -> set[str]:
    """The names that a module itself makes, not those that it imports."""
    names: set[str] = set()
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(node.name)
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        names |= {target.id for target in targets if isinstance(target, ast.Name)}
    return names


def test_twenty_questions_and_more_are_answered() -> None:
    assert len(questions()) >= 20


@pytest.mark.parametrize("question", questions())
def test_each_question_has_one_home_which_is_there(question: str) -> None:
    (module, name), *others = HOME.findall(questions()[question])

    assert others == []
    assert name in defined_in(modules()[module])


def test_no_name_answers_two_questions() -> None:
    homes = [tuple(HOME.findall(home)) for home in questions().values()]

    assert len(set(homes)) == len(homes)
