"""The page that leads an integrator: its commands are typed as they stand there, and show what it says."""

import os
import re
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from local_stack.demo.tenant import DemoTenant
from local_stack.infrastructure import Infrastructure
from local_stack.liveness import wait_until
from local_stack.scene import Scene, play
from local_stack.service import console_script

PAGE = Path(__file__).parents[2] / "docs" / "onboarding.md"
BLOCK = re.compile(r"^```(sh|text)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
SECONDS = 60

KEEPING = "declare -p | grep -vE '^declare -[a-zA-Z]*r' > shell.state; declare -f >> shell.state"
"""What a person's shell would keep from one line to the next: variables, exported or not, and functions."""


@dataclass(frozen=True)
class Step:
    """Commands of the page, and the lines that it says they show; `number` is the line of the page."""

    number: int
    commands: str
    shows: tuple[str, ...]


def steps(text: str) -> Iterator[Step]:
    found = list(BLOCK.finditer(text))
    for place, block in enumerate(found):
        if block[1] != "sh":
            continue
        after = found[place + 1] if place + 1 < len(found) and found[place + 1][1] == "text" else None
        shows = tuple(after[2].splitlines()) if after is not None else ()
        yield Step(text[: block.start()].count("\n") + 2, block[2], shows)


STEPS = tuple(steps(PAGE.read_text(encoding="utf-8")))


class Shell:
    """A folder, and the environment of whoever follows the page."""

    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        self._folder = folder
        self._environment = environment

    def type(self, commands: str) -> str:
        """Run commands as the next ones of one shell; what they wrote. Raises AssertionError when one fails."""
        script = f"set -e\n[ ! -e shell.state ] || . ./shell.state 2>/dev/null\n{commands}\n{KEEPING}\n"
        done = subprocess.run(  # noqa: S603 - the commands of our own page
            ["/bin/bash", "-c", script],
            cwd=self._folder,
            env=dict(self._environment),
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, f"{commands}\n{done.stdout}\n{done.stderr}"
        return done.stdout + done.stderr


def has_lines(written: str, lines: tuple[str, ...]) -> bool:
    """Tell whether the lines stand there in this order, others between them; `…` stands for anything."""
    left = iter(written.splitlines())
    return all(any(fits(line, one) for one in left) for line in lines)


def fits(line: str, written: str) -> bool:
    """Blanks do not count: columns are as wide as what stands in them."""
    words = ".*".join(re.escape(part) for part in " ".join(line.split()).split("…"))
    return re.fullmatch(words, " ".join(written.split())) is not None


@pytest.fixture
def shell(scene: Scene, tmp_path: Path) -> Shell:
    own = scene.suite.environment_of("admin-console")
    path = f"{console_script('flow-omnium').parent}:{os.environ['PATH']}"
    gateway = scene.suite.gateway.base_url
    return Shell(tmp_path, {**own, "PATH": path, "COLUMNS": "200", "WEBHOOK_GATEWAY_URL": gateway})


@pytest.fixture(scope="module")
def scene(infrastructure: Infrastructure) -> Iterator[Scene]:
    """A suite whose own tenant hears of nothing: the page makes one of its own."""
    settings = {"MONGODB_DATABASE": "e2e_onboarding", "RETRY_UNIT_SECONDS": "0.1"}
    with play(infrastructure, settings, DemoTenant(has_events=False)) as running:
        yield running


def test_the_page_leads_from_nothing_to_the_first_order_and_through_a_rotation(shell: Shell) -> None:
    for step in STEPS:
        follow(shell, step)


def follow(shell: Shell, step: Step) -> None:
    """Type the commands; those that only show are typed again until what is on its way has come."""
    written = shell.type(step.commands)
    if has_lines(written, step.shows):
        return
    assert is_a_look(step.commands), f"line {step.number}: {step.shows}\n{written}"
    assert wait_until(lambda: has_lines(shell.type(step.commands), step.shows), SECONDS), (
        f"line {step.number}: {step.shows}\n{shell.type(step.commands)}"
    )


def is_a_look(commands: str) -> bool:
    return all(
        line.startswith(("flow-omnium tenants senders", "flow-omnium jobs list"))
        for line in commands.strip().splitlines()
    )


def test_the_page_has_every_step_that_it_promises() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert [line[3] for line in text.splitlines() if re.match(r"## \d\.", line)] == list("1234567")
    assert len(STEPS) > 15
    assert sum(bool(step.shows) for step in STEPS) > 10


def test_a_line_that_is_not_written_is_noticed() -> None:
    assert has_lines("a 1\nb 2\n", ("a …", "b 2"))
    assert not has_lines("b 2\na 1\n", ("a 1", "b 2"))
    assert not has_lines("Omnium  1 of 1 (x)  never", ("Omnium  1 of 1 (…)  …, … ago",))
