"""Flow's documents (design section 7): money and quantities are integers × 100, `unitPrice` is per whole unit.

What we read ignores unknown fields; what we send may hold only fields that stand here.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from flow_omnium.flow.states import OrderState
from flow_omnium.runtime.wire import Items, ReadModel, Text, UtcTime, WriteModel


@dataclass(frozen=True)
class OrderRef:
    """Where an order stands in Flow: most of its routes go through its store."""

    store_uid: str
    order_uid: str


class OrderItem(ReadModel):
    """A line of an order as Flow holds it; `external_id` is Omnium's line id, absent on lines added in the shop."""

    order_item_uid: Text = None
    external_id: Text = None
    product_uid: Text = None
    quantity_ordered: int = 0
    quantity_delivered: int | None = None
    unit_price: int | None = None
    item_discount_amount: int | None = None


class OrderHandling(ReadModel):
    """A handling attached to an order."""

    handling_uid: Text = None
    order_handling_uid: Text = None
    state: Text = None


class Order(ReadModel):
    """An order as Flow holds it."""

    order_uid: str
    store_uid: Text = None
    order_number: Text = None
    external_order_number: Text = None
    type: Text = None
    order_state: Text = None
    settle_state: Text = None
    delivery_state: Text = None
    valid_until: UtcTime = None
    items: Items[OrderItem] = ()
    orderhandlings: Items[OrderHandling] = ()


class Tenant(ReadModel):
    """What we use of a Flow tenant: `timezone` is an IANA name, `country_code` an ISO 3166 code."""

    timezone: Text = None
    country_code: Text = None


class NewAddress(WriteModel):
    """The customer's address on an order."""

    firstname: str | None = None
    lastname: str | None = None
    company_name: str | None = None
    vat_number: str | None = None
    address: str | None = None
    postal_code: str | None = None
    city: str | None = None
    country_code: str | None = None
    email: str | None = None
    mobile: str | None = None


class NewOrder(WriteModel):
    """An order to be made, without its lines; we choose its uid, so that a repetition is a conflict."""

    order_uid: str
    external_order_number: str
    type: Literal["ORDER"] = "ORDER"
    system_origin: Literal["OMNIUM"] = "OMNIUM"
    customer_address: NewAddress | None = None
    note: str | None = None
    internal_note: str | None = None
    delivery_date: datetime | None = None
    valid_until: datetime | None = None


class NewItem(WriteModel):
    """A line to be added; `item_discount_amount` is of the whole line."""

    external_id: str
    product_uid: str
    quantity_ordered: int
    unit_price: int
    item_discount_amount: int = 0


class NewHandling(WriteModel):
    """A handling to be attached."""

    handling_uid: str


class NewState(WriteModel):
    """The state an order shall have."""

    status: OrderState
