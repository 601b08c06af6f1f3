"""Whatever shop and Omnium do to an order, and wherever jobs die: in the end both agree, or a person is told why not."""

import asyncio

import pytest

from rigs.agreement.play import play
from rigs.agreement.script import script_of
from rigs.agreement.stage import Stage


@pytest.mark.seeds(60)
def test_both_sides_agree_in_the_end_or_a_person_is_told(
    stage: Stage, runner: asyncio.Runner, seed: int
) -> None:
    ending = runner.run(play(stage, script_of(seed)))
    assert ending.faults == (), "\n".join(ending.log)
