"""Finding the few steps that a failure needs."""

from collections.abc import Iterator
from dataclasses import replace

from local_stack.agreement.fates import Step
from local_stack.agreement.play import Ending, play
from local_stack.agreement.script import Script
from local_stack.agreement.stage import Stage


async def shrunk(stage: Stage, ending: Ending) -> Ending:
    """Leave out steps, many at once and then one by one, as long as the run fails by the same rule."""
    size = max(len(ending.script.steps) // 2, 1)
    while size:
        for script in list(_shorter(ending.script, size)):
            if len(script.steps) < len(ending.script.steps):
                tried = await play(stage, _without(ending.script, script))
                ending = tried if _rule(tried) == _rule(ending) else ending
        size //= 2
    return ending


def _shorter(script: Script, size: int) -> Iterator[Script]:
    steps = script.steps
    for start in range(len(steps) - size, -1, -size):
        yield replace(script, steps=steps[start : start + size])


def _without(script: Script, unwanted: Script) -> Script:
    left: list[Step] = list(script.steps)
    for step in unwanted.steps:
        if step in left:
            left.remove(step)
    return replace(script, steps=tuple(left))


def _rule(ending: Ending) -> str | None:
    return ending.faults[0].partition(":")[0] if ending.faults else None
