"""The night's own plays: they take minutes, and tell what they measured at the end."""

import os
from collections.abc import Iterator

import pytest

MINUTES = "SOAK_MINUTES"
TOLD = pytest.StashKey[list[str]]()


def pytest_itemcollected(item: pytest.Item) -> None:
    """Give each what a soak takes, and ten minutes for starting and judging: only what hangs is ended."""
    item.add_marker(pytest.mark.timeout(60 * (_minutes() + 10)))


@pytest.fixture
def soak_seconds() -> float:
    """How long a soak lasts."""
    return 60 * _minutes()


@pytest.fixture
def told(request: pytest.FixtureRequest) -> Iterator[list[str]]:
    """Lines that are shown when all is over, whether the test passes or not."""
    lines: list[str] = []
    yield lines
    request.config.stash.setdefault(TOLD, []).extend(
        [f"{request.node.name}:", *(f"  {line}" for line in lines)]
    )


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Show what was told."""
    if lines := config.stash.get(TOLD, []):
        terminalreporter.section("the night's figures")
        terminalreporter.write_line("\n".join(lines))


def _minutes() -> float:
    return float(os.environ.get(MINUTES) or 10)
