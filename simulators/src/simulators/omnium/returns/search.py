"""Searching orders by their returns, as the index shows them."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final, TypeAlias

from aiohttp import web

from simulators.answers import json_answer
from simulators.clock import moment_of
from simulators.documents import Document
from simulators.omnium.models.returns import ReturnSearch
from simulators.omnium.orders.totals import rows
from simulators.omnium.paging import page_of, refuse_beyond_limits
from simulators.omnium.state import STATE
from simulators.write_model import written

# A test sees the order, one of its returns, and the value that is searched for.
Test: TypeAlias = Callable[[Document, Document, Any], bool]

TESTS: Final[Mapping[str, Test]] = MappingProxyType(
    {
        "id": lambda order, _form, order_id: order.get("id") == order_id,
        "order_number": lambda order, _form, name: name in (order.get("id"), order.get("orderNumber")),
        "rma_number": lambda _order, form, rma: form.get("rmaNumber") == rma,
        "customer_id": lambda order, _form, customer: order.get("customerId") == customer,
        "selected_stores": lambda _order, form, stores: not stores or form.get("storeId") in stores,
        "created_from": lambda _order, form, start: moment_of(form["created"]) >= moment_of(start),
        "created_to": lambda _order, form, end: moment_of(form["created"]) <= moment_of(end),
        "modified_from": lambda _order, form, start: moment_of(form["modified"]) >= moment_of(start),
        "modified_to": lambda _order, form, end: moment_of(form["modified"]) <= moment_of(end),
    }
)


async def search_returns(request: web.Request) -> web.Response:
    """Find the orders that have a return which fits, the latest written first."""
    search = await written(request, ReturnSearch)
    refuse_beyond_limits(search.page, search.take)
    found = [order for order in request.app[STATE].orders.indexed() if has_return(order, search)]
    found.sort(key=lambda order: moment_of(order["modified"]), reverse=True)
    start = search.page * search.take
    return json_answer(page_of(found, search.take, start=start))


def has_return(order: Document, search: ReturnSearch) -> bool:
    """Tell whether one return of an order passes every test of a search."""
    wanted = [(TESTS[name], getattr(search, name)) for name in TESTS]
    return any(
        all(test(order, form, value) for test, value in wanted if value is not None)
        for form in rows(order, "returnOrderForms")
    )
