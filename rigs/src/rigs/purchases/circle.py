"""The two services that a purchase order meets, on both simulators: who exports it, and who confirms what the shop received."""

from collections.abc import Mapping
from contextlib import suppress
from decimal import Decimal
from typing import Any

from catalog_sync.app import syncs_of
from flow_omnium.jobs.handler import JobContext
from flow_omnium.jobs.kinds import JobKind
from flow_omnium.jobs.sync import Sync, SyncHandler
from flow_omnium.outcomes import Ignored
from flow_omnium.runtime.clock import SystemClock
from receivement_sync.sync import ReceivementSync
from rigs.agreement.fates import Fate, FatedSync
from rigs.agreement.world import decimal
from rigs.catalogue.goods import a_product
from rigs.catalogue.house import House
from rigs.catalogue.purchases import Purchasing
from simulators.documents import Document

PARTS = {
    "skuId": "set",
    "isPackage": True,
    "components": [{"skuId": "mug", "quantity": 2}, {"skuId": "cap", "quantity": 1}],
}
"""Two mugs and a cap."""


class Circle(Purchasing):
    """A shop with a catalogue and a package, and both services."""

    def __init__(self, house: House) -> None:
        super().__init__(house)
        self._receiving = ReceivementSync(house.parts.omnium, house.parts.flow)

    async def furnish(self, *, by_delivery: bool, merges: bool) -> None:
        """Set the tenant up, and bring the catalogue to the shop."""
        self.house.connector |= {
            "ExportDeliveryAsPo": by_delivery,
            "SendPackageProductOnPurchaseOrder": merges,
        }
        await self.house.has("products", a_product("set", **PARTS))
        await self.house.run_all()
        await self.house.writes()

    def sync_of(self, kind: JobKind) -> Sync:
        """Return the sync of a kind of job."""
        return self._receiving if kind is JobKind.RECEIVEMENT else syncs_of(self.house.parts)[kind]

    async def work(self, kind: JobKind, key: str, fate: Fate | None = None) -> JobContext:
        """Work off a job; what it raises is its caller's."""
        event: Mapping[str, Any] = {"storeUid": "oslo"} if kind is JobKind.RECEIVEMENT else {}
        tenant = self.house.tenant
        job = JobContext("job-1", tenant, kind, key, event, SystemClock().now(), is_rerun=True)
        with suppress(Ignored):
            await SyncHandler(FatedSync(self.sync_of(kind), fate or Fate()))(job)
        return job

    async def delivered(self, order_id: str) -> Mapping[str, Decimal]:
        """Return how much of each line Omnium has received."""
        lines = await self.lines(order_id)
        return {line_id: decimal(line["deliveredQuantity"]) for line_id, line in lines.items()}

    async def writes_to_omnium(self) -> list[str]:
        """Return the writes to Omnium by the services since the last time, by method and route."""
        calls = (await self.house.omnium.get("/_sim/calls")).json
        await self.house.omnium.delete("/_sim/calls")
        return [f"{one['method']} {one['route']}" for one in calls if _writes(one)]


def _writes(call: Document) -> bool:
    return call["method"] != "GET" and not any(
        word in call["route"] for word in ("Search", "Scroll", "Token")
    )
