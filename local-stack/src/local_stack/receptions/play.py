"""One run: goods are ordered, come by chance, jobs run and die, and in the end all comes to rest."""

import itertools
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from local_stack.agreement.fates import Fate, Step
from local_stack.receptions.acts import ACTS
from local_stack.receptions.fates import clear, fate_of
from local_stack.receptions.opening import Opening
from local_stack.receptions.verdict import faults_of_confirmations, faults_of_levels
from local_stack.receptions.world import Systems, World
from simulators.flow.tenant import Tenant
from simulators.omnium.inventory.stock import Stock

RUN: Final = "run"
LATEST_SECONDS: Final = 600


@dataclass
class Theatre:
    """Both systems; every run has orders of its own."""

    systems: Systems
    _numbers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    async def play(
        self, is_by_delivery: bool, homes: Sequence[int], lag: int, steps: list[Step]
    ) -> list[str]:
        """Go through the steps, then let everything come to rest; the points on which both sides then differ."""
        world = World(self.systems, Opening(next(self._numbers), is_by_delivery, homes, lag))
        await _open(world)
        for step in steps:
            await _take(world, step)
        early = await _rest(world)
        faults = [*early, *world.refusals, *_faults(world), *await _restlessness(world)]
        return [*faults, *(world.log if faults else ())]


async def _open(world: World) -> None:
    systems, opening = world.systems, world.opening
    systems.omnium_state.stock = Stock(systems.clock)
    tenant = _tenant(world)
    for records in (tenant.receivements, tenant.stock, tenant.purchase_orders):
        records.clear()
    await systems.omnium.patch("/_sim/config", {"indexLagSeconds": opening.lag_seconds})
    form = {"storeId": "oslo", "status": "Confirmed", "purchaseOrderForm": {"lineItems": opening.lines()}}
    await systems.omnium.put(f"/_sim/purchaseorders/{opening.order_id}", form)
    for delivery_id in opening.deliveries():
        await systems.omnium.put(f"/_sim/goodsdeliveries/{delivery_id}", {"deliveryStatus": "New"})
    exported = {"storeUid": "oslo", "status": "SENT_TO_SUPPLIER", "items": opening.items()}
    await systems.flow.put(f"/_sim/tenants/acme/purchase-orders/{opening.order_uid}", exported)
    own = [{"productUid": uid, "sku": f"SKU-{uid}", "quantity": 1000} for uid in opening.products]
    await world.act("purchase", storeUid="oslo", purchaseOrderUid=opening.local_uid, items=own)


async def _take(world: World, step: Step) -> None:
    chance = random.Random(step.seed)  # noqa: S311 - chance that can be repeated, not a secret
    if step.what in ACTS:
        await ACTS[step.what](world, chance)
    elif world.due:
        key = chance.choice(sorted(world.due))
        await world.run(key, fate_of(world, step.fate, step.at, chance))
        await clear(world)


async def _rest(world: World) -> list[str]:
    """Let the jobs that are due run while the search still lags, and once all is seen every job once more.

    As long as nothing was sold, which no event tells of, the first of these must have told every level.
    """
    await world.settle()
    early = [] if world.has_sold else [f"at first: {fault}" for fault in _faults_of_levels(world)]
    world.systems.clock.move(LATEST_SECONDS)
    for key in world.keys:
        world.is_due(key)
    await world.settle()
    return early


async def _restlessness(world: World) -> list[str]:
    """Run every job once more: it must find nothing to do."""
    busy = [key for key in sorted(world.keys) if not await world.run(key, Fate())]
    return [f"a further run of {key} wrote something" for key in busy]


def _faults(world: World) -> Iterator[str]:
    opening, tenant, omnium = world.opening, _tenant(world), world.systems.omnium_state
    of_order = [one for one in tenant.receivements.values() if one["purchaseOrderUid"] == opening.order_uid]
    told = [one for one in omnium.stock.transactions() if one["purchaseOrderId"] == opening.order_id]
    order = omnium.purchase_orders.existing(opening.order_id)
    yield from faults_of_confirmations(opening, of_order, order, told)
    yield from _faults_of_levels(world)


def _faults_of_levels(world: World) -> Iterator[str]:
    opening, tenant, omnium = world.opening, _tenant(world), world.systems.omnium_state
    own = {f"SKU-{uid}" for uid in opening.products}
    in_flow = {
        (place.warehouse_uid, f"SKU-{place.product_uid}"): level["quantityStock"]
        for place, level in tenant.stock.items()
        if place.product_uid in opening.products
    }
    in_omnium = {
        (item["warehouseCode"], item["sku"]): item["inventory"]
        for item in omnium.stock.every()
        if item["sku"] in own
    }
    yield from faults_of_levels(in_flow, in_omnium)


def _tenant(world: World) -> Tenant:
    return world.systems.flow_state.tenants["acme"]
