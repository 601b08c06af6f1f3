"""The control routes of the Flow simulator alone: tenants, and orders as the shop changes them."""

from aiohttp import web

from simulators.answers import json_answer
from simulators.flow.merging import merged_order
from simulators.flow.state import STATE
from simulators.flow.tenant import Tenant, TenantSettings, shown_handling, shown_tenant
from simulators.refusal import Refusal
from simulators.routing import Table
from simulators.write_model import json_object, written


def flow_control_table() -> Table:
    """List the control routes."""
    return {
        "/_sim/tenants": {"POST": put_tenant},
        "/_sim/tenants/{tenantUid}/orders": {"GET": list_orders},
        "/_sim/tenants/{tenantUid}/orders/{orderUid}": {"PUT": put_raw_order, "PATCH": patch_order},
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
    """List all orders of a tenant."""
    return json_answer(list(_tenant(request).orders.values()))


async def put_raw_order(request: web.Request) -> web.Response:
    """Store an order as it is; only its uid and its store are filled in."""
    tenant, order_uid = _tenant(request), request.match_info["orderUid"]
    stores: list[str | None] = [*tenant.settings.stores, None]
    order = {"storeUid": stores[0], "orderUid": order_uid, **await json_object(request)}
    tenant.orders[order_uid] = order
    return json_answer(order)


async def patch_order(request: web.Request) -> web.Response:
    """Change an order as somebody in the shop would, whatever its state."""
    tenant, order_uid = _tenant(request), request.match_info["orderUid"]
    if order_uid not in tenant.orders:
        raise Refusal(404, f"orderUid: '{order_uid}' was not found")
    changes = await json_object(request)
    now = request.app[STATE].now()
    tenant.orders[order_uid] = merged_order(tenant.orders[order_uid], changes, now=now)
    return json_answer(tenant.orders[order_uid])


def _tenant(request: web.Request) -> Tenant:
    tenant = request.app[STATE].tenants.get(request.match_info["tenantUid"])
    if tenant is None:
        raise Refusal(404, f"tenantUid: '{request.match_info['tenantUid']}' was not found")
    return tenant
