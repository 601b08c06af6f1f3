"""Whatever comes in or is taken back, and wherever jobs die: in the end both sides agree, or a person is told why not."""

import asyncio
from collections.abc import Iterator

import pytest

from rigs.agreement.runs import Play
from rigs.receptions.play import played
from rigs.receptions.script import Script, script_of


@pytest.fixture(scope="module")
def runner() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as own:
        yield own


@pytest.fixture(scope="module")
def play(runner: asyncio.Runner) -> Iterator[Play[Script]]:
    context = played()
    yield runner.run(context.__aenter__())
    runner.run(context.__aexit__(None, None, None))


@pytest.mark.seeds(80)
def test_omnium_has_received_what_the_shop_has_or_a_person_is_told(
    play: Play[Script], runner: asyncio.Runner, seed: int
) -> None:
    ending = runner.run(play(script_of(seed)))
    assert ending.faults == (), "\n".join(ending.log)
