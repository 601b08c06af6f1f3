"""Searching the transactions as the index shows them, the newest first; here the first page is number one."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final, TypeAlias

from aiohttp import web

from simulators.answers import json_answer
from simulators.clock import moment_of
from simulators.documents import Document
from simulators.omnium.models.inventory import TransactionSearch
from simulators.omnium.paging import page_of, refuse_beyond_limits
from simulators.omnium.state import STATE
from simulators.write_model import written

Test: TypeAlias = Callable[[Document, Any], bool]

TESTS: Final[Mapping[str, Test]] = MappingProxyType(
    {
        "sku_id": lambda transaction, sku: transaction["skuId"] == sku,
        "product_id": lambda transaction, product: transaction["productId"] == product,
        "warehouse_codes": lambda transaction, codes: not codes or transaction["warehouseCode"] in codes,
        "order_id": lambda transaction, order: transaction["orderId"] == order,
        "purchase_order_id": lambda transaction, order: transaction["purchaseOrderId"] == order,
        "from_": lambda transaction, start: moment_of(transaction["created"]) >= moment_of(start),
        "to": lambda transaction, end: moment_of(transaction["created"]) <= moment_of(end),
        "user_id": lambda transaction, user: transaction["userId"] == user,
    }
)

UNPUBLISHED: Final = frozenset({"lineItemId", "deliveryId"})


async def search_transactions(request: web.Request) -> web.Response:
    """Search transactions."""
    search = await written(request, TransactionSearch)
    refuse_beyond_limits(search.page, search.take)
    newest_first = reversed(request.app[STATE].stock.indexed_transactions())
    found = [shown(transaction) for transaction in newest_first if fits(transaction, search)]
    start = (search.page - 1) * search.take
    return json_answer(page_of(found, search.take, start=start))


def shown(transaction: Document) -> Document:
    """Show a transaction without what the published one does not name: of which line and delivery it is."""
    return {name: value for name, value in transaction.items() if name not in UNPUBLISHED}


def fits(transaction: Document, search: TransactionSearch) -> bool:
    """Tell whether a transaction passes every test of a search."""
    wanted = ((name, getattr(search, name)) for name in TESTS)
    return all(TESTS[name](transaction, value) for name, value in wanted if value is not None)
