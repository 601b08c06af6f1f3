"""What can befall a job at one of its writes, each drawn by chance."""

import random
from typing import Final

from rigs.agreement.fates import Fate
from rigs.receptions.acts import ACTS, Act, drawn
from rigs.receptions.in_shop import receive_everything
from rigs.receptions.meddling import Meddling
from rigs.receptions.world import World


async def act(world: World, chance: random.Random) -> None:
    """Go on, in the shop or in Omnium."""
    await ACTS[drawn(chance)](world, chance)


async def other_job(world: World, chance: random.Random) -> None:
    """Run another job, of the same order or not."""
    if world.events:
        await world.run(chance.choice(sorted(world.events)), Fate())


async def unanswered(world: World, _chance: random.Random) -> None:
    """Let the write be done, and its answer get lost; the client's library repeats a PUT by itself."""
    for method, route, count in (("POST", "/api/Deliveries/*", 1), ("PUT", "/api/Inventory/*", 2)):
        fault = {"kind": "written_no_answer", "method": method, "route": route, "count": count}
        await world.stage.omnium.post("/_sim/faults", fault)


async def overtaken(world: World, _chance: random.Random) -> None:
    """Let other jobs tell newer levels just before this one sets those that it has read."""

    async def receive_and_tell() -> None:
        await receive_everything(world)
        for key in sorted(world.due):
            await world.run(key, Fate())

    world.stage.api.meddling = Meddling(receive_and_tell, left=1)


MEDDLING: Final[dict[str, Act]] = {one.__name__: one for one in (act, other_job, unanswered, overtaken)}
FATES: Final = ("none", "none", "before", "after", *MEDDLING)


def fate_of(world: World, kind: str, at: int, chance: random.Random) -> Fate:
    """Prepare what befalls a job at its write number `at`."""
    meddle = MEDDLING.get(kind)
    if meddle is None:
        return Fate(at, kind)

    async def befall() -> None:
        await meddle(world, chance)

    return Fate(at, kind, befall)


async def clear(world: World) -> None:
    """Take back what has befallen nobody."""
    await world.stage.omnium.delete("/_sim/faults")
    world.stage.api.meddling = None
