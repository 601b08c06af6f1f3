"""What we write to Flow's orders: nothing may stand in these bodies that the contract does not name."""

from datetime import datetime
from typing import Literal

from flow_omnium.flow.states import OrderState
from flow_omnium.rest.models import WriteModel


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


class NewProperty(WriteModel):
    """Custom data on an order."""

    key: str
    value: str
    read_only: bool = True


class OrderHeader(WriteModel):
    """What an order has beside its lines. In a change, a field that is None is left as it is."""

    external_order_number: str | None = None
    customer_uid: str | None = None
    customer_address: NewAddress | None = None
    note: str | None = None
    internal_note: str | None = None
    delivery_date: datetime | None = None
    valid_until: datetime | None = None
    properties: tuple[NewProperty, ...] | None = None


class NewOrder(OrderHeader):
    """An order to be made, without its lines; we choose its uid, so that a repetition is a conflict."""

    order_uid: str
    external_order_number: str
    type: Literal["ORDER"] = "ORDER"
    system_origin: Literal["OMNIUM"] = "OMNIUM"


class NewItem(WriteModel):
    """A line to be added; `item_discount_amount` is of the whole line."""

    order_item_uid: str | None = None
    external_id: str
    product_uid: str
    quantity_ordered: int
    unit_price: int
    item_discount_amount: int = 0


class ItemChange(WriteModel):
    """A line to be changed; a field that is None is left as it is."""

    product_uid: str | None = None
    quantity_ordered: int | None = None
    unit_price: int | None = None
    item_discount_amount: int | None = None


class NewHandling(WriteModel):
    """A handling to be attached."""

    handling_uid: str


class NewSettlement(WriteModel):
    """A payment that another system has taken, to be known to the shop: its id there, and the shop's code for its kind.

    `amount` is × 100; below zero it is money that was given back.
    """

    amount: int
    settlement_code: str
    external_payment_reference: str


class NewDiscount(WriteModel):
    """A discount of a whole order, `amount` × 100; we choose its uid, so that a repetition is a conflict.

    Of the types only `PERCENTAGE` is published, of the origins only `LOYALTY`, which a discount must have one of.
    """

    order_discount_uid: str
    name: str
    amount: int
    type: Literal["AMOUNT"] = "AMOUNT"
    scope: Literal["WHOLE_ORDER"] = "WHOLE_ORDER"
    origin: Literal["LOYALTY"] = "LOYALTY"


class NewState(WriteModel):
    """The state an order shall have."""

    status: OrderState
