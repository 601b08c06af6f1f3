"""The calls on Flow's orders."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from datetime import datetime
from typing import Final

from flow_omnium.flow import routes
from flow_omnium.flow.api import FlowApi
from flow_omnium.flow.changes import NEWEST_FIRST, ChangesOf, Window
from flow_omnium.flow.models import (
    ChangedOrders,
    ItemChange,
    ListedOrder,
    NewDiscount,
    NewHandling,
    NewItem,
    NewOrder,
    NewSettlement,
    NewState,
    Order,
    OrderHeader,
    OrderItem,
    OrderRef,
)
from flow_omnium.flow.state_words import listed_in_our_words, order_in_our_words, unknown_words
from flow_omnium.flow.states import OrderState
from flow_omnium.outcomes import InvalidData, NotFound
from flow_omnium.rest.batches import Batch
from flow_omnium.rest.reading import read_as
from flow_omnium.tenants.tenant import Tenant

_TAX_FIELDS: Final = ("itemPrice", "itemVatAmount", "vatRate")
_CHANGED: Final = ChangesOf(
    routes.SEARCH_ORDERS, ListedOrder, "orderUid", lambda one: one.order_uid, lambda one: one.last_modified_at
)


class FlowOrders:
    """Orders, their lines and handlings. Lines and header can be changed only while the order is OPEN."""

    def __init__(self, api: FlowApi) -> None:
        self._api = api

    async def read(self, tenant: Tenant, order_uid: str) -> Order | None:
        """Read an order with its lines, handlings and settlements, its states in our words; None if Flow has none of that uid."""
        try:
            answer = await self._api.look_for(tenant, routes.READ_ORDER, ids={"orderUid": order_uid})
        except NotFound:
            return None
        order = order_in_our_words(read_as(Order, answer), tenant.flow.states)
        self._api.unknown_words(tenant, unknown_words(order))
        return order

    async def changed(
        self, tenant: Tenant, since: datetime, until: datetime
    ) -> AsyncGenerator[Batch[ListedOrder], None]:
        """List the orders that were last changed between two moments (UTC), both included, their states in our words.

        Flow publishes no such search. Raises NotFound, Rejected or AccessDenied where Flow does not have it, NotAccepted
        where it gives all orders: the receipts tell of sales then.
        """
        window, body = Window(since, until), ChangedOrders(last_modified_from=since)
        pages = _CHANGED.read(self._api, tenant, window, query=NEWEST_FIRST, body=body)
        async with aclosing(pages) as batches:
            async for batch in batches:
                listed = [listed_in_our_words(one, tenant.flow.states) for one in batch.records]
                yield Batch(listed, batch.unreadable)

    async def create(self, tenant: Tenant, store_uid: str, order: NewOrder) -> None:
        """Create an order without lines. Raises Conflict if its uid is taken."""
        answer = await self._api.send(tenant, routes.CREATE_ORDER, ids={"storeUid": store_uid}, body=order)
        given = answer.get("orderUid", order.order_uid) if isinstance(answer, Mapping) else order.order_uid
        # If Flow chose its own uid, every repetition would make another order: better to stop at the first.
        if given != order.order_uid:
            raise InvalidData("orderUid", given, f"the uid we asked for, {order.order_uid}")

    async def change_header(self, tenant: Tenant, order: OrderRef, header: OrderHeader) -> None:
        """Change the given fields of an open order."""
        await self._api.send(tenant, routes.CHANGE_HEADER, ids=_ids(order), body=header)

    async def add_item(self, tenant: Tenant, order: OrderRef, item: NewItem) -> OrderItem:
        """Add a line to an open order; of what Flow made of it only price and tax are read. Raises Conflict if its uid is taken."""
        answer = await self._api.send(tenant, routes.ADD_ITEM, ids=_ids(order), body=item)
        known = answer if isinstance(answer, Mapping) else {}
        return read_as(OrderItem, {name: known.get(name) for name in _TAX_FIELDS})

    async def change_item(self, tenant: Tenant, order: OrderRef, item_uid: str, change: ItemChange) -> None:
        """Change the given fields of a line of an open order."""
        await self._api.send(tenant, routes.CHANGE_ITEM, ids=_item_ids(order, item_uid), body=change)

    async def remove_item(self, tenant: Tenant, order: OrderRef, item_uid: str) -> None:
        """Remove a line of an open order; one that is gone already counts as removed."""
        try:
            await self._api.send(tenant, routes.REMOVE_ITEM, ids=_item_ids(order, item_uid))
        except NotFound:
            return

    async def attach_handling(self, tenant: Tenant, order: OrderRef, handling_uid: str) -> None:
        """Attach one of the tenant's handlings to an order."""
        body = NewHandling(handling_uid=handling_uid)
        await self._api.send(tenant, routes.ATTACH_HANDLING, ids=_ids(order), body=body)

    async def add_settlement(self, tenant: Tenant, order: OrderRef, settlement: NewSettlement) -> None:
        """Add a payment that was taken elsewhere. A repetition adds a second one: look for its reference first."""
        await self._api.send(tenant, routes.ADD_SETTLEMENT, ids=_ids(order), body=settlement)

    async def add_discount(self, tenant: Tenant, order: OrderRef, discount: NewDiscount) -> None:
        """Take something off a whole open order. Raises Conflict if its uid is taken."""
        await self._api.send(tenant, routes.ADD_DISCOUNT, ids=_ids(order), body=discount)

    async def change_state(self, tenant: Tenant, order: OrderRef, state: OrderState) -> None:
        """Put an order into a state."""
        await self._api.send(tenant, routes.CHANGE_STATE, ids=_ids(order), body=NewState(status=state))


def _ids(order: OrderRef) -> Mapping[str, str]:
    return {"storeUid": order.store_uid, "orderUid": order.order_uid}


def _item_ids(order: OrderRef, item_uid: str) -> Mapping[str, str]:
    return {**_ids(order), "orderItemUid": item_uid}
