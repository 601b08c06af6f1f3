"""What every reception and every change of stock does: storage, stock, webhooks."""

from collections import Counter
from collections.abc import Mapping

from simulators.documents import Document
from simulators.flow.goods.products import remember_product
from simulators.flow.goods.stock import move_stock
from simulators.flow.state import FlowState
from simulators.flow.tenant import StockPlace, Tenant
from simulators.flow.webhooks.bodies import purchase_event, receivement_event, stock_event


def commit_reception(
    state: FlowState, tenant: Tenant, receivement: Document, order: Document | None, *, by: str
) -> None:
    """Store a reception and its purchase order, raise the stock and the webhooks."""
    tenant.receivements[receivement["receivementUid"]] = receivement
    state.notify(tenant, receivement_event(tenant.settings.tenant_uid, receivement, by))
    if order is not None:
        commit_progress(state, tenant, order, by=by)
    for item in receivement["items"]:
        remember_product(tenant, item["product"])
    commit_stock(state, tenant, received_stock(receivement), by=by)


def commit_progress(state: FlowState, tenant: Tenant, order: Document, *, by: str) -> None:
    """Store a purchase order that moved on; the reception that completes it raises a webhook."""
    uid = order["purchaseOrderUid"]
    was_received = tenant.purchase_orders[uid].get("status") == "RECEIVED"
    tenant.purchase_orders[uid] = order
    if order["status"] == "RECEIVED" and not was_received:
        state.notify(tenant, purchase_event(tenant.settings.tenant_uid, order, by))


def commit_stock(state: FlowState, tenant: Tenant, changes: Mapping[StockPlace, int], *, by: str) -> None:
    """Move stock, and raise one webhook for each product in each warehouse."""
    settings = tenant.settings
    for place, change in changes.items():
        move_stock(tenant, place, change)
        store_uid = settings.store_of(place.warehouse_uid)
        state.notify(tenant, stock_event(settings.tenant_uid, store_uid, place, by))


def received_stock(receivement: Document) -> Counter[StockPlace]:
    """Sum up what a reception puts where."""
    sums: Counter[StockPlace] = Counter()
    for item in receivement["items"]:
        sums[StockPlace(item["warehouseUid"], item["product"]["productUid"])] += item["quantity"]
    return sums
