"""The orders and the receipts that an operator means."""

from collections.abc import Sequence
from typing import Final

from flow_omnium.flow.client import FlowClient
from flow_omnium.flow.uids import is_uid
from flow_omnium.jobs.kinds import JobKind
from flow_omnium.jobs.lookup import FoundRecord, RecordJob
from flow_omnium.omnium.client import OmniumClient
from flow_omnium.outcomes import NotFound
from flow_omnium.tenants.tenant import Tenant
from order_sync.lookups.known_order import KnownOrder, job_of
from order_sync.lookups.order_reading import OrderReading

_ORDERS: Final = "Omnium's order ids and order numbers; Flow's order uids, and the order and voucher numbers of its receipts"


class OrderLookup:
    """Finds orders: each with the jobs of both directions, as far as both sides have it."""

    asks = _ORDERS

    def __init__(self, omnium: OmniumClient, flow: FlowClient) -> None:
        self._reading = OrderReading(omnium, flow)

    async def find(self, tenant: Tenant, name: str, *, exact: bool) -> Sequence[FoundRecord]:
        """See `Lookup.find`."""
        found = await self._reading.orders(tenant, name, exact=exact)
        return [FoundRecord(one.told, one.jobs) for one in found]


class ReceiptLookup:
    """Finds receipts by their order: its job sends every receipt that Omnium lacks."""

    asks = f"Flow's receipt uids; {_ORDERS}"

    def __init__(self, omnium: OmniumClient, flow: FlowClient) -> None:
        self._reading = OrderReading(omnium, flow)
        self._flow = flow

    async def find(self, tenant: Tenant, name: str, *, exact: bool) -> Sequence[FoundRecord]:
        """See `Lookup.find`."""
        uids = await self._of_receipt(tenant, name)
        found = await self._reading.orders(tenant, name, exact=exact, uids=uids)
        return [FoundRecord(one.told, _receipts_of(one)) for one in found]

    async def _of_receipt(self, tenant: Tenant, uid: str) -> Sequence[str]:
        if not is_uid(uid):
            return ()
        try:
            receipt = await self._flow.receipts.read(tenant, uid)
        except NotFound:
            return ()
        return [receipt.order_uid] if receipt.order_uid else []


def _receipts_of(order: KnownOrder) -> tuple[RecordJob, ...]:
    return tuple(job_of(JobKind.ORDER_RECEIPT, one) for one in order.in_flow.values())
