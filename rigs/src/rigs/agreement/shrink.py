"""Finding the few steps that a failure needs."""

from collections.abc import Iterator
from dataclasses import replace

from rigs.agreement.fates import Step
from rigs.agreement.runs import Ending, Play, R


async def shrunk(play: Play[R], ending: Ending[R]) -> Ending[R]:
    """Leave out steps, many at once and then one by one, as long as the run fails by the same rule."""
    size = max(len(ending.script.steps) // 2, 1)
    while size:
        for unwanted in list(_parts(ending.script.steps, size)):
            steps = _without(ending.script.steps, unwanted)
            if steps != ending.script.steps:
                tried = await play(replace(ending.script, steps=steps))
                ending = tried if _rule(tried) == _rule(ending) else ending
        size //= 2
    return ending


def _parts(steps: tuple[Step, ...], size: int) -> Iterator[tuple[Step, ...]]:
    for start in range(len(steps) - size, -1, -size):
        yield steps[start : start + size]


def _without(steps: tuple[Step, ...], unwanted: tuple[Step, ...]) -> tuple[Step, ...]:
    left = list(steps)
    for step in unwanted:
        if step in left:
            left.remove(step)
    return tuple(left)


def _rule(ending: Ending[R]) -> str | None:
    return ending.faults[0].partition(":")[0] if ending.faults else None
