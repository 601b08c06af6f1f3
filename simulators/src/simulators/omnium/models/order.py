"""The whole order, and the patch of it."""

from typing import Any

from pydantic import Field, RootModel

from simulators.omnium.models.common import (
    ZERO,
    Asset,
    Comment,
    EntityError,
    ExternalId,
    OrderAddress,
    PropertyItem,
)
from simulators.omnium.models.form import OrderForm, Payment
from simulators.omnium.models.patch import PatchOptions
from simulators.write_model import AnyCaseModel, IsoTime, Number


class CustomerFacts(AnyCaseModel):
    """Who the order is for."""

    customer_id: str | None = None
    customer_number: str | None = None
    customer_name: str | None = None
    customer_email: str | None = None
    customer_phone: str | None = None
    customer_type: str | None = None
    customer_club_member_id: str | None = None
    customer_reference: str | None = None
    customer_requisition: str | None = None
    customer_contact: str | None = None
    contact_person: dict[str, Any] | None = None
    billing_address: OrderAddress | None = None


class OrderDates(AnyCaseModel):
    """When things happened; some are set by Omnium alone."""

    created: IsoTime | None = None
    modified: IsoTime | None = None
    completed: IsoTime | None = None
    received: IsoTime | None = None
    requested_delivery_date: IsoTime | None = None
    ready_for_pickup: IsoTime | None = None
    store_pick_date: IsoTime | None = None
    customer_pickup_deadline: IsoTime | None = None
    follow_up_date: IsoTime | None = None
    update_status_date: IsoTime | None = None


class OrderAmounts(AnyCaseModel):
    """Amounts on the order itself: calculated, the last three obsolete (read those on the form)."""

    remaining_payment: Number = ZERO
    net_total: Number = ZERO
    net_total_excl_tax: Number = ZERO
    line_items_cost: Number = ZERO
    total: Number = ZERO
    sub_total: Number = ZERO
    tax_total: Number = ZERO


class Order(CustomerFacts, OrderDates, OrderAmounts):
    """One order. What is required on creation stands in `required.py`."""

    id: str | None = None
    order_number: str | None = None
    order_type: str | None = None
    status: str | None = None
    market_id: str | None = None
    store_id: str | None = None
    order_origin: str | None = None
    sales_channel: str | None = None
    session: str | None = None
    secret_key: str | None = None
    sales_person_id: str | None = None
    sales_person_name: str | None = None
    billing_currency: str | None = None
    order_form: OrderForm = Field(default_factory=OrderForm)
    return_order_forms: list[dict[str, Any]] = Field(default_factory=list)
    properties: list[PropertyItem] = Field(default_factory=list)
    external_ids: list[ExternalId] = Field(default_factory=list)
    tags: list[str] = Field(default_factory=list)
    order_notes: list[Comment] = Field(default_factory=list)
    public_order_notes: list[Comment] = Field(default_factory=list)
    assets: list[Asset] = Field(default_factory=list)
    errors: list[EntityError] = Field(default_factory=list)
    related_orders: list[str] = Field(default_factory=list)
    replacement_order_ids: list[str] = Field(default_factory=list)
    project_ids: list[str] = Field(default_factory=list)
    subscription_id: str | None = None
    payment_terms_net: int | None = None
    invoice_comment: str | None = None
    is_read_only: bool = False
    is_notifications_disabled: bool = False
    next_order_status: str | None = None
    version_id: str | None = None


class OrderPatch(Order, PatchOptions):
    """Fields of an order to change."""


class PaymentList(RootModel[list[Payment]]):
    """The body of AddPayments."""
