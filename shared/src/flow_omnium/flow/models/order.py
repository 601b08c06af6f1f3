"""Flow's orders as we read them (design section 7): `unitPrice` is per whole unit, a discount of the whole line."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from flow_omnium.flow.models.values import Hundredths
from flow_omnium.flow.states import SETTLED, TAKEN_BACK
from flow_omnium.rest.models import LENIENT, Detail, Flag, Items, Part, ReadModel, Text, UtcTime, WriteModel


class ReceiptSearch(WriteModel):
    """What to search receipts by: all that is given must fit, exactly."""

    order_number: str | None = None
    voucher_number: str | None = None


class SettledReceipts(WriteModel):
    """The receipts that were settled between two moments (UTC)."""

    settled_at_from: datetime
    settled_at_to: datetime


@dataclass(frozen=True)
class OrderRef:
    """Where an order stands in Flow: most of its routes go through its store."""

    store_uid: str
    order_uid: str


class OrderItem(ReadModel):
    """A line of an order as Flow holds it; `external_id` is Omnium's line id, absent on lines added in the shop.

    `item_price` is what the line costs, tax and discount counted in, and `item_vat_amount` the tax in it.
    """

    order_item_uid: Text = None
    external_id: Text = None
    product_uid: Text = None
    sku: Text = None
    name: Detail = None
    quantity_ordered: Hundredths = 0
    quantity_delivered: Hundredths = 0
    quantity_cancelled: Hundredths = 0
    unit_price: Hundredths = 0
    item_discount_amount: Hundredths = 0
    vat_rate: Annotated[int | None, LENIENT] = None
    item_price: Annotated[int | None, LENIENT] = None
    item_vat_amount: Annotated[int | None, LENIENT] = None
    serialnumber: Detail = None
    original_order_item_uid: Text = None
    package_order_item_uid: Text = None

    @property
    def line_id(self) -> str:
        """What the line is called in Omnium: the id it came with, else the uid it has in Flow; both never change."""
        return self.external_id or self.order_item_uid or ""


class OrderHandling(ReadModel):
    """A handling attached to an order."""

    handling_uid: Text = None
    order_handling_uid: Text = None
    state: Text = None


class OrderProperty(ReadModel):
    """Custom data on an order; what is `read_only` cannot be edited in Flow."""

    key: Text = None
    value: Text = None
    read_only: Flag = False


class Settlement(ReadModel):
    """A payment, or money given back (a negative `amount`)."""

    settlement_uid: Text = None
    settlement_code: Text = None
    amount: Hundredths = 0
    state: Text = None
    status: Text = None
    created_at: UtcTime = None
    settled_at: UtcTime = None
    external_payment_reference: Text = None
    order_receipt_uid: Detail = None

    @property
    def is_settled(self) -> bool:
        """Only settled ones are payments (design section 7), and no longer once they are taken back."""
        return SETTLED in (self.state, self.status) and not self.is_taken_back

    @property
    def is_taken_back(self) -> bool:
        """A settlement that was voided or cancelled stays on its order, and is none any more."""
        return not TAKEN_BACK.isdisjoint((self.state, self.status))


class OrderDiscount(ReadModel):
    """A discount of a whole order, or of several of its lines; `amount` is money, or of a `PERCENTAGE` hundredths of it."""

    order_discount_uid: Text = None
    discount_code: Detail = None
    name: Detail = None
    type: Text = None
    amount: Hundredths = 0


class OrderTotals(ReadModel):
    """What an order or a receipt comes to, with VAT, and the VAT in it."""

    grand_total: Hundredths = 0
    total_vat: Hundredths = 0


class Address(ReadModel):
    """The customer's address on an order or a receipt."""

    firstname: Detail = None
    lastname: Detail = None
    company_name: Detail = None
    vat_number: Detail = None
    address: Detail = None
    postal_code: Detail = None
    city: Detail = None
    country_code: Detail = None
    email: Detail = None
    mobile: Detail = None
    display_name: Detail = None


class Order(ReadModel):
    """An order as Flow holds it; `invoice_address` stands there only when it is another than the customer's."""

    order_uid: str
    store_uid: Text = None
    order_number: Text = None
    external_order_number: Text = None
    voucher_number: Text = None
    original_order_uid: Text = None
    system_origin: Text = None
    type: Text = None
    order_state: Text = None
    settle_state: Text = None
    delivery_state: Text = None
    orderhandling_state: Text = None
    customer_uid: Text = None
    customer_address: Annotated[Address | None, LENIENT] = None
    note: Detail = None
    internal_note: Detail = None
    created_at: UtcTime = None
    last_modified_at: UtcTime = None
    delivery_date: UtcTime = None
    valid_until: UtcTime = None
    tenant_user_uid: Detail = None
    tenant_user_display_name: Detail = None
    properties: Items[OrderProperty] = ()
    items: Items[OrderItem] = ()
    orderhandlings: Items[OrderHandling] = ()
    settlements: Items[Settlement] = ()
    discounts: Items[OrderDiscount] = ()
    order_totals: OrderTotals | None = None
    invoice_address: Annotated[Address | None, LENIENT] = None
    vat_free: Flag = False


class ReceiptReference(ReadModel):
    """A receipt as a search lists it."""

    order_receipt_uid: str
    order_uid: Text = None
    store_uid: Detail = None
    order_number: Detail = None
    voucher_number: Detail = None


class Receipt(ReadModel):
    """A receipt; `type` is its order's, `reference_voucher_number` what a payment pays."""

    order_receipt_uid: str
    order_uid: Text = None
    order_number: Text = None
    store_uid: Text = None
    voucher_number: Text = None
    reference_voucher_number: Text = None
    type: Text = None
    created_at: UtcTime = None
    customer_uid: Text = None
    customer_address: Annotated[Address | None, LENIENT] = None
    order_totals: Part[OrderTotals] = OrderTotals()
    settlements: Items[Settlement] = ()
    items: Items[OrderItem] = ()
