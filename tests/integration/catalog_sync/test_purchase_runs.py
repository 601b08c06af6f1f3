"""Whatever is ordered and received, and wherever jobs die: both sides have the same quantities, each exactly once, and come to rest."""

import asyncio
from collections.abc import Iterator

import pytest

from rigs.agreement.runs import Play
from rigs.purchases.play import played
from rigs.purchases.script import Script, script_of


@pytest.fixture(scope="module")
def runner() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as own:
        yield own


@pytest.fixture(scope="module")
def play(runner: asyncio.Runner) -> Iterator[Play[Script]]:
    context = played()
    yield runner.run(context.__aenter__())
    runner.run(context.__aexit__(None, None, None))


@pytest.mark.seeds(50)
def test_purchase_orders_go_the_whole_circle(play: Play[Script], runner: asyncio.Runner, seed: int) -> None:
    ending = runner.run(play(script_of(seed)))
    assert ending.faults == (), "\n".join(ending.log)
