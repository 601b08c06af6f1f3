"""Omnium's documents as we read them (omnium.md 4.1): amounts in major units, exact; times in UTC.

Every field that Omnium may leave out is optional; whoever needs it says so in its own words.
"""

from decimal import Decimal

from flow_omnium.omnium.models.values import Amount, ExternalId, Property
from flow_omnium.runtime.wire import Flag, Items, ReadModel, Text, UtcTime


class Note(ReadModel):
    """A comment on an order."""

    title: Text = None
    detail: Text = None


class Address(ReadModel):
    """An address on an order or a shipment."""

    name: Text = None
    first_name: Text = None
    last_name: Text = None
    organization: Text = None
    organizational_number: Text = None
    line1: Text = None
    line2: Text = None
    street_number: Text = None
    postal_code: Text = None
    city: Text = None
    country_code: Text = None
    phone: Text = None
    daytime_phone_number: Text = None
    email: Text = None


class OrderLine(ReadModel):
    """One line. `placed_price` is per unit with tax; `discounted` and `extended_price` are of the whole line.

    `extended_price` is what remains to be paid of the line after line and order discounts and cancellations.
    """

    line_item_id: Text = None
    code: Text = None
    display_name: Text = None
    quantity: Decimal | None = None
    canceled_quantity: Amount = Decimal(0)
    delivered_quantity: Amount = Decimal(0)
    return_quantity: Amount = Decimal(0)
    ready_for_pickup_quantity: Amount = Decimal(0)
    placed_price: Decimal | None = None
    discounted: Amount = Decimal(0)
    extended_price: Decimal | None = None
    tax_rate: Decimal | None = None
    is_package_product: Flag = False
    is_bundle: Flag = False
    package_line_item_id: Text = None
    properties: Items[Property] = ()
    external_ids: Items[ExternalId] = ()


class Shipment(ReadModel):
    """What one warehouse sends; `pick_up_warehouse_code` is where the customer collects it."""

    shipment_id: Text = None
    warehouse_code: Text = None
    pick_up_warehouse_code: Text = None
    shipping_method_name: Text = None
    shipping_method_product_id: Text = None
    shipping_total: Amount = Decimal(0)
    shipping_tax: Amount = Decimal(0)
    shipment_tax_rate: Decimal | None = None
    address: Address | None = None


class Payment(ReadModel):
    """Money taken, promised or given back; `id` is the key by which a repetition is known."""

    id: Text = None
    transaction_id: Text = None
    amount: Amount = Decimal(0)


class ReturnForm(ReadModel):
    """A return of the order; `rma_number` is the caller's key."""

    return_id: Text = None
    rma_number: Text = None


class OrderForm(ReadModel):
    """The lines, shipments and payments, and the totals that Omnium works out of them."""

    line_items: Items[OrderLine] = ()
    shipments: Items[Shipment] = ()
    payments: Items[Payment] = ()
    shipping_total: Amount = Decimal(0)
    handling_total: Amount = Decimal(0)
    gross_roundoff: Amount = Decimal(0)
    total: Decimal | None = None


class Order(ReadModel):
    """An order. `customer_pickup_deadline` is the moment until which the customer may collect it."""

    id: str
    order_number: Text = None
    order_type: Text = None
    status: Text = None
    market_id: Text = None
    store_id: Text = None
    customer_id: Text = None
    customer_number: Text = None
    customer_name: Text = None
    customer_email: Text = None
    customer_phone: Text = None
    customer_type: Text = None
    billing_address: Address | None = None
    created: UtcTime = None
    requested_delivery_date: UtcTime = None
    customer_pickup_deadline: UtcTime = None
    order_notes: Items[Note] = ()
    public_order_notes: Items[Note] = ()
    properties: Items[Property] = ()
    external_ids: Items[ExternalId] = ()
    order_form: OrderForm | None = None
    return_order_forms: Items[ReturnForm] = ()
