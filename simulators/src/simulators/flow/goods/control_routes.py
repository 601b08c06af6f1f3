"""The control routes of goods: purchase orders and receivements stored as they are, stock set."""

from aiohttp import web

from simulators.answers import json_answer
from simulators.documents import Document
from simulators.flow.goods.stock_routes import list_stock, put_stock
from simulators.flow.known_tenant import known_tenant
from simulators.flow.tenant import Tenant
from simulators.routing import Table
from simulators.write_model import json_object


def goods_control_table() -> Table:
    """List the control routes."""
    tenant_path = "/_sim/tenants/{tenantUid}"
    return {
        f"{tenant_path}/purchase-orders": {"GET": list_all_purchase_orders},
        f"{tenant_path}/purchase-orders/{{purchaseOrderUid}}": {"PUT": put_raw_purchase_order},
        f"{tenant_path}/receivements": {"GET": list_all_receivements},
        f"{tenant_path}/receivements/{{receivementUid}}": {"PUT": put_raw_receivement},
        f"{tenant_path}/stock": {"GET": list_stock},
        f"{tenant_path}/stock/{{warehouseUid}}/{{productUid}}": {"PUT": put_stock},
    }


async def list_all_purchase_orders(request: web.Request) -> web.Response:
    """List all purchase orders of a tenant."""
    return json_answer(list(known_tenant(request).purchase_orders.values()))


async def list_all_receivements(request: web.Request) -> web.Response:
    """List all receivements of a tenant."""
    return json_answer(list(known_tenant(request).receivements.values()))


async def put_raw_purchase_order(request: web.Request) -> web.Response:
    """Store a purchase order as it is."""
    tenant, uid = known_tenant(request), request.match_info["purchaseOrderUid"]
    body = await json_object(request)
    order = tenant.purchase_orders[uid] = {"purchaseOrderUid": uid, **_first_store(tenant), **body}
    return json_answer(order)


async def put_raw_receivement(request: web.Request) -> web.Response:
    """Store a receivement as it is; no stock moves and no webhook is raised."""
    tenant, uid = known_tenant(request), request.match_info["receivementUid"]
    body = await json_object(request)
    receivement = tenant.receivements[uid] = {"receivementUid": uid, **_first_store(tenant), **body}
    return json_answer(receivement)


def _first_store(tenant: Tenant) -> Document:
    """Fill in the store; beside its uid that is all a stored record gets."""
    stores: list[str | None] = [*tenant.settings.stores, None]
    return {"storeUid": stores[0]}
