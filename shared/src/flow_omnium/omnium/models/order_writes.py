"""What we write to Omnium's orders (omnium.md 4.3, 4.5, 4.8). A field that is None is not sent, and so left alone."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from flow_omnium.omnium.models.values import NewExternalId, NewProperty
from flow_omnium.rest.models import WriteModel


class NewAddress(WriteModel):
    """An address on an order or an invoice."""

    name: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    organization: str | None = None
    organizational_number: str | None = None
    line1: str | None = None
    postal_code: str | None = None
    city: str | None = None
    country_code: str | None = None
    phone: str | None = None
    email: str | None = None


class NewLine(WriteModel):
    """A line; `placed_price` is per unit with tax, `discounted` of the whole line. Omnium works out the rest."""

    line_item_id: str
    code: str
    quantity: Decimal
    placed_price: Decimal
    display_name: str | None = None
    discounted: Decimal | None = None
    tax_rate: Decimal | None = None
    delivered_quantity: Decimal | None = None
    canceled_quantity: Decimal | None = None
    serial_number: str | None = None
    is_package_product: bool | None = None
    package_line_item_id: str | None = None
    external_ids: tuple[NewExternalId, ...] | None = None
    properties: tuple[NewProperty, ...] | None = None


class NewShipment(WriteModel):
    """What one warehouse hands over; the lines stand here as well as on the form."""

    shipment_id: str
    warehouse_code: str
    shipping_method_id: str | None = None
    line_items: tuple[NewLine, ...]


class NewPayment(WriteModel):
    """A payment with its id, by which a repetition is merged into it."""

    id: str
    transaction_id: str
    payment_method_name: str
    transaction_type: Literal["Sale", "Credit"]
    status: Literal["Processed"] = "Processed"
    amount: Decimal
    created: datetime | None = None
    store_id: str | None = None
    external_ids: tuple[NewExternalId, ...] | None = None


class NewDiscount(WriteModel):
    """A discount of the whole order, in money; Omnium works out what of it falls on each line."""

    discount_type: Literal["Order"] = "Order"
    reward_type: Literal["Money"] = "Money"
    discount_value: Decimal
    discount_amount: Decimal
    discount_name: str | None = None
    discount_code: str | None = None


class NewForm(WriteModel):
    """The lines, the shipment and the payments of a new order."""

    line_items: tuple[NewLine, ...]
    shipments: tuple[NewShipment, ...]
    payments: tuple[NewPayment, ...]
    discounts: tuple[NewDiscount, ...] | None = None
    gross_roundoff: Decimal | None = None


class NewOrder(WriteModel):
    """A shop order to be made under our own id, so that a repetition is a conflict."""

    id: str
    order_number: str
    order_type: Literal["Pos"] = "Pos"
    order_origin: Literal["Flow"] = "Flow"
    status: str
    market_id: str
    store_id: str
    billing_currency: str | None = None
    created: datetime | None = None
    sales_person_id: str | None = None
    sales_person_name: str | None = None
    customer_id: str | None = None
    customer_number: str | None = None
    customer_name: str | None = None
    customer_email: str | None = None
    customer_phone: str | None = None
    customer_type: Literal["B2B", "B2C"] | None = None
    billing_address: NewAddress | None = None
    is_read_only: bool | None = None
    is_notifications_disabled: bool | None = None
    properties: tuple[NewProperty, ...] = ()
    order_form: NewForm


class OrderPatch(WriteModel):
    """Fields to change without a workflow; properties are merged by their key."""

    properties: tuple[NewProperty, ...] | None = None
    is_read_only: bool | None = None
    keep_existing_custom_properties: Literal[True] = True


class LinePatch(WriteModel):
    """Fields of one line to change, without a workflow: its unit price with tax, the discount of all of it, properties."""

    line_item_id: str
    placed_price: Decimal | None = None
    discounted: Decimal | None = None
    properties: tuple[NewProperty, ...] = ()
    keep_existing_custom_properties: Literal[True] = True


class StatusUpdate(WriteModel):
    """A status to reach by its workflow."""

    status: str


class LineUpdate(WriteModel):
    """New totals of one line (design section 7). None may be missing: Omnium's are not nullable, and one left out is 0.

    `compared_with` is not sent: what was delivered when the totals were worked out, None if it does not matter.
    """

    line_item_id: str
    delivered_quantity: Decimal
    canceled_quantity: Decimal
    ready_for_pickup_quantity: Decimal
    compared_with: Annotated[Decimal | None, Field(exclude=True)] = None


class ShipmentInfo(WriteModel):
    """The shipment that a change is about; one that Omnium does not know would be made."""

    shipment_id: str


class LinesUpdate(WriteModel):
    """New totals of several lines of one shipment."""

    line_item_updates: tuple[LineUpdate, ...]
    shipment_info: ShipmentInfo | None = None


class ReturnLine(WriteModel):
    """What came back of a line; `credit_amount` is per unit."""

    line_item_id: str
    return_quantity: Decimal
    credit_amount: Decimal | None = None
    is_stock_updated: bool = True


class NewReturn(WriteModel):
    """A return that was settled in the shop: `credit_payment` stays false, or Omnium would pay a second time.

    `credit_amount` is what was given back already, never below zero; `credit_shipment_amount` of it for the shipping.
    """

    rma_number: str
    store_id: str | None = None
    returns: tuple[ReturnLine, ...]
    credit_amount: Decimal | None = None
    credit_payment: Literal[False] = False
    credit_shipment: Literal[True] | None = None
    credit_shipment_amount: Decimal | None = None


class ReturnPatch(WriteModel):
    """What has changed of a return since it was made."""

    credit_amount: Decimal
