"""Reads the orders that an id or a number may mean, each whole: what Omnium has of it, and every order of Flow that belongs to it.

Flow has no search for orders. Its receipts can be searched by order number and voucher number (flow.md 4.3), so an order is
found by its number once something of it is paid; before that by its uid, or through Omnium.
"""

from collections.abc import Iterable, Sequence

from flow_omnium.flow.client import FlowClient
from flow_omnium.flow.models import Order, ReceiptSearch
from flow_omnium.flow.uids import is_uid
from flow_omnium.jobs.lookup import MOST_FOUND
from flow_omnium.omnium.client import OmniumClient
from flow_omnium.omnium.models import Order as OmniumOrder
from flow_omnium.tenants.tenant import Tenant
from order_sync.flow_orders import read_orders
from order_sync.identity import is_order_of, omnium_order_id, was_born_in_omnium
from order_sync.lookups.known_order import KnownOrder


class OrderReading:
    """Reads in a tenant's name. Raises what the clients raise."""

    def __init__(self, omnium: OmniumClient, flow: FlowClient) -> None:
        self._omnium = omnium
        self._flow = flow

    async def orders(
        self, tenant: Tenant, name: str, *, exact: bool, uids: Iterable[str] = ()
    ) -> Sequence[KnownOrder]:
        """Return every order of this name, and those of these uids in Flow, each once."""
        found: dict[str, KnownOrder] = {}
        for order in await self._of_omnium(tenant, name, exact=exact):
            found[order.id] = await self._with_flow(tenant, order)
        for one in await self._of_flow(tenant, name, found, exact=exact, uids=uids):
            order_id = omnium_order_id(one)
            if order_id not in found:
                found[order_id] = await self._around(tenant, order_id, one)
            found[order_id] = found[order_id].with_orders([one])
        return list(found.values())

    async def _of_omnium(self, tenant: Tenant, name: str, *, exact: bool) -> Sequence[OmniumOrder]:
        # Read as well as searched: the index lags behind, and the id is what an order has for certain.
        numbered = [] if exact else await self._omnium.orders.search_number(tenant, name)
        ids = dict.fromkeys([name, *(one.id for one in numbered[:MOST_FOUND])])
        read = [await self._omnium.orders.find(tenant, order_id) for order_id in ids]
        return list({one.id: one for one in read if one is not None}.values())

    async def _of_flow(
        self, tenant: Tenant, name: str, known: Iterable[str], *, exact: bool, uids: Iterable[str]
    ) -> Sequence[Order]:
        wanted = [*([name] if is_uid(name) else []), *uids]
        wanted += [] if exact else await self._numbered(tenant, name)
        read = [await self._flow.orders.read(tenant, uid) for uid in dict.fromkeys(wanted)]
        found = [one for one in read if one is not None]
        if found or name in known or is_uid(name):
            return found
        # Omnium has deleted it, say, and its id is none that Flow could have as a uid.
        return await read_orders(self._flow, tenant, name, None)

    async def _numbered(self, tenant: Tenant, name: str) -> Sequence[str]:
        """Return the uids of orders that have a receipt of this order number, or of this voucher number."""
        searches = (ReceiptSearch(order_number=name), ReceiptSearch(voucher_number=name))
        found = [one for each in searches for one in await self._flow.receipts.search(tenant, each)]
        uids = dict.fromkeys(one.order_uid for one in found if one.order_uid)
        return [*uids][:MOST_FOUND]

    async def _around(self, tenant: Tenant, order_id: str, order: Order) -> KnownOrder:
        """Read what else there is of an order of Flow."""
        there = await self._omnium.orders.find(tenant, order_id)
        if there is not None:
            return await self._with_flow(tenant, there)
        if not was_born_in_omnium(order):
            return KnownOrder(None, {})
        further = await read_orders(self._flow, tenant, order_id, None)
        return KnownOrder(None, {one.order_uid: one for one in further})

    async def _with_flow(self, tenant: Tenant, order: OmniumOrder) -> KnownOrder:
        read = await read_orders(self._flow, tenant, order.id, order)
        return KnownOrder(order, {one.order_uid: one for one in read if is_order_of(one, order)})
