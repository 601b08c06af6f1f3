"""One run: an order is placed, both sides change it by chance, jobs run and die, and in the end all comes to rest."""

import itertools
import random
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Final

from flow_omnium.jobs.kinds import JobKind
from flow_omnium.jobs.sync import Sync
from local_stack.agreement.edits import EDITS
from local_stack.agreement.verdict import disagreements
from local_stack.agreement.world import Fate, World
from simulators.testing import Api

FATES: Final = ("none", "before", "after", "edit")


@dataclass(frozen=True)
class Step:
    """An edit or another act, or the run of a job with a fate at one of its writes; `seed` decides the rest."""

    what: str
    seed: int
    fate: str = "none"
    at: int = 0


@dataclass
class Theatre:
    """Both systems; every run has an order of its own."""

    omnium: Api
    flow: Api
    syncs: dict[JobKind, Sync]
    _numbers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    async def play(self, steps: list[Step]) -> list[str]:
        """Go through the steps, then let everything come to rest; the points on which both sides then differ."""
        world = World(self.omnium, self.flow, self.syncs, f"R-{next(self._numbers)}")
        await self._place(world)
        for step in steps:
            await _take(world, step)
        await world.settle()
        faults = await _faults(world)
        return [*faults, *(world.log if faults else ())]

    async def _place(self, world: World) -> None:
        answer = await self.omnium.post("/api/Orders", _order(world.order_id))
        assert answer.status == HTTPStatus.CREATED, answer.text  # noqa: S101 - this is a test's stage
        world.due[JobKind.INBOUND_ORDER] = 0


async def _take(world: World, step: Step) -> None:
    chance = random.Random(step.seed)  # noqa: S311 - chance that can be repeated, not a secret
    if step.what in EDITS:
        await EDITS[step.what](world, chance)
        return
    kind = JobKind(step.what)
    if kind in world.due:
        await world.run(kind, _fate(world, step, chance))


def _fate(world: World, step: Step, chance: random.Random) -> Fate:
    if step.fate != "edit":
        return Fate(step.at, step.fate)

    async def edit() -> None:
        name = chance.choice(sorted(EDITS))
        await EDITS[name](world, chance)

    return Fate(step.at, "edit", edit)


async def _faults(world: World) -> list[str]:
    """Look twice: a further run of both jobs must find nothing to do."""
    kinds = [JobKind.INBOUND_ORDER]
    if await world.in_flow() is not None:
        kinds.append(JobKind.OUTBOUND_ORDER)
    for kind in kinds:
        world.due[kind] = 0
        await world.run(kind, Fate())
    flags = [flag for flags in world.flags.values() for flag in flags]
    faults = list(disagreements(await world.in_flow(), await world.in_omnium(), flags))
    if world.due:
        faults.append(f"a further run wrote something: {world.log[-2:]}")
    return faults


def _order(order_id: str) -> dict[str, Any]:
    lines = [
        {"lineItemId": "1", "code": "SKU-1", "quantity": 2, "placedPrice": 199.5, "taxRate": 25},
        {
            "lineItemId": "2",
            "code": "SKU-2",
            "quantity": 3,
            "placedPrice": 10,
            "taxRate": 25,
            "discounted": 1,
        },
    ]
    shipment = {
        "shipmentId": "1",
        "warehouseCode": "central",
        "pickUpWarehouseCode": "oslo",
        "lineItems": lines,
    }
    return {
        "id": order_id,
        "marketId": "NOR",
        "storeId": "oslo",
        "orderType": "ClickAndCollect",
        "status": "New",
        "billingCurrency": "NOK",
        "orderForm": {"lineItems": lines, "shipments": [shipment]},
    }
