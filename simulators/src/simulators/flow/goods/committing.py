"""What every reception and every change of stock does: storage, stock, webhooks."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from simulators.documents import Document
from simulators.flow.goods.products import remember_product
from simulators.flow.goods.purchase_orders import counted, with_received
from simulators.flow.goods.stock import move_stock
from simulators.flow.orders.progress import items_in
from simulators.flow.state import FlowState
from simulators.flow.tenant import StockPlace, Tenant
from simulators.flow.webhooks.bodies import purchase_event, receivement_event, stock_event


def commit_reception(state: FlowState, tenant: Tenant, receivement: Document, *, by: str) -> None:
    """Store a new reception, move its purchase orders on, raise the stock and the webhooks."""
    tenant.receivements[receivement["receivementUid"]] = receivement
    state.notify(tenant, receivement_event(tenant.settings.tenant_uid, receivement, by))
    _move(state, tenant, None, receivement, by=by)


def commit_correction(
    state: FlowState, tenant: Tenant, before: Document, after: Document | None, *, by: str
) -> None:
    """Store a reception as it is by now, None for one that is deleted. No webhook tells of it, but of the stock."""
    if after is None:
        del tenant.receivements[before["receivementUid"]]
    else:
        tenant.receivements[before["receivementUid"]] = after
    _move(state, tenant, before, after, by=by)


def commit_progress(state: FlowState, tenant: Tenant, order: Document, *, by: str) -> None:
    """Store a purchase order that moved on; the reception that completes it raises a webhook."""
    uid = order["purchaseOrderUid"]
    was_received = tenant.purchase_orders[uid].get("status") == "RECEIVED"
    tenant.purchase_orders[uid] = {**order, "lastModifiedAt": state.now(), "lastModifiedBy": by}
    if order["status"] == "RECEIVED" and not was_received:
        state.notify(tenant, purchase_event(tenant.settings.tenant_uid, order, by))


def commit_stock(state: FlowState, tenant: Tenant, changes: Mapping[StockPlace, int], *, by: str) -> None:
    """Move stock, and raise one webhook for each product in each warehouse."""
    settings = tenant.settings
    for place, change in changes.items():
        move_stock(tenant, place, change)
        tenant.stock_times[place] = state.clock()
        store_uid = tenant.store_of(place.warehouse_uid)
        state.notify(tenant, stock_event(settings.tenant_uid, store_uid, place, by))


def received_stock(receivement: Document | None) -> Counter[StockPlace]:
    """Sum up what a reception puts where."""
    sums: Counter[StockPlace] = Counter()
    for item in items_in(receivement or {}):
        sums[StockPlace(item["warehouseUid"], item["product"]["productUid"])] += counted(item)
    return sums


def _move(
    state: FlowState, tenant: Tenant, before: Document | None, after: Document | None, *, by: str
) -> None:
    """Enter what differs between two states of a reception on the purchase orders and in the stock."""
    new, old = (_by_order(tenant, one) for one in (after, before))
    for uid in dict.fromkeys([*new, *old]):
        order = with_received(tenant.purchase_orders[uid], new.get(uid, []), old.get(uid, []))
        commit_progress(state, tenant, order, by=by)
    for item in items_in(after or {}):
        remember_product(tenant, item["product"])
    moved = received_stock(after)
    moved.subtract(received_stock(before))
    commit_stock(state, tenant, {place: change for place, change in moved.items() if change}, by=by)


def _by_order(tenant: Tenant, receivement: Document | None) -> Mapping[str, list[Document]]:
    """Share out the items of a reception among the purchase orders that their lines are on, its own one first."""
    shares: dict[str, list[Document]] = defaultdict(list)
    for item in items_in(receivement or {}):
        owner = _owner_of(
            tenant, item, [str((receivement or {}).get("purchaseOrderUid")), *tenant.purchase_orders]
        )
        if owner is not None:
            shares[owner].append(item)
    return shares


def _owner_of(tenant: Tenant, item: Document, uids: Sequence[str]) -> str | None:
    line_uid = item.get("purchaseOrderItemUid")
    return next(
        (uid for uid in uids if line_uid is not None and _has(tenant.purchase_orders.get(uid), line_uid)),
        None,
    )


def _has(order: Document | None, line_uid: str) -> bool:
    return any(line.get("purchaseOrderItemUid") == line_uid for line in items_in(order or {}))
