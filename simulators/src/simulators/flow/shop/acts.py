"""What can be asked of the shop: one body for each act, every field of it, and no other."""

from typing import Literal

from pydantic import Field

from simulators.flow.models import CustomerChange
from simulators.flow.values import Amount, Quantity, Uid
from simulators.write_model import WriteModel


class Act(WriteModel):
    """Something that a cashier does."""

    act: str


class OrderAct(Act):
    """Something that a cashier does to an order."""

    order_uid: Uid


class ShopItem(WriteModel):
    """A line as it is rung up; one that is a part of a package names the line of the whole."""

    product_uid: Uid
    quantity: Quantity
    unit_price: Amount
    item_discount_amount: Amount = 0
    vat_rate: Amount = 2500
    sku: str | None = None
    name: str | None = None
    serialnumber: str | None = None
    order_item_uid: Uid | None = None
    package_order_item_uid: Uid | None = None


class Payment(WriteModel):
    """Money that is taken, or given back when negative; without an amount: all that is left."""

    settlement_code: str = Field(min_length=1)
    amount: Amount | None = None
    settlement_uid: Uid | None = None
    external_payment_reference: str | None = None


class NewOrderAct(Act):
    """An order that begins in the shop."""

    store_uid: Uid
    order_uid: Uid | None = None
    customer_uid: Uid | None = None


class Sell(NewOrderAct):
    """Sell, all at once."""

    items: list[ShopItem] = Field(min_length=1)
    settlements: list[Payment] = Field(default_factory=list)
    is_delivered: bool = True


class Open(NewOrderAct):
    """Begin an order; one that only pays may name the voucher it is for."""

    type: Literal["ORDER", "OFFER", "PAYMENT"] = "ORDER"
    items: list[ShopItem]
    reference_voucher_number: str | None = None


class ItemQuantity(WriteModel):
    """So much of a line."""

    order_item_uid: Uid
    quantity: Quantity


class Return(Act):
    """Take goods of an earlier order back; `new_items` go out instead, or are fees: neither is a line of that order.

    Without a settlement code no money changes hands; with an amount, so much of it and no more.
    """

    store_uid: Uid
    original_order_uid: Uid
    items: list[ItemQuantity] = Field(min_length=1)
    new_items: list[ShopItem] = Field(default_factory=list)
    settlement_code: str | None = Field(default=None, min_length=1)
    amount: Amount | None = None
    order_uid: Uid | None = None


class AddItem(OrderAct):
    """Ring up one more line."""

    item: ShopItem


class RemoveItem(OrderAct):
    """Take a line off."""

    order_item_uid: Uid


class ChangeItem(OrderAct):
    """Give another price or discount; what is absent stays."""

    order_item_uid: Uid
    unit_price: Amount | None = None
    item_discount_amount: Amount | None = None


class SplitItem(OrderAct):
    """Make two lines of one: so much of it goes to a new line."""

    order_item_uid: Uid
    quantity: Quantity


class CancelQuantity(OrderAct):
    """Cancel so much of a line."""

    order_item_uid: Uid
    quantity: Quantity


class Deliver(OrderAct):
    """Hand over; without items: all that is open."""

    items: list[ItemQuantity] | None = None


class Settle(OrderAct, Payment):
    """Take a payment."""


class VoidSettlement(OrderAct):
    """Take a payment back that was booked by mistake."""

    settlement_uid: Uid


class Handle(OrderAct):
    """Move a handling on, the first unless one is named."""

    state: Literal["IN_PROGRESS", "READY", "DONE"]
    order_handling_uid: Uid | None = None


class ChangeState(OrderAct):
    """Open the order, put it aside, or agree on it."""

    state: Literal["OPEN", "PARKED", "CONFIRMED"]


class Note(OrderAct):
    """Write a note."""

    note: str | None = None
    internal_note: str | None = None


class SetProperty(OrderAct):
    """Set a property."""

    key: str = Field(min_length=1)
    value: str | None


class ShopCustomer(CustomerChange):
    """A customer as the shop writes it; a new one needs its type."""

    customer_uid: Uid | None = None


class KeepCustomer(Act):
    """Add a customer, or change the sent fields of one."""

    customer_uid: Uid | None = None
    customer: ShopCustomer
