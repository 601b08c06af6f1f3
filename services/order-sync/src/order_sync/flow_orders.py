"""Reads all orders of Flow that belong to one order of Omnium, and decides whether a return waits for its original.

A return and its original may reach Omnium at about the same time, in either order (decision 0032).
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import count
from typing import Final

from flow_omnium.flow.client import FlowClient
from flow_omnium.flow.models import Order
from flow_omnium.flow.states import OrderType
from flow_omnium.flow.uids import is_plain, uids_of
from flow_omnium.jobs.handler import JobContext
from flow_omnium.jobs.kinds import JobKind
from flow_omnium.omnium.models import Order as OmniumOrder
from flow_omnium.tenants.tenant import Tenant
from order_sync.identity import (
    base_uid,
    is_order_of,
    omnium_order_id,
    shipment_id,
    uids_of_shipment,
    was_born_in_omnium,
)
from order_sync.to_omnium.own_properties import further_uids

WAITED_FOR: Final = timedelta(days=1)
"""How long after a sale its event may still come: lost ones are found by the next poll or reconciliation."""

_GAP: Final = 5
"""How many shipment numbers in a row may have no order in Flow: a warehouse's shipment has none."""


async def read_orders(
    flow: FlowClient, tenant: Tenant, order_id: str, order: OmniumOrder | None
) -> Sequence[Order]:
    """Read the order under Omnium's id, then those of each shipment. The result may hold orders of others: see `is_order_of`.

    Flow has no search for orders, so uids are tried one after the other until one is free (`order_sync.identity` says which
    uids there are). Orders of shipments that Omnium no longer has are found by the properties that we wrote to Omnium. Where
    Omnium has deleted the order (`order` is None), shipment numbers are guessed, and only orders that are surely its own
    are returned.
    """
    found = await _bare(flow, tenant, order_id)
    if order is None:
        return await _of_deleted(flow, tenant, order_id, found.values())
    # Further orders are only made beside the first, so without it there are none.
    if not any(is_order_of(one, order) for one in found.values()):
        return tuple(found.values())
    base = base_uid(order, found.values())
    for position, shipment in enumerate(order.order_form.shipments if order.order_form else ()):
        found |= await _read_until_free(flow, tenant, uids_of_shipment(base, shipment_id(position, shipment)))
    for uid in further_uids(order.properties, tenant.parameters.omnium_property_prefix):
        if uid not in found:
            found |= await _read_until_free(flow, tenant, [uid])
    return tuple(found.values())


async def _bare(flow: FlowClient, tenant: Tenant, order_id: str) -> dict[str, Order]:
    """Read the orders under the uids that an order's first part may have.

    An id that is a uid as it is has a second uid only if another order has taken the first.
    """
    plain, *marked = uids_of(order_id)
    first = await _read_until_free(flow, tenant, [plain])
    if not first and is_plain(order_id):
        return first
    return first | await _read_until_free(flow, tenant, marked)


async def _of_deleted(
    flow: FlowClient, tenant: Tenant, order_id: str, bare: Iterable[Order]
) -> Sequence[Order]:
    """Try shipment numbers from 1 on, until `_GAP` of them in a row have no order."""
    own = [one for one in bare if omnium_order_id(one) == order_id]
    if not own:
        return ()
    missed = 0
    for number in count(1):
        found = await _read_until_free(flow, tenant, uids_of_shipment(own[0].order_uid, str(number)))
        further = [one for one in found.values() if omnium_order_id(one) == order_id]
        own += further
        missed = 0 if further else missed + 1
        if missed == _GAP:
            break
    return own


async def _read_until_free(flow: FlowClient, tenant: Tenant, uids: Iterable[str]) -> dict[str, Order]:
    found: dict[str, Order] = {}
    for uid in uids:
        order = await flow.orders.read(tenant, uid)
        if order is None:
            return found
        found[uid] = order
    return found


async def original_may_come(job: JobContext, returned: Order, original: Order | None) -> bool:
    """Tell whether a return's original may still come to Omnium: a job is queued for it, or it is younger than a day.

    Where Flow lacks the original (None), the return's own age counts. An order that Omnium itself made, and an order that is
    no sale, is never sent to Omnium: waiting for it would never end.
    """
    if original is None:
        return _is_young(returned, job.started_at)
    if was_born_in_omnium(original) or original.type in (
        OrderType.OFFER,
        OrderType.PAYMENT,
        OrderType.RETURN,
    ):
        return False
    # However old the sale is: that job makes the order (decision 32).
    is_underway = await job.awaits(JobKind.OUTBOUND_ORDER, original.order_uid)
    return is_underway or _is_young(original, job.started_at)


def _is_young(order: Order, now: datetime) -> bool:
    return any(moment + WAITED_FOR > now for moment in _given(_moments(order)))


def _moments(order: Order) -> Iterator[datetime | None]:
    yield order.created_at
    for settlement in order.settlements:
        yield from (settlement.created_at, settlement.settled_at)


def _given(moments: Iterable[datetime | None]) -> Iterator[datetime]:
    yield from (moment for moment in moments if moment is not None)
