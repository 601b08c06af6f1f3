"""What receivement-sync compares: receptions, and the levels of warehouses whose stock is Flow's, by the plans of their jobs."""

from collections.abc import AsyncGenerator, Mapping, Sequence
from typing import Final

from flow_omnium.flow.client import FlowClient
from flow_omnium.flow.stock_owners import masters_of, owned
from flow_omnium.jobs.kinds import JobKind, key_of_look
from flow_omnium.omnium.client import OmniumClient
from flow_omnium.outcomes import NotFound, Rejected
from flow_omnium.polling.source import Flag, Sighting, Window
from flow_omnium.reconciliation.compares import Compares, found_by
from flow_omnium.reconciliation.judging import Meaning
from flow_omnium.reconciliation.order import ReconciliationKind
from flow_omnium.tenants.tenant import Tenant
from receivement_sync.changes import ConfirmReception, PassOn, PutIntoDelivery
from receivement_sync.lookup import ReceptionLookup
from receivement_sync.polling.receivements import ReceivementsSource

_MAKES: Final = (PutIntoDelivery, ConfirmReception)

MEANING: Final = Meaning(
    makes=lambda write: isinstance(write, _MAKES), notes=lambda write: isinstance(write, PassOn)
)
"""What Omnium has of a reception it has whole, so one that is confirmed now was missing; levels differ."""


def compares_of(omnium: OmniumClient, flow: FlowClient) -> Mapping[ReconciliationKind, Compares]:
    """Return how the records of each kind are found. The ids of stock are uids of warehouses."""
    receptions, levels = JobKind.RECEIVEMENT, JobKind.STOCK_LEVEL
    lookup = found_by(ReceptionLookup(omnium, flow), receptions)
    return {
        ReconciliationKind.RECEPTIONS: Compares((receptions,), lookup, (ReceivementsSource(flow),)),
        ReconciliationKind.STOCK: Compares((levels,), _of_warehouse, (WarehousesSource(flow),)),
    }


class WarehousesSource:
    """Every warehouse of the stores whose stock is Flow's, whenever something moved there: all its levels are compared."""

    def __init__(self, flow: FlowClient) -> None:
        self._flow = flow

    async def sightings(
        self, tenant: Tenant, window: Window, flag: Flag
    ) -> AsyncGenerator[Sequence[Sighting], None]:
        """See `Source.sightings`; the window is passed over."""
        del window
        for store in masters_of(tenant):
            try:
                stock = await self._flow.goods.changed_stock(tenant, store, None)
            except (NotFound, Rejected) as refusal:
                flag(f"store {store}: its stock is Flow's, and cannot be read: {refusal}")
                continue
            yield [_sighting(warehouse, store) for warehouse in owned(stock, store)]


async def _of_warehouse(_tenant: Tenant, warehouse: str) -> Sequence[Sighting]:
    """Take the id for a warehouse's: the comparison says if it is none."""
    return [_sighting(warehouse)]


def _sighting(warehouse: str, store: str | None = None) -> Sighting:
    key = key_of_look(warehouse, None)
    return Sighting(JobKind.STOCK_LEVEL, key, key, {} if store is None else {"storeUid": store})
