"""The control routes on goods: stores, purchase orders, deliveries and stock as they are."""

from aiohttp import web

from simulators.answers import empty_answer, json_answer
from simulators.clock import seven_digits
from simulators.omnium.inventory.commit import item_or_new
from simulators.omnium.models.inventory import InventoryFields, InventoryItems
from simulators.omnium.state import STATE
from simulators.omnium.stores import list_stores, put_store
from simulators.routing import Table
from simulators.write_model import json_object, written


def goods_control_table() -> Table:
    """List the control routes; `/_sim/deliveries` are those of events, goods have their own."""
    return {
        "/_sim/stores": {"GET": list_stores},
        "/_sim/stores/{id}": {"PUT": put_store},
        "/_sim/purchaseorders": {"GET": list_purchase_orders},
        "/_sim/purchaseorders/{id}": {"PUT": put_raw_purchase_order, "DELETE": forget_purchase_order},
        "/_sim/goodsdeliveries": {"GET": list_deliveries},
        "/_sim/goodsdeliveries/{id}": {"PUT": put_raw_delivery},
        "/_sim/inventory": {"GET": list_inventory, "PUT": put_raw_items},
        "/_sim/inventory/transactions": {"GET": list_transactions},
        "/_sim/inventory/{warehouseCode}/{sku}": {"PUT": put_raw_item, "DELETE": forget_item},
    }


async def list_purchase_orders(request: web.Request) -> web.Response:
    """List all purchase orders as they are."""
    return json_answer(request.app[STATE].purchase_orders.every())


async def put_raw_purchase_order(request: web.Request) -> web.Response:
    """Store a purchase order as it is, without an event."""
    order = {**await json_object(request), "id": request.match_info["id"]}
    state = request.app[STATE]
    state.purchase_orders.put(order, state.config.index_lag_seconds)
    return json_answer(order)


async def forget_purchase_order(request: web.Request) -> web.Response:
    """Forget a purchase order altogether, as if Omnium had never had it."""
    request.app[STATE].purchase_orders.remove(request.match_info["id"])
    return empty_answer(200)


async def list_deliveries(request: web.Request) -> web.Response:
    """List all deliveries of goods as they are."""
    return json_answer(request.app[STATE].deliveries.every())


async def put_raw_delivery(request: web.Request) -> web.Response:
    """Store a delivery of goods as it is, without an event."""
    state = request.app[STATE]
    delivery = {**await json_object(request), "id": request.match_info["id"]}
    state.deliveries.put(delivery, state.config.index_lag_seconds)
    return json_answer(delivery)


async def list_inventory(request: web.Request) -> web.Response:
    """List everything in stock as it is."""
    return json_answer(request.app[STATE].stock.every())


async def list_transactions(request: web.Request) -> web.Response:
    """List every transaction, oldest first."""
    return json_answer(request.app[STATE].stock.transactions())


async def put_raw_items(request: web.Request) -> web.Response:
    """Store many items as they are, changed now, without transactions and without events."""
    state = request.app[STATE]
    now = seven_digits(state.clock())
    items = await written(request, InventoryItems)
    for item in items.root:
        state.stock.put({**item.model_dump(by_alias=True), "modified": now}, state.config.index_lag_seconds)
    return json_answer({"stored": len(items.root)})


async def put_raw_item(request: web.Request) -> web.Response:
    """Set the sent fields of an item, without a transaction and without an event."""
    state, path = request.app[STATE], request.match_info
    fields = (await written(request, InventoryFields)).model_dump(by_alias=True, exclude_unset=True)
    item = {**item_or_new(state, path["sku"], path["warehouseCode"]), **fields}
    state.stock.put(item, state.config.index_lag_seconds)
    return json_answer(item)


async def forget_item(request: web.Request) -> web.Response:
    """Forget an item altogether, as Omnium does with one that somebody deletes."""
    path = request.match_info
    request.app[STATE].stock.remove(path["sku"], path["warehouseCode"])
    return empty_answer(200)
