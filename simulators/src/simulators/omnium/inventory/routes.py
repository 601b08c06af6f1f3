"""Writing stock: absolute values, which can be repeated, and differences, which cannot."""

from collections.abc import Sequence

from aiohttp import web

from simulators.answers import empty_answer
from simulators.omnium.events import Caller
from simulators.omnium.inventory.commit import ADDED, MOVED, UPDATED, commit_item, item_or_new, log_change
from simulators.omnium.inventory.rules import refuse_bad_items, refuse_bad_movements, updated_item
from simulators.omnium.inventory.search import get_items, go_on_scrolling, search_items
from simulators.omnium.inventory.transactions_search import search_transactions
from simulators.omnium.models.inventory import (
    InventoryItem,
    InventoryItems,
    InventoryMovement,
    InventoryMovements,
)
from simulators.omnium.orders.commit import caller_of
from simulators.omnium.orders.totals import number
from simulators.omnium.query import flag, known_query
from simulators.omnium.state import STATE, OmniumState
from simulators.routing import Table
from simulators.write_model import written

OVERWRITE = "isReservedInventoryOverwritten"


def inventory_table() -> Table:
    """List the routes of stock; fixed ones stand before the one with a SKU."""
    path = "/api/Inventory"
    return {
        path: {"POST": add_one},
        f"{path}/AddMany": {"POST": add_many},
        f"{path}/Update": {"PUT": update_one},
        f"{path}/UpdateMany": {"PUT": update_many},
        f"{path}/ProcessInventoryTransactions": {"POST": process_movements},
        f"{path}/Search": {"POST": search_items},
        f"{path}/SearchTransactions": {"POST": search_transactions},
        f"{path}/Scroll/{{id}}": {"GET": go_on_scrolling},
        f"{path}/{{sku}}": {"GET": get_items},
    }


async def update_many(request: web.Request) -> web.Response:
    """Set up to 1,000 items to absolute values, all or none; answers without a body."""
    overwrite = flag(known_query(request, OVERWRITE), OVERWRITE)
    items = (await written(request, InventoryItems)).root
    return _updated(request, items, overwrite_reserved=overwrite)


async def update_one(request: web.Request) -> web.Response:
    """Set one item to absolute values; what is reserved stays."""
    known_query(request)
    return _updated(request, [await written(request, InventoryItem)], overwrite_reserved=False)


async def add_many(request: web.Request) -> web.Response:
    """Overwrite up to 1,000 items whole, what is reserved included: 201 without a body."""
    return _added(request, (await written(request, InventoryItems)).root)


async def add_one(request: web.Request) -> web.Response:
    """Overwrite one item whole: 201 without a body."""
    return _added(request, [await written(request, InventoryItem)])


async def process_movements(request: web.Request) -> web.Response:
    """Change stock by differences, all or none; a repeat counts twice."""
    state = request.app[STATE]
    movements = (await written(request, InventoryMovements)).root
    refuse_bad_movements(movements, state.catalogue.stores)
    for movement in movements:
        move(state, movement, caller_of(request))
    return empty_answer(200)


def update(state: OmniumState, item: InventoryItem, caller: Caller, *, overwrite_reserved: bool) -> None:
    """Set an item, unless that would change nothing; a transaction is made only when its quantity changes."""
    before = item_or_new(state, item.sku, item.warehouse_code)
    sent = item.model_dump(by_alias=True, exclude_unset=True)
    after = updated_item(before, sent, overwrite_reserved=overwrite_reserved)
    if after == before:
        return
    stored = commit_item(state, UPDATED, after, caller)
    change = item.inventory - number(before["inventory"])
    if change:
        log_change(state, stored, change, caller, transactionType="Update", reason="UpdateMany")


def add(state: OmniumState, item: InventoryItem, caller: Caller) -> None:
    """Overwrite an item; a transaction is made even when its quantity is as before."""
    change = item.inventory - number(item_or_new(state, item.sku, item.warehouse_code)["inventory"])
    stored = commit_item(state, ADDED, item.model_dump(by_alias=True), caller)
    log_change(state, stored, change, caller, transactionType="Add", reason="AddMany")


def move(state: OmniumState, movement: InventoryMovement, caller: Caller) -> None:
    """Change an item by a difference, what is reserved too when that is asked for."""
    change = movement.inventory_change
    item = item_or_new(state, movement.sku_id, str(movement.warehouse_code))
    item["inventory"] = number(item["inventory"]) + change
    if movement.adjust_reserved_inventory:
        item["reservedInventory"] = number(item["reservedInventory"]) + change
    stored = commit_item(state, MOVED, item, caller)
    cause = {"reason": movement.reason, "orderId": movement.order_id}
    log_change(state, stored, change, caller, transactionType="Movement", **cause)


def _updated(
    request: web.Request, items: Sequence[InventoryItem], *, overwrite_reserved: bool
) -> web.Response:
    state = request.app[STATE]
    refuse_bad_items(items, state.catalogue.stores, state.config.refused_skus)
    for item in items:
        update(state, item, caller_of(request), overwrite_reserved=overwrite_reserved)
    return empty_answer(200)


def _added(request: web.Request, items: Sequence[InventoryItem]) -> web.Response:
    state = request.app[STATE]
    refuse_bad_items(items, state.catalogue.stores, state.config.refused_skus)
    for item in items:
        add(state, item, caller_of(request))
    return empty_answer(201)
