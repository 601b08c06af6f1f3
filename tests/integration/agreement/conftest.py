"""Both simulators in a loop of their own, kept for all runs and emptied before each."""

import asyncio
from collections.abc import Iterator

import pytest

from rigs.agreement.stage import Stage, opened


@pytest.fixture(scope="module")
def runner() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as own:
        yield own


@pytest.fixture(scope="module")
def stage(runner: asyncio.Runner) -> Iterator[Stage]:
    context = opened()
    yield runner.run(context.__aenter__())
    runner.run(context.__aexit__(None, None, None))
