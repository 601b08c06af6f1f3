"""Playing a run: goods come by chance, jobs run and die, and in the end all comes to rest and is compared."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from functools import partial
from typing import Final

from rigs.agreement.fates import Fate, Step
from rigs.agreement.runs import Ending, Play, chance_of
from rigs.receptions.acts import ACTS
from rigs.receptions.fates import clear, fate_of
from rigs.receptions.opening import LATEST_SECONDS, LOCAL_UID, Before, Opening
from rigs.receptions.script import RUN, Script
from rigs.receptions.sides import omnium_lines
from rigs.receptions.stage import Stage, opened
from rigs.receptions.verdict import early_levels, judged
from rigs.receptions.world import World

NEVER_RESTS: Final = "the jobs never come to rest"


@asynccontextmanager
async def played() -> AsyncIterator[Play[Script]]:
    """Open a stage to play runs on."""
    async with opened() as stage:
        yield partial(play, stage)


async def play(stage: Stage, script: Script) -> Ending[Script]:
    """Go through the steps and judge what comes of them."""
    await stage.furnish(script.opening)
    world = World(stage, script.opening)
    await _begin(world, script.opening)
    for step in script.steps:
        await _take(world, step)
    early = await _rest(world)
    if early is None:
        return Ending(script, (NEVER_RESTS,), log=tuple(world.log))
    restless = [fault async for fault in _look_again(world)]
    faults, flags = judged(world)
    return Ending(script, (*faults, *early, *restless), flags, tuple(world.log))


async def _rest(world: World) -> Sequence[str] | None:
    """Let the jobs that are due run while the search still lags, and once all is seen every job once more.

    What the first of these have left untold is a fault; None where they never come to rest.
    """
    if not await world.settle():
        return None
    early = early_levels(world)
    world.stage.pass_time(LATEST_SECONDS)
    world.due.update(dict.fromkeys(world.events, 0))
    return early if await world.settle() else None


async def _look_again(world: World) -> AsyncIterator[str]:
    """Run every job twice more: it must find nothing to write, and tell the same each time."""
    for key in sorted(world.events):
        if await world.run(key, Fate()):
            yield f"still writing: a further run of {key} wrote something"
    told = dict(world.flags)
    for key in sorted(world.events):
        await world.run(key, Fate())
        if world.flags[key] != told[key]:
            yield f"other words: {key} has told {told[key]} before"


async def _begin(world: World, opening: Opening) -> None:
    await world.act("purchase", storeUid="oslo", purchaseOrderUid=LOCAL_UID, items=list(opening.own_lines()))
    if opening.is_number_taken:
        await world.stage.omnium.put(f"/_sim/purchaseorders/{LOCAL_UID}", opening.foreign())
    if opening.before is not None:
        await _receive_before(world, opening, opening.before)


async def _receive_before(world: World, opening: Opening, before: Before) -> None:
    """Let shop and Omnium have received some of the first line, each by itself."""
    ordered = opening.ordered[0]
    item, line = ordered.items()[0], ordered.lines()[0]
    if before.in_shop and before.has_reception:
        goods = [
            {
                "purchaseOrderItemUid": item["purchaseOrderItemUid"],
                "receivementItemUid": "i0",
                "quantity": before.in_shop,
            }
        ]
        place = {"storeUid": "oslo", "warehouseUid": "oslo", "purchaseOrderUid": ordered.uid}
        await world.act("receive", receivementUid="r0", items=goods, **place)
    elif before.in_shop:
        path = f"/_sim/tenants/acme/purchase-orders/{ordered.uid}"
        known = [{**item, "quantityReceived": before.in_shop}, *ordered.items()[1:]]
        await world.stage.flow.put(path, {"storeUid": "oslo", "status": "PARTIALLY_RECEIVED", "items": known})
        world.most[line["lineItemId"]] = before.shop_total
    if before.in_omnium:
        if not line["deliveryId"]:
            path = f"/api/Deliveries/CreateDelivery/{ordered.order_id}?newDeliveryId=D-before"
            await world.in_omnium("POST", path, [{"lineItemId": line["lineItemId"]}])
        known_line = omnium_lines(world.stage, opening)[line["lineItemId"]]
        await world.receive_by_hand(known_line, before.in_omnium, before.key)


async def _take(world: World, step: Step) -> None:
    chance = chance_of(step.seed)
    if step.what != RUN:
        await ACTS[step.what](world, chance)
    elif world.due:
        key = chance.choice(sorted(world.due))
        await world.run(key, fate_of(world, step.fate, step.at, chance))
        await clear(world)
