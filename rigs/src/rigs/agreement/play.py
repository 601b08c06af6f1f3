"""Playing a script, letting everything come to rest, and looking whether both sides agree."""

import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from http import HTTPStatus
from typing import Final

from rigs.agreement.acts import ACTS, drawn
from rigs.agreement.fates import Fate, Step
from rigs.agreement.runs import Ending, Play, chance_of
from rigs.agreement.script import RUN, Script
from rigs.agreement.sides import Sides
from rigs.agreement.stage import Stage, opened
from rigs.agreement.verdict import Verdict, judged
from rigs.agreement.world import World

NEVER_RESTS: Final = "the jobs never come to rest"
STILL_WRITES: Final = "a further run of each job wrote something"


@asynccontextmanager
async def played() -> AsyncIterator[Play[Script]]:
    """Open a stage to play runs on."""
    async with opened() as stage:
        yield partial(play, stage)


async def play(stage: Stage, script: Script) -> Ending[Script]:
    """Go through the steps and judge what comes of them."""
    await stage.empty()
    world = World(stage, stage.syncs(), chance_of(script.seed))
    await place_order(world, script)
    for step in script.steps:
        await _take(world, step)
    if not await world.come_to_rest():
        return Ending(script, (NEVER_RESTS,), log=tuple(world.log))
    verdict = await look(world)
    return Ending(script, verdict.faults, verdict.flags, tuple(world.log))


async def place_order(world: World, script: Script) -> None:
    """Place the order of a run in Omnium."""
    answer = await world.stage.omnium.post("/api/Orders", script.order)
    assert answer.status == HTTPStatus.CREATED, answer.text  # noqa: S101 - this is a test's stage
    world.raise_events()


async def _take(world: World, step: Step) -> None:
    chance = world.luck = chance_of(step.seed)
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


async def look(world: World) -> Verdict:
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
