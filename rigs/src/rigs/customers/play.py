"""One run: people act by chance, jobs run and die, and in the end all comes to rest."""

import random
from dataclasses import dataclass
from typing import Final

from rigs.agreement.fates import Fate, Step
from rigs.customers.acts import ACTS
from rigs.customers.verdict import faults_of
from rigs.customers.world import MARKS, Systems, World

RUN: Final = "run"
FATES: Final = ("none", "before", "after", "act", MARKS)
_ROUNDS: Final = 6


@dataclass
class Theatre:
    """Both systems; every run begins with none of the customers."""

    systems: Systems

    async def play(self, steps: list[Step]) -> list[str]:
        """Go through the steps, then let everything come to rest; the points in which it is then not as it should be."""
        world = World(self.systems)
        world.in_flow.clear()
        self.systems.omnium_state.customers.clear()
        await self.systems.omnium.patch("/_sim/config", {"requireUniqueCustomerEmails": False})
        for step in steps:
            world.log.append(str(step))
            await _take(world, step)
        await _rest(world)
        faults = [*faults_of(world), *await _restlessness(world)]
        return [*faults, *(world.log if faults else ())]


async def _take(world: World, step: Step) -> None:
    chance = random.Random(step.seed)  # noqa: S311 - chance that can be repeated, not a secret
    if step.what in ACTS:
        await ACTS[step.what](world, chance)
    elif world.due:
        await world.run(chance.choice(sorted(world.due)), _fate(world, step, chance))


def _fate(world: World, step: Step, chance: random.Random) -> Fate:
    if step.fate != "act":
        return Fate(step.at, step.fate)

    async def befall() -> None:
        await ACTS[chance.choice(sorted(ACTS))](world, chance)

    return Fate(step.at, "act", befall)


async def _rest(world: World) -> None:
    """Let what is due run, and every customer's job until none has anything left to do: as events of our own writes do."""
    for uid in {*world.in_flow, *world.told}:
        world.is_due(uid)
    for _round in range(_ROUNDS):
        is_idle = [await world.run(uid, Fate()) for uid in sorted({*world.in_flow, *world.told})]
        if all(is_idle):
            break
    world.failures.clear()


async def _restlessness(world: World) -> list[str]:
    """Run every job once more: it must write nothing and tell the same."""
    told = {uid: list(flags) for uid, flags in world.told.items()}
    busy = [uid for uid in sorted(told) if not await world.run(uid, Fate())]
    changed = [uid for uid in sorted(told) if world.told[uid] != told[uid]]
    return [
        *(f"a further run of {uid} wrote something" for uid in busy),
        *(f"a further run of {uid} told {world.told[uid]}, before {told[uid]}" for uid in changed),
        *world.failures,
    ]
