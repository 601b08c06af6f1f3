"""Whatever changes, and wherever runs die: in the end Flow is as a full load leaves it, and a further run writes nothing."""

import asyncio
from collections.abc import Iterator

import pytest

from rigs.agreement.runs import Play
from rigs.catalogue.play import played
from rigs.catalogue.script import Script, script_of


@pytest.fixture(scope="module")
def runner() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as own:
        yield own


@pytest.fixture(scope="module")
def play(runner: asyncio.Runner) -> Iterator[Play[Script]]:
    context = played()
    yield runner.run(context.__aenter__())
    runner.run(context.__aexit__(None, None, None))


@pytest.mark.seeds(25)
def test_flow_becomes_what_a_full_load_makes_of_it(
    play: Play[Script], runner: asyncio.Runner, seed: int
) -> None:
    ending = runner.run(play(script_of(seed)))
    assert ending.faults == (), "\n".join(ending.log)
