"""What the lists of purchase orders and receivements may be asked for; pure."""

from collections.abc import Iterable

from pydantic import Field

from simulators.documents import Document
from simulators.flow.orders.progress import items_in
from simulators.flow.orders.search import is_changed_since
from simulators.flow.values import PurchaseOrderStatus, Uid
from simulators.write_model import IsoTime, WriteModel


class PurchaseOrderQuery(WriteModel):
    """Filters of purchase orders; the status may be repeated."""

    purchase_order_status: list[PurchaseOrderStatus] = Field(default_factory=list)
    purchase_order_external_id: str | None = Field(default=None, min_length=1)


class ReceivementQuery(WriteModel):
    """Filters of receivements; all of them must fit. `modifiedFrom` is assumed: Flow publishes no filter by time."""

    modified_from: IsoTime | None = None
    purchase_order_uid: Uid | None = None
    product_uid: Uid | None = None
    receivement_external_id: str | None = Field(default=None, min_length=1)


def found_purchase_orders(orders: Iterable[Document], asked: PurchaseOrderQuery) -> list[Document]:
    """List the purchase orders that are asked for."""
    return [
        order
        for order in orders
        if (not asked.purchase_order_status or order.get("status") in asked.purchase_order_status)
        and asked.purchase_order_external_id in (None, order.get("externalId"))
    ]


def found_receivements(receivements: Iterable[Document], asked: ReceivementQuery) -> list[Document]:
    """List the receivements that are asked for."""
    return [
        one
        for one in receivements
        if asked.purchase_order_uid in (None, one.get("purchaseOrderUid"))
        and asked.product_uid in {None, *_products(one)}
        and asked.receivement_external_id in (None, one.get("externalId"))
        and is_changed_since(one, asked.modified_from)
    ]


def _products(receivement: Document) -> set[str | None]:
    return {(item.get("product") or {}).get("productUid") for item in items_in(receivement)}
