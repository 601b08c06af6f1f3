"""The page about the architecture names modules that are there."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[3]
PAGE = ROOT / "docs" / "architecture.md"


def modules() -> set[str]:
    sources = (path for place in ("shared", "services") for path in (ROOT / place).rglob("src/**/*.py"))
    return {path.as_posix() for path in sources}


def test_every_module_that_is_named_exists() -> None:
    named = set(re.findall(r"`([a-z_/]+\.py)`", PAGE.read_text(encoding="utf-8")))
    there = modules()

    assert len(named) > 20
    assert [name for name in sorted(named) if not any(path.endswith(f"/{name}") for path in there)] == []
