"""The composition root of the Flow simulator."""

from collections.abc import AsyncIterator
from typing import Final

import aiohttp
from aiohttp import web

from simulators.control.middleware import apply_faults, log_call
from simulators.control.routes import add_control
from simulators.flow.catalogue.control_routes import catalogue_control_table
from simulators.flow.catalogue.price_control import price_control_table
from simulators.flow.catalogue.routes import catalogue_table
from simulators.flow.control_routes import flow_control_table
from simulators.flow.customers.routes import (
    delete_customer,
    get_customer,
    list_customers,
    post_customer,
    put_customer,
)
from simulators.flow.goods.control_routes import goods_control_table
from simulators.flow.goods.routes import (
    get_purchase_order,
    get_purchase_order_item,
    get_receivement,
    list_purchase_order_items,
    list_purchase_orders,
    list_receivements,
)
from simulators.flow.goods.stock_routes import read_stock, read_store_stock, write_stock
from simulators.flow.goods.written_orders import order_writing_table
from simulators.flow.guard import require_tenant, word_refusals
from simulators.flow.orders.discounts import post_discount
from simulators.flow.orders.handlings import attach_handling, get_tenant, list_handlings
from simulators.flow.orders.items import delete_item, post_item, put_item
from simulators.flow.orders.routes import (
    get_order,
    list_of,
    post_order,
    put_order,
    put_status,
    search_orders,
)
from simulators.flow.orders.settlements import post_settlement
from simulators.flow.paths import STORE_PATH, TENANT_PATH
from simulators.flow.payment_methods import list_payment_methods
from simulators.flow.receipts.routes import download_receipt, get_receipt, search_receipts
from simulators.flow.state import STATE, FlowState
from simulators.routing import Table, add_routes

ORDERS_PATH: Final = f"{STORE_PATH}/orders"
ORDER_PATH: Final = f"{ORDERS_PATH}/{{orderUid}}"
MAX_BODY_BYTES: Final = 16 * 1024 * 1024


def create_flow_app(state: FlowState) -> web.Application:
    """Build the app around a state; the state's clock is the seam for tests."""
    app = web.Application(
        middlewares=[log_call, word_refusals, require_tenant, apply_faults], client_max_size=MAX_BODY_BYTES
    )
    app[STATE] = state
    add_control(app, clock=state.clock, reset=state.reset)
    add_routes(app, flow_control_table())
    add_routes(app, goods_control_table())
    add_routes(app, price_control_table())
    add_routes(app, catalogue_control_table())
    add_routes(app, api_table())
    add_routes(app, goods_table())
    add_routes(app, order_writing_table(f"{STORE_PATH}/purchase-orders"))
    add_routes(app, catalogue_table())
    app.cleanup_ctx.append(run_deliveries)
    return app


def api_table() -> Table:
    """List Flow's routes (section 7 of the design)."""
    return {
        TENANT_PATH: {"GET": get_tenant},
        f"{TENANT_PATH}/handlings": {"GET": list_handlings},
        f"{TENANT_PATH}/paymentmethods": {"GET": list_payment_methods},
        f"{TENANT_PATH}/receipts/search": {"POST": search_receipts},
        f"{TENANT_PATH}/receipts/{{orderReceiptUid}}": {"GET": get_receipt},
        f"{TENANT_PATH}/receipts/{{orderReceiptUid}}/download": {"GET": download_receipt},
        f"{TENANT_PATH}/customers": {"GET": list_customers, "POST": post_customer},
        f"{TENANT_PATH}/customers/{{customerUid}}": {
            "GET": get_customer,
            "PUT": put_customer,
            "DELETE": delete_customer,
        },
        f"{TENANT_PATH}/orders/search": {"POST": search_orders},
        f"{TENANT_PATH}/orders/{{orderUid}}": {"GET": get_order},
        ORDERS_PATH: {"POST": post_order},
        ORDER_PATH: {"PUT": put_order},
        f"{ORDER_PATH}/status": {"PUT": put_status},
        f"{ORDER_PATH}/items": {"POST": post_item},
        f"{ORDER_PATH}/items/{{orderItemUid}}": {"PUT": put_item, "DELETE": delete_item},
        f"{ORDER_PATH}/handlings": {"GET": list_of("orderhandlings"), "POST": attach_handling},
        f"{ORDER_PATH}/settlements": {"GET": list_of("settlements"), "POST": post_settlement},
        f"{ORDER_PATH}/discounts": {"GET": list_of("discounts"), "POST": post_discount},
        f"{ORDER_PATH}/deliveries": {"GET": list_of("deliveries")},
    }


def goods_table() -> Table:
    """List the routes of goods; all of them only read, but for that of levels."""
    return {
        f"{TENANT_PATH}/products/stock": {"POST": read_stock},
        f"{STORE_PATH}/stock": {"POST": read_store_stock},
        f"{STORE_PATH}/warehouses/{{warehouseUid}}/stock": {"PUT": write_stock},
        f"{STORE_PATH}/purchase-orders": {"GET": list_purchase_orders},
        f"{STORE_PATH}/purchase-orders/{{purchaseOrderUid}}": {"GET": get_purchase_order},
        f"{STORE_PATH}/purchase-orders/{{purchaseOrderUid}}/items": {"GET": list_purchase_order_items},
        f"{STORE_PATH}/purchase-orders/{{purchaseOrderUid}}/items/{{purchaseOrderItemUid}}": {
            "GET": get_purchase_order_item
        },
        f"{STORE_PATH}/receivements": {"GET": list_receivements},
        f"{STORE_PATH}/receivements/{{receivementUid}}": {"GET": get_receivement},
    }


async def run_deliveries(app: web.Application) -> AsyncIterator[None]:
    """Hold the session that webhooks are sent with; on shutdown nothing is left running."""
    state = app[STATE]
    async with aiohttp.ClientSession() as session:
        state.deliverer.session = session
        yield
        await state.background.stop()
