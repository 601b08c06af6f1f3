"""Playing a run: orders change, goods come, jobs die; in the end all comes to rest, is compared, and stays as it is."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from rigs.agreement.fates import Fate, Step
from rigs.agreement.runs import Ending, Play, chance_of
from rigs.catalogue.goods import a_cap, a_product, a_store
from rigs.catalogue.house import a_house
from rigs.purchases.acts import ACTS
from rigs.purchases.circle import Circle
from rigs.purchases.script import TASK, Script
from rigs.purchases.verdict import Documents, judged
from rigs.purchases.world import World
from simulators.documents import Document

NEVER_RESTS: Final = "the jobs never come to rest"

_FAULTS: Final[dict[str, Document]] = {
    "lost answer": {"kind": "written_no_answer", "count": 2},
    "broken": {"kind": "status", "status": 503, "count": 2},
}
_IN_FLOW: Final = "*/purchase-orders*"
_IN_OMNIUM: Final = "/api/Deliveries*"


@asynccontextmanager
async def played() -> AsyncIterator[Play[Script]]:
    """Offer to play runs, each in a house of its own."""
    yield play


async def play(script: Script) -> Ending[Script]:
    """Go through the steps and judge what comes of them."""
    async with a_house() as house:
        await house.has("catalogue-stores", a_store("oslo"))
        await house.has("products", a_product("mug"), a_cap(), a_product("shirt"))
        circle = Circle(house)
        await circle.furnish(by_delivery=script.by_delivery, merges=script.merges)
        world = World(circle)
        await world.begin()
        for step in script.steps:
            await _take(world, step)
        faults = [fault async for fault in _come_to_rest(world, script)]
        return Ending(script, tuple(faults), log=tuple(world.log))


async def _take(world: World, step: Step) -> None:
    chance = chance_of(step.seed)
    if step.what in ACTS:
        await ACTS[step.what](world, chance)
        return
    house = world.circle.house
    if step.fate in _FAULTS:
        for api, route in ((house.flow, _IN_FLOW), (house.omnium, _IN_OMNIUM)):
            await api.post("/_sim/faults", {**_FAULTS[step.fate], "route": route})
    if step.what == TASK:
        await world.run_task(full=chance.random() < 1 / 3)
    elif world.due:
        kind = step.fate if step.fate in ("before", "after") else "none"
        await world.run(chance.choice(sorted(world.due)), Fate(step.at, kind))
    for api in (house.flow, house.omnium):
        await api.delete("/_sim/faults")


async def _come_to_rest(world: World, script: Script) -> AsyncIterator[str]:
    """Run all that is due and the task; then everything once more, which must write nothing on either side."""
    circle = world.circle
    is_calm = await world.settle() and await world.run_task() and await world.run_task(full=True)
    if not (is_calm and await world.settle()):
        yield f"{NEVER_RESTS}: {world.failures}"
        return
    for fault in dict.fromkeys(world.wrong):
        yield fault
    for fault in judged(await _documents(world), by_delivery=script.by_delivery, merges=script.merges):
        yield fault
    await circle.house.writes()
    await circle.writes_to_omnium()
    world.log.append("once more")
    for due in sorted(world.told):
        world.due[due] = None
    is_calm = await world.settle() and await world.run_task() and await world.run_task(full=True)
    writes = [*map(str, await circle.house.writes()), *await circle.writes_to_omnium()]
    if writes or not is_calm:
        yield f"a further round writes: {writes[:5]} {world.failures}"


async def _documents(world: World) -> Documents:
    omnium = world.circle.house.omnium
    deliveries = (await omnium.get("/_sim/goodsdeliveries")).json
    aside = await world.circle.house.rows.set_aside("acme")
    flags = (flag for flags in world.told.values() for flag in flags)
    return Documents(
        orders=(await omnium.get("/_sim/purchaseorders")).json,
        deliveries={one["id"]: one for one in deliveries},
        in_shop=await world.in_shop(),
        receptions=await world.receptions(),
        removed=frozenset(world.removed),
        told="\n".join((*flags, *(f"{row.key}: {row.error}" for row in aside))),
    )
