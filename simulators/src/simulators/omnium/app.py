"""The composition root of the Omnium simulator."""

from collections.abc import AsyncIterator

import aiohttp
from aiohttp import web

from simulators.answers import json_answer
from simulators.control.middleware import apply_faults, log_call
from simulators.control.routes import add_control
from simulators.omnium.catalogue.control_routes import catalogue_control_table
from simulators.omnium.catalogue.routes import catalogue_table
from simulators.omnium.control_routes import omnium_control_table
from simulators.omnium.customers.routes import customer_table
from simulators.omnium.event_log import search_event_log
from simulators.omnium.goods.control_routes import goods_control_table
from simulators.omnium.goods.routes import delivery_table
from simulators.omnium.guard import require_token, word_refusals
from simulators.omnium.inventory.routes import inventory_table
from simulators.omnium.invoices.files import add_asset, add_file
from simulators.omnium.invoices.routes import get_invoice, list_invoices_of_order, put_invoice
from simulators.omnium.orders.create import post_order, put_order
from simulators.omnium.orders.line_patch import patch_lines
from simulators.omnium.orders.lines import add_payments, cancel_line, update_lines
from simulators.omnium.orders.new_line import post_line
from simulators.omnium.orders.read import get_order, order_exists, search_orders
from simulators.omnium.orders.scrolling import order_scroll_table
from simulators.omnium.orders.types import get_order_types
from simulators.omnium.orders.update import delete_order, patch_order, update_order, update_status
from simulators.omnium.prices.routes import price_table
from simulators.omnium.purchasing.routes import purchase_order_table
from simulators.omnium.purchasing.search import purchase_order_search_table
from simulators.omnium.returns.create import patch_return, post_return
from simulators.omnium.returns.search import search_returns
from simulators.omnium.state import STATE, OmniumState
from simulators.omnium.stores import get_store
from simulators.omnium.token_route import post_token
from simulators.routing import Table, add_routes

# A test may put a whole catalogue at once.
MAX_BODY_BYTES = 128 * 1024 * 1024


def create_omnium_app(state: OmniumState) -> web.Application:
    """Build the app around a state; the state's clock and config are the seams for tests."""
    app = web.Application(
        middlewares=[log_call, word_refusals, require_token, apply_faults], client_max_size=MAX_BODY_BYTES
    )
    app[STATE] = state
    add_control(app, clock=state.clock, reset=state.reset)
    add_routes(app, {**omnium_control_table(), **goods_control_table(), **catalogue_control_table()})
    add_routes(app, api_table(), any_case=True)
    app.cleanup_ctx.append(run_deliveries)
    return app


def api_table() -> Table:
    """List Omnium's own routes; fixed ones stand before those with an id in the same place."""
    return {
        "/api/Health": {"GET": tell_health},
        "/api/Token": {"POST": post_token},
        "/api/EventLog/Search": {"POST": search_event_log},
        "/api/Orders": {"POST": post_order, "PUT": put_order},
        "/api/Orders/Search": {"POST": search_orders},
        **order_scroll_table(),
        "/api/Orders/Update": {"POST": update_order, "PUT": update_order},
        "/api/Orders/{id}": {"GET": get_order, "DELETE": delete_order},
        "/api/Orders/{id}/Exists": {"HEAD": order_exists},
        "/api/Orders/{id}/PatchOrder": {"PATCH": patch_order},
        "/api/Orders/{id}/UpdateStatus": {"POST": update_status},
        "/api/Orders/{id}/AddPayments": {"POST": add_payments},
        "/api/Orders/{id}/OrderLinesUpdate": {"POST": update_lines},
        "/api/Orders/{id}/OrderLines": {"POST": post_line},
        "/api/Orders/{id}/PatchUpdateOrderLines": {"PATCH": patch_lines},
        "/api/Orders/{id}/OrderLines/{lineItemId}/Cancel": {"POST": cancel_line},
        "/api/Returns/SearchReturnOrders": {"POST": search_returns},
        "/api/Returns/{orderId}/Return": {"POST": post_return},
        "/api/Returns/{orderId}/{returnId}": {"PATCH": patch_return},
        "/api/Invoices/UpdateInvoice": {"PUT": put_invoice},
        "/api/Invoices/Orders/{orderId}": {"GET": list_invoices_of_order},
        "/api/Invoices/{invoiceId}/AddAsset": {"POST": add_asset},
        "/api/Invoices/{invoiceId}/AddFileToInvoice": {"POST": add_file},
        "/api/Invoices/{id}": {"GET": get_invoice},
        "/api/Settings/OrderTypes": {"GET": get_order_types},
        **customer_table("PrivateCustomer"),
        **customer_table("BusinessCustomer"),
        **catalogue_table(),
        **price_table(),
        "/api/Stores/{id}": {"GET": get_store},
        **purchase_order_search_table(),
        **purchase_order_table(),
        **delivery_table(),
        **inventory_table(),
    }


async def tell_health(_request: web.Request) -> web.Response:
    """Answer Omnium's own health call, which needs no token."""
    return json_answer({"status": "Healthy"})


async def run_deliveries(app: web.Application) -> AsyncIterator[None]:
    """Hold the session that events are sent with; on shutdown nothing is left running."""
    state = app[STATE]
    async with aiohttp.ClientSession() as session:
        state.deliverer.session = session
        yield
        await state.background.stop()
