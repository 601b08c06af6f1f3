"""Playing a script, letting everything come to rest, and looking whether both sides agree."""

import random
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Final

from local_stack.agreement.acts import ACTS, drawn
from local_stack.agreement.fates import Fate, Step
from local_stack.agreement.script import RUN, Script
from local_stack.agreement.sides import Sides
from local_stack.agreement.stage import Stage
from local_stack.agreement.verdict import Verdict, judged
from local_stack.agreement.world import World

NEVER_RESTS: Final = "the jobs never come to rest"
STILL_WRITES: Final = "a further run of each job wrote something"


@dataclass(frozen=True)
class Ending:
    """How a run ended: `faults` are what nobody was told of; `flags` what somebody was."""

    script: Script
    faults: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    log: tuple[str, ...] = field(default=(), repr=False)


async def play(stage: Stage, script: Script) -> Ending:
    """Go through the steps and judge what comes of them."""
    await stage.empty()
    world = World(stage, stage.syncs(), _chance(script.seed))
    await _place(world, script)
    for step in script.steps:
        await _take(world, step)
    if not await world.come_to_rest():
        return Ending(script, (NEVER_RESTS,), log=tuple(world.log))
    verdict = await _look(world)
    return Ending(script, verdict.faults, verdict.flags, tuple(world.log))


async def _place(world: World, script: Script) -> None:
    answer = await world.stage.omnium.post("/api/Orders", script.order)
    assert answer.status == HTTPStatus.CREATED, answer.text  # noqa: S101 - this is a test's stage
    world.raise_events()


async def _take(world: World, step: Step) -> None:
    chance = world.luck = _chance(step.seed)
    if step.what != RUN:
        await ACTS[step.what](world, chance)
    elif world.due:
        await world.run(chance.choice(sorted(world.due)), _fate(world, step, chance))


def _fate(world: World, step: Step, chance: random.Random) -> Fate:
    if step.fate != "act":
        return Fate(step.at, step.fate)

    async def act() -> None:
        await ACTS[drawn(chance)](world, chance)

    return Fate(step.at, "act", act)


async def _look(world: World) -> Verdict:
    """Look twice: a further run of every job must find nothing to write, and says what a person is told."""
    written = len(world.log)
    for job in list(world.jobs()):
        await world.run(job, Fate())
    sides = Sides(world.omnium, world.flow, world.returns, world.elsewhere)
    flags = (flag for told in world.flags.values() for flag in told)
    verdict = judged(sides, flags, {f"{job.kind} {job.key}": error for job, error in world.failures.items()})
    if any("wrote" in line for line in world.log[written:]):
        return Verdict((*verdict.faults, STILL_WRITES), verdict.flags)
    return verdict


def _chance(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311 - chance that can be repeated, not a secret
