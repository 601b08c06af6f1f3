"""The control routes of the Flow simulator alone: tenants, and orders as the shop changes them."""

from aiohttp import web

from simulators.answers import json_answer
from simulators.flow.committing import raise_order_change
from simulators.flow.known_tenant import known_tenant
from simulators.flow.merging import merged_order
from simulators.flow.receipts.routes import list_receipts, put_raw_receipt
from simulators.flow.shop.routes import post_act
from simulators.flow.shop.till import CASHIER
from simulators.flow.state import STATE
from simulators.flow.tenant import TenantSettings, shown_handling, shown_tenant
from simulators.flow.webhooks.routes import (
    list_deliveries,
    list_subscriptions,
    subscribe,
    unsubscribe_all,
)
from simulators.refusal import Refusal
from simulators.routing import Table
from simulators.write_model import json_object, written


def flow_control_table() -> Table:
    """List the control routes."""
    return {
        "/_sim/tenants": {"POST": put_tenant},
        "/_sim/tenants/{tenantUid}/orders": {"GET": list_orders},
        "/_sim/tenants/{tenantUid}/orders/{orderUid}": {"PUT": put_raw_order, "PATCH": patch_order},
        "/_sim/tenants/{tenantUid}/customers": {"GET": list_customers},
        "/_sim/tenants/{tenantUid}/receipts": {"GET": list_receipts},
        "/_sim/tenants/{tenantUid}/receipts/{orderReceiptUid}": {"PUT": put_raw_receipt},
        "/_sim/tenants/{tenantUid}/shop": {"POST": post_act},
        "/_sim/tenants/{tenantUid}/subscriptions": {
            "GET": list_subscriptions,
            "POST": subscribe,
            "DELETE": unsubscribe_all,
        },
        "/_sim/tenants/{tenantUid}/deliveries": {"GET": list_deliveries},
    }


async def put_tenant(request: web.Request) -> web.Response:
    """Add a tenant or replace its settings."""
    settings = await written(request, TenantSettings)
    request.app[STATE].put_tenant(settings)
    handlings = [shown_handling(handling) for handling in settings.handlings]
    return json_answer(
        {**shown_tenant(settings), "stores": settings.stores, "handlings": handlings}, status=201
    )


async def list_orders(request: web.Request) -> web.Response:
    """List all orders of a tenant, or those with an `externalOrderNumber`."""
    number = request.query.get("externalOrderNumber")
    orders = known_tenant(request).orders.values()
    return json_answer(
        [order for order in orders if number is None or order.get("externalOrderNumber") == number]
    )


async def list_customers(request: web.Request) -> web.Response:
    """List all customers of a tenant."""
    return json_answer(list(known_tenant(request).customers.values()))


async def put_raw_order(request: web.Request) -> web.Response:
    """Store an order as it is; only its uid and its store are filled in."""
    tenant, order_uid = known_tenant(request), request.match_info["orderUid"]
    stores: list[str | None] = [*tenant.settings.stores, None]
    order = {"storeUid": stores[0], "orderUid": order_uid, **await json_object(request)}
    tenant.orders[order_uid] = order
    return json_answer(order)


async def patch_order(request: web.Request) -> web.Response:
    """Change an order as somebody in the shop would, whatever its state."""
    tenant, order_uid = known_tenant(request), request.match_info["orderUid"]
    if order_uid not in tenant.orders:
        raise Refusal(404, f"orderUid: '{order_uid}' was not found")
    changes = await json_object(request)
    state, before = request.app[STATE], tenant.orders[order_uid]
    after = tenant.orders[order_uid] = merged_order(before, changes, now=state.now())
    raise_order_change(state, tenant, before, after, by=CASHIER.uid)
    return json_answer(after)
