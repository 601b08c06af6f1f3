"""Omnium's documents as we read them (omnium.md 4.1): amounts in major units, exact; times in UTC.

Every field that Omnium may leave out is optional; whoever needs it says so in its own words.
"""

from decimal import Decimal
from typing import Annotated

from flow_omnium.omnium.models.values import Amount, ExternalId, Progress, Property, Stated
from flow_omnium.rest.models import LENIENT, Detail, Extras, Flag, Items, ReadModel, Text, UtcTime


class Note(ReadModel):
    """A comment on an order."""

    title: Detail = None
    detail: Detail = None


class Address(ReadModel):
    """An address on an order or a shipment."""

    name: Detail = None
    first_name: Detail = None
    last_name: Detail = None
    organization: Detail = None
    organizational_number: Detail = None
    line1: Detail = None
    line2: Detail = None
    street_number: Detail = None
    postal_code: Detail = None
    city: Detail = None
    country_code: Detail = None
    phone: Detail = None
    daytime_phone_number: Detail = None
    email: Detail = None


class OrderLine(ReadModel):
    """One line. `placed_price` is per unit with tax; `discounted` and `extended_price` are of the whole line.

    `extended_price` is what remains to be paid of the line after line and order discounts and cancellations.
    """

    line_item_id: Text = None
    code: Text = None
    display_name: Detail = None
    quantity: Decimal | None = None
    canceled_quantity: Progress = Decimal(0)
    delivered_quantity: Progress = Decimal(0)
    return_quantity: Progress = Decimal(0)
    ready_for_pickup_quantity: Progress = Decimal(0)
    placed_price: Decimal | None = None
    discounted: Amount = Decimal(0)
    extended_price: Decimal | None = None
    tax_rate: Stated = None
    is_package_product: Flag = False
    is_bundle: Flag = False
    package_line_item_id: Text = None
    comment: Detail = None
    properties: Extras[Property] = ()
    external_ids: Extras[ExternalId] = ()


class ShipmentLine(ReadModel):
    """A line as a shipment repeats it, by the same id; quantities that are missing are those of the order's line."""

    line_item_id: Text = None
    quantity: Stated = None
    canceled_quantity: Progress = Decimal(0)
    delivered_quantity: Progress = Decimal(0)


class Shipment(ReadModel):
    """What one warehouse sends; `pick_up_warehouse_code` is where the customer collects it."""

    shipment_id: Text = None
    status: Detail = None
    order_status: Detail = None
    warehouse_code: Text = None
    pick_up_warehouse_code: Text = None
    line_items: Items[ShipmentLine] = ()
    comment: Detail = None
    shipping_method_name: Detail = None
    shipping_method_product_id: Text = None
    shipping_total: Amount = Decimal(0)
    shipping_tax: Amount = Decimal(0)
    shipment_tax_rate: Stated = None
    address: Annotated[Address | None, LENIENT] = None


class Payment(ReadModel):
    """Money taken, promised or given back; `id` is the key by which a repetition is known, `transaction_id` the provider's.

    What it is, `transaction_type` says, and `status` whether it came about.
    """

    id: Text = None
    transaction_id: Text = None
    payment_method_name: Text = None
    transaction_type: Text = None
    status: Text = None
    amount: Amount = Decimal(0)
    external_ids: Extras[ExternalId] = ()


class Discount(ReadModel):
    """A discount of the whole order; `discount_amount` is what it came to."""

    discount_name: Detail = None
    discount_code: Detail = None
    discount_amount: Stated = None


class ReturnFormLine(ReadModel):
    """What of a line came back with one return."""

    line_item_id: Text = None
    return_quantity: Stated = None


class ReturnForm(ReadModel):
    """A return of the order; `rma_number` is the caller's key, `credit_amount` what was given back."""

    return_id: Text = None
    rma_number: Text = None
    credit_amount: Stated = None
    shipping_credited_total: Stated = None
    line_items: Extras[ReturnFormLine] = ()


class OrderForm(ReadModel):
    """The lines, shipments and payments, and the totals that Omnium works out of them."""

    line_items: Items[OrderLine] = ()
    shipments: Items[Shipment] = ()
    payments: Items[Payment] = ()
    discounts: Extras[Discount] = ()
    shipping_total: Amount = Decimal(0)
    handling_total: Amount = Decimal(0)
    gross_roundoff: Amount = Decimal(0)
    sub_total: Stated = None
    total: Decimal | None = None


class Order(ReadModel):
    """An order. `customer_pickup_deadline` is the moment until which the customer may collect it.

    One that `is_read_only` takes no new status, no lines and no payments (omnium.md 4.1).
    """

    id: str
    order_number: Text = None
    order_type: Text = None
    status: Text = None
    market_id: Text = None
    store_id: Text = None
    customer_id: Text = None
    customer_number: Detail = None
    customer_name: Detail = None
    customer_email: Detail = None
    customer_phone: Detail = None
    customer_type: Detail = None
    billing_currency: Detail = None
    version_id: Text = None
    billing_address: Annotated[Address | None, LENIENT] = None
    is_read_only: Flag = False
    created: UtcTime = None
    modified: UtcTime = None
    requested_delivery_date: UtcTime = None
    customer_pickup_deadline: UtcTime = None
    order_notes: Extras[Note] = ()
    public_order_notes: Extras[Note] = ()
    properties: Extras[Property] = ()
    external_ids: Extras[ExternalId] = ()
    order_form: OrderForm | None = None
    return_order_forms: Items[ReturnForm] = ()
