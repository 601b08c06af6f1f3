"""Which of Omnium's orders were changed in a window of time: by a scroll, 1,000 to a batch (omnium.md 2.4).

A list holds each order whole, and a thousand long ones are more than we read of one answer. They are then searched for in
pages, each from the moment on up to which the one before had come: so no page is too deep, and none loses an order to a
change on an earlier one.
"""

from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from flow_omnium.omnium import routes
from flow_omnium.omnium.api import OmniumApi
from flow_omnium.omnium.models.order_search import ChangedOrders, ChangedOrdersPage, OrdersPage, OrderVersion
from flow_omnium.omnium.scrolls import scroll_of
from flow_omnium.outcomes import InvalidData, TooLarge
from flow_omnium.rest.batches import Batch, read_each
from flow_omnium.rest.call import Call
from flow_omnium.rest.reading import read_as
from flow_omnium.tenants.tenant import Tenant

_TAKE: Final = 100
"""How many orders Omnium gives on a page at most."""

_LESS: Final = 5
"""How much less is asked for where a page is too large."""


async def changed_orders(
    api: OmniumApi, tenant: Tenant, search: ChangedOrders
) -> AsyncGenerator[Batch[OrderVersion], None]:
    """Yield the orders that a search finds; some come twice where it was begun anew. Raises ApiError, Deferred, InvalidData."""
    scroll = scroll_of(api, tenant, routes.SCROLL_ORDERS, routes.NEXT_ORDERS, search)
    with suppress(TooLarge):
        async with aclosing(scroll.batches()) as batches:
            async for batch in batches:
                yield read_each(OrderVersion, batch, "id")
        return
    async with aclosing(_page_by_page(api, tenant, search)) as pages:
        async for page in pages:
            yield page


@dataclass(frozen=True)
class _Place:
    """How far the pages have come: to which moment, and to which page of what was modified from it on."""

    since: datetime
    page: int = 0
    take: int = _TAKE

    def smaller(self) -> "_Place":
        """Return the same place on smaller pages; one order less is left out by none."""
        take = max(1, self.take // _LESS)
        return replace(self, page=self.page * self.take // take, take=take)

    def after(self, orders: Batch[OrderVersion]) -> "_Place":
        """Return the place behind a page: its last moment, or the next page where all of it is of one moment."""
        last = max((one.modified for one in orders.records if one.modified), default=self.since)
        return replace(self, since=last, page=0) if last > self.since else self.next

    @property
    def next(self) -> "_Place":
        """The next page of the same moment."""
        return replace(self, page=self.page + 1)


async def _page_by_page(
    api: OmniumApi, tenant: Tenant, search: ChangedOrders
) -> AsyncGenerator[Batch[OrderVersion], None]:
    place = _Place(search.modified_from)
    while True:
        try:
            records = await _page(api, tenant, search, place)
        except TooLarge as fault:
            if place.take == 1:
                yield _unread(fault)
            place = place.next if place.take == 1 else place.smaller()
            continue
        orders = read_each(OrderVersion, records, "id")
        yield orders
        if len(records) < place.take:
            return
        place = place.after(orders)


async def _page(api: OmniumApi, tenant: Tenant, search: ChangedOrders, place: _Place) -> tuple[Any, ...]:
    asked = search.model_dump() | {"modified_from": place.since, "page": place.page, "take": place.take}
    call = Call("POST", routes.SEARCH_ORDERS, body=ChangedOrdersPage(**asked))
    return read_as(OrdersPage, await api.send(tenant, call)).result


def _unread(fault: TooLarge) -> Batch[OrderVersion]:
    """Name an order that is too large by itself: it hides no other."""
    return Batch.of_unreadable("", InvalidData("order", fault.detail, "an order that can be read"))
