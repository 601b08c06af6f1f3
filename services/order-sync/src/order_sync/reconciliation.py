"""What order-sync compares: orders, returns, receipts and customers, by the plans of their jobs."""

from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from typing import Final

from flow_omnium.flow.client import FlowClient
from flow_omnium.flow.models import ListedOrder
from flow_omnium.flow.versions import order_version
from flow_omnium.jobs.kinds import JobKind
from flow_omnium.omnium.client import OmniumClient
from flow_omnium.outcomes import Ignored
from flow_omnium.polling.source import Flag, Sighting, Source, Window
from flow_omnium.polling.unreadable import unreadable_sightings
from flow_omnium.reconciliation.compares import Compares, found_by
from flow_omnium.reconciliation.judging import Meaning
from flow_omnium.reconciliation.order import ReconciliationKind
from flow_omnium.tenants.tenant import Tenant
from order_sync.customers import changes as customers
from order_sync.inbound import changes as inbound
from order_sync.lookups.customers import CustomerLookup
from order_sync.lookups.orders import OrderLookup, ReceiptLookup
from order_sync.outbound import changes as outbound
from order_sync.polling.flow_orders import NOT_OFFERED, FlowOrdersSource
from order_sync.polling.omnium_orders import OmniumOrdersSource
from order_sync.polling.receipts import ReceiptsSource
from order_sync.receipts import changes as receipts

_RETURN: Final = "RETURN"

_MAKES: Final = (
    inbound.CreateOrder,
    outbound.CreateOrder,
    outbound.CreateReturn,
    customers.CreateCustomer,
    receipts.SendInvoice,
)

_NOTES: Final = (customers.MarkKnown, customers.MarkErased, inbound.LookAgain)

MEANING: Final = Meaning(
    makes=lambda write: isinstance(write, _MAKES), notes=lambda write: isinstance(write, _NOTES)
)


def compares_of(omnium: OmniumClient, flow: FlowClient) -> Mapping[ReconciliationKind, Compares]:
    """Return how the records of each kind are found. An order that stands in both systems is compared each way.

    Which customers changed Flow does not list by any route that it publishes, so their ids must be named.
    """
    orders, sales = OrderLookup(omnium, flow), JobKind.OUTBOUND_ORDER
    ways = (JobKind.INBOUND_ORDER, sales)
    of_receipts, of_customers = ReceiptLookup(omnium, flow), CustomerLookup(omnium, flow)
    told, people = JobKind.ORDER_RECEIPT, JobKind.OUTBOUND_CUSTOMER
    listed = (OmniumOrdersSource(omnium), SalesSource(flow))
    return {
        ReconciliationKind.ORDERS: Compares(ways, found_by(orders, *ways), listed),
        ReconciliationKind.RETURNS: Compares((sales,), found_by(orders, sales), (ReturnsSource(flow),)),
        ReconciliationKind.RECEIPTS: Compares((told,), found_by(of_receipts, told), (ReceiptsSource(flow),)),
        ReconciliationKind.CUSTOMERS: Compares((people,), found_by(of_customers, people)),
    }


class SalesSource:
    """Flow's orders that changed; where Flow has no search for them, those that a receipt was settled of."""

    def __init__(self, flow: FlowClient) -> None:
        self._orders: Source = FlowOrdersSource(flow)
        self._receipts: Source = ReceiptsSource(flow)

    async def sightings(
        self, tenant: Tenant, window: Window, flag: Flag
    ) -> AsyncGenerator[Sequence[Sighting], None]:
        """See `Source.sightings`."""
        try:
            async with aclosing(self._orders.sightings(tenant, window, flag)) as batches:
                async for batch in batches:
                    yield batch
        except Ignored as not_offered:
            flag(not_offered.reason)
            async with aclosing(self._receipts.sightings(tenant, window, flag)) as batches:
                async for batch in batches:
                    yield batch


class ReturnsSource:
    """Flow's orders of the type of a return, such as one that the till makes for goods without their sale."""

    def __init__(self, flow: FlowClient) -> None:
        self._flow = flow

    async def sightings(
        self, tenant: Tenant, window: Window, flag: Flag
    ) -> AsyncGenerator[Sequence[Sighting], None]:
        """See `Source.sightings`."""
        try:
            async with aclosing(self._flow.orders.changed(tenant, window.since, window.until)) as batches:
                async for batch in batches:
                    returns = [one for one in batch.records if (one.type or "").upper() == _RETURN]
                    broken = unreadable_sightings(JobKind.OUTBOUND_ORDER, batch.unreadable, flag)
                    yield [*map(_sighting, returns), *broken]
        except NOT_OFFERED as refusal:
            message = (
                f"Flow does not search for orders, so orders are compared by their receipts alone: {refusal}"
            )
            raise Ignored(message) from None


def _sighting(order: ListedOrder) -> Sighting:
    event = {"storeUid": order.store_uid} if order.store_uid else {}
    return Sighting(JobKind.OUTBOUND_ORDER, order.order_uid, order_version(order), event)
