"""Omnium's purchase orders and deliveries as they are exported, and how they are searched for (catalog.md 2.1, 4.16, 4.17)."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Final

from flow_omnium.omnium.models.purchase import (
    Delivery,
    LinePart,
    PurchaseOrder,
    PurchaseOrderForm,
    PurchaseOrderLine,
)
from flow_omnium.omnium.models.values import Amount
from flow_omnium.rest.models import Detail, Extras, Items, ReadModel, Text, UtcTime, WriteModel

INTERNAL: Final = "InternalTransfer"
"""The type of what one store sends to another: Flow has orders of its own for that."""

OPEN_DELIVERIES: Final = ("New", "Confirmed", "InProgress", "OnHold")
"""The statuses of deliveries of which goods may still come."""


class OrderedLine(PurchaseOrderLine):
    """A line with what it costs, without tax: `discounted_price_excl_tax` is that of the whole line, the other of a piece."""

    purchase_order_id: Text = None
    placed_price_excl_tax: Amount = Decimal(0)
    discounted_price_excl_tax: Amount = Decimal(0)
    supplier_sku_id: Detail = None
    estimated_time_of_arrival: UtcTime = None


class OrderedForm(PurchaseOrderForm):
    """The lines of an exported purchase order."""

    line_items: Items[OrderedLine] = ()


class Note(ReadModel):
    """A comment on a purchase order."""

    detail: Detail = None


class ExportedOrder(PurchaseOrder):
    """A purchase order with its header; with a `supplier_warehouse_code` it is an internal transfer."""

    market_id: Text = None
    order_type: Text = None
    supplier_id: Text = None
    supplier_name: Detail = None
    supplier_warehouse_code: Text = None
    reference_number: Detail = None
    billing_currency: Text = None
    requested_delivery_date: UtcTime = None
    purchase_order_notes: Extras[Note] = ()
    purchase_order_form: OrderedForm | None = None

    @property
    def ordered_lines(self) -> tuple[OrderedLine, ...]:
        """Its lines; one that names no delivery is in the order's own."""
        lines = self.purchase_order_form.line_items if self.purchase_order_form else ()
        return tuple(
            line.model_copy(update={"delivery_id": line.delivery_id or self.delivery_id}) for line in lines
        )

    @property
    def is_internal(self) -> bool:
        """Whether one store sends goods to another."""
        return self.supplier_warehouse_code is not None or self.order_type == INTERNAL


class ExportedDelivery(Delivery):
    """A delivery with what is told of it; `modified` says whether it is as it was."""

    order_type: Text = None
    supplier_warehouse_code: Text = None
    estimated_time_of_arrival: UtcTime = None
    modified: Detail = None

    @property
    def is_internal(self) -> bool:
        """Whether one store sends goods to another."""
        return self.supplier_warehouse_code is not None or self.order_type == INTERNAL


class PurchaseOrderSearch(WriteModel):
    """Which purchase orders: those of suppliers, changed since a moment (UTC), of a number."""

    modified_from: datetime | None = None
    order_number: str | None = None
    order_type: str = "PurchaseOrder"
    take: int = 100


class DeliverySearch(WriteModel):
    """Which deliveries; Omnium has no filter for when they were changed."""

    selected_statuses: tuple[str, ...] = OPEN_DELIVERIES
    order_type: str = "PurchaseOrder"
    page: int
    take: int


class DeliveryPage(ReadModel):
    """A page of a search for deliveries."""

    result: Items[ExportedDelivery] = ()
    total_hits: int | None = None


class PackageVariant(ReadModel):
    """A variant that may be a package of its own."""

    sku_id: Text = None
    components: Extras[LinePart] = ()


class PackageProduct(PackageVariant):
    """A product, as far as it is a package: what is in one of it."""

    variants: Extras[PackageVariant] = ()

    def parts_of(self, sku: str) -> Sequence[LinePart]:
        """Return the parts of the variant of this SKU where it has some, else the product's."""
        own = next((one.components for one in self.variants if one.sku_id == sku), ())
        return own or self.components
