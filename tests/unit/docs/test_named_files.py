"""No page names a Python file that is gone."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
FOLDERS = (
    "benchmarks",
    "deploy",
    "docs",
    "local-stack",
    "rigs",
    "scripts",
    "services",
    "shared",
    "simulators",
    "tests",
)
PAGES = sorted(
    [*ROOT.glob("*.md"), *(page for folder in FOLDERS for page in (ROOT / folder).rglob("*.md"))],
    key=lambda page: page.relative_to(ROOT).as_posix(),
)


@pytest.fixture(scope="module")
def there() -> frozenset[str]:
    return frozenset(f"/{path.as_posix()}" for folder in FOLDERS for path in (ROOT / folder).rglob("*.py"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_python_file_that_a_page_names_is_there(page: Path, there: frozenset[str]) -> None:
    named = set(re.findall(r"`([a-z_/-]+\.py)`", page.read_text(encoding="utf-8")))

    assert [name for name in sorted(named) if not any(path.endswith(f"/{name}") for path in there)] == []
