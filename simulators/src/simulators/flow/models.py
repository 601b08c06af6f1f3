"""The bodies that Flow accepts; every field of the contract, and no other."""

from typing import Annotated, Literal

from pydantic import Field

from simulators.flow.values import Amount, CustomerType, OrderState, OrderType, Uid
from simulators.write_model import IsoTime, WriteModel


class Address(WriteModel):
    """An address on an order."""

    address: str | None = None
    city: str | None = None
    company_name: str | None = None
    country_code: str | None = Field(default=None, pattern="^[A-Z]{2}$|^$")
    email: str | None = None
    firstname: str | None = None
    lastname: str | None = None
    mobile: str | None = None
    postal_code: str | None = None
    vat_number: str | None = None
    display_name: str | None = None
    customer_address_uid: Uid | None = None


class OrderProperty(WriteModel):
    """Custom data on an order."""

    key: str = Field(min_length=1)
    value: str | None = None
    read_only: bool = False


class OrderHeader(WriteModel):
    """What may be changed on an order beside its lines, while it is OPEN."""

    external_order_number: str | None = None
    external_voucher_number: str | None = None
    customer_uid: Uid | None = None
    customer_address: Address | None = None
    invoice_address: Address | None = None
    shipping_address: Address | None = None
    note: str | None = None
    internal_note: str | None = None
    delivery_date: IsoTime | None = None
    valid_until: IsoTime | None = None
    properties: list[OrderProperty] = Field(default_factory=list)
    till_uid: Uid | None = None
    tenant_user_uid: Uid | None = None
    compensation_reason_uid: Uid | None = None
    vat_free: bool = False
    vat_print: bool = False


class OrderCreation(OrderHeader):
    """A new order; the caller may choose its uid."""

    order_uid: Uid | None = None
    type: OrderType
    system_origin: str | None = None
    original_order_uid: Uid | None = None


class StatusChange(WriteModel):
    """The body of a state change."""

    status: OrderState


class ItemChange(WriteModel):
    """What may be changed on a line."""

    external_id: str | None = None
    product_uid: Uid | None = None
    sku: str | None = None
    name: str | None = None
    quantity_ordered: Amount | None = None
    unit_price: Amount | None = None
    item_discount_amount: Amount | None = None
    vat_rate: Amount | None = None
    serialnumber: str | None = None
    discount_reason_code: str | None = None
    original_order_item_uid: Uid | None = None
    # Assumed: a part of a package names the line of the whole.
    package_order_item_uid: Uid | None = None


class ItemCreation(ItemChange):
    """A new line; the caller may choose its uid."""

    order_item_uid: Uid | None = None
    product_uid: Uid
    quantity_ordered: Amount
    unit_price: Amount
    item_discount_amount: Amount = 0
    vat_rate: Amount = 2500


class SettlementCreation(WriteModel):
    """A payment that another system has taken; below zero it gives money back."""

    amount: Amount
    settlement_code: str = Field(min_length=1)
    external_payment_reference: str = Field(min_length=1)


class DiscountCreation(WriteModel):
    """A discount of an order; of a `PERCENTAGE` the amount is hundredths of a percent."""

    order_discount_uid: Uid | None = None
    discount_code: str | None = None
    type: Literal["PERCENTAGE", "AMOUNT"]
    amount: Annotated[int, Field(gt=0)]
    name: str | None = None
    # The one that is published; required.
    origin: Literal["LOYALTY"]
    scope: Literal["WHOLE_ORDER"] = "WHOLE_ORDER"
    discount_reason_code: str | None = None
    campaign_uid: Uid | None = None


class HandlingAttachment(WriteModel):
    """A handling to attach to an order."""

    handling_uid: Uid
    order_handling_uid: Uid | None = None


class CustomerAddress(WriteModel):
    """One of a customer's further addresses."""

    customer_address_uid: Uid | None = None
    type: str | None = None
    address: str | None = None
    city: str | None = None
    company_name: str | None = None
    firstname: str | None = None
    lastname: str | None = None
    country_code: str | None = None
    email: str | None = None
    phone: str | None = None
    postal_code: str | None = None
    display_name: str | None = None


class CustomerContact(WriteModel):
    """A contact of a company."""

    customer_contact_uid: Uid | None = None
    firstname: str
    lastname: str
    email: str | None = None
    mobile: str | None = None


class CustomerChange(WriteModel):
    """What may be changed on a customer."""

    customer_type: CustomerType | None = None
    firstname: str | None = None
    lastname: str | None = None
    company_name: str | None = None
    email: str | None = None
    mobile: str | None = None
    address: str | None = None
    postal_code: str | None = None
    city: str | None = None
    country_code: str | None = Field(default=None, pattern="^[A-Z]{2}$|^$")
    vat_number: str | None = None
    external_id: str | None = None
    ledger_number: str | None = None
    pricelist_uid: Uid | None = None
    origin: str | None = None
    loyalty_id: str | None = None
    payment_terms: int | None = None
    internal_note: str | None = None
    addresses: list[CustomerAddress] = Field(default_factory=list)
    contacts: list[CustomerContact] = Field(default_factory=list)


class CustomerCreation(CustomerChange):
    """A new customer; the caller may choose its uid."""

    customer_uid: Uid | None = None
    customer_type: CustomerType
