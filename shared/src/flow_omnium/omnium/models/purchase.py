"""Omnium's purchase orders, deliveries and goods receptions (omnium.md 5)."""

from decimal import Decimal

from flow_omnium.omnium.models.values import Amount
from flow_omnium.rest.models import Extras, Flag, Items, ReadModel, Text, WriteModel


class LinePart(ReadModel):
    """What a package is made of: so much of a product in one package."""

    product_id: Text = None
    sku_id: Text = None
    quantity: Amount = Decimal(0)

    @property
    def code(self) -> str | None:
        """What the lines of the part are of: its SKU, else its product."""
        return self.sku_id or self.product_id


class PurchaseOrderLine(ReadModel):
    """A line; `delivery_id` is unset while it is in no delivery.

    A line of a package's part names the package's line and SKU; the line of a package itself (`is_package`) has `components`.
    """

    line_item_id: Text = None
    delivery_id: Text = None
    code: Text = None
    quantity: Amount = Decimal(0)
    delivered_quantity: Amount = Decimal(0)
    canceled_quantity: Amount = Decimal(0)
    is_package: Flag = False
    package_line_item_id: Text = None
    package_sku_id: Text = None
    components: Extras[LinePart] = ()

    @property
    def ordered_quantity(self) -> Decimal:
        """What was ordered and not cancelled."""
        return self.quantity - self.canceled_quantity

    @property
    def open_quantity(self) -> Decimal:
        """What is still to come."""
        return max(Decimal(0), self.quantity - self.delivered_quantity - self.canceled_quantity)


class PurchaseOrderForm(ReadModel):
    """The lines of a purchase order."""

    line_items: Items[PurchaseOrderLine] = ()


class PurchaseOrder(ReadModel):
    """A purchase order; with a `delivery_id` of its own it is one delivery, kept in step with it (omnium.md 5.1)."""

    id: str
    status: Text = None
    store_id: Text = None
    delivery_id: Text = None
    purchase_order_form: PurchaseOrderForm | None = None

    @property
    def lines(self) -> tuple[PurchaseOrderLine, ...]:
        """Its lines; one that names no delivery is in the order's own."""
        lines = self.purchase_order_form.line_items if self.purchase_order_form else ()
        return tuple(
            line.model_copy(update={"delivery_id": line.delivery_id or self.delivery_id}) for line in lines
        )


class Delivery(ReadModel):
    """A delivery; it holds no lines, they name it."""

    id: str
    delivery_status: Text = None


class Store(ReadModel):
    """A store or a warehouse: Omnium has one type for both."""

    id: str
    is_warehouse: Flag = False
    is_virtual: Flag = False


class Transaction(ReadModel):
    """A movement of stock; `goods_reception_id` is the key that its caller gave it. It names no line (omnium.md 6)."""

    id: Text = None
    goods_reception_id: Text = None
    inventory_change: Amount = Decimal(0)


class TransactionPage(ReadModel):
    """One page of a search; pages count from 1."""

    result: Items[Transaction] = ()
    total_hits: int | None = None


class TransactionSearch(WriteModel):
    """Which movements to search for."""

    purchase_order_id: str
    page: int
    take: int


class DeliveryLine(WriteModel):
    """A line that goes into a delivery with all that is open of it: less would split it, with another id for the rest.

    Omnium takes what is open when no quantity is named; it refuses a named one of zero.
    """

    line_item_id: str
    quantity: Decimal | None = None


class GoodsReceptionLine(WriteModel):
    """What was received now of a line, once: Omnium refuses a key that it has seen."""

    line_item_id: str
    delivered_quantity: Decimal
    warehouse_code: str
    goods_reception_id: str
