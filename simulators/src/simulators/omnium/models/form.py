"""The order form with its shipments and payments."""

from typing import Any

from pydantic import Field

from simulators.omnium.models.common import ZERO, Discount, ExternalId, OrderAddress, PropertyItem
from simulators.omnium.models.line import OrderLine
from simulators.write_model import AnyCaseModel, IsoTime, Number


class Shipment(AnyCaseModel):
    """What one warehouse sends; `pickUpWarehouseCode` is where the customer collects."""

    shipment_id: str | None = None
    shipping_method_name: str | None = None
    shipping_method_id: str | None = None
    shipping_method_product_id: str | None = None
    shipping_label: str | None = None
    warehouse_code: str | None = None
    pick_up_warehouse_code: str | None = None
    virtual_warehouse_code: str | None = None
    address: OrderAddress | None = None
    contact_person: dict[str, Any] | None = None
    line_items: list[OrderLine] = Field(default_factory=list)
    status: str | None = None
    order_status: str | None = None
    prev_status: str | None = None
    order_status_log: list[dict[str, Any]] = Field(default_factory=list)
    transit: bool = False
    is_allocated: bool = False
    expected_delivery_date: IsoTime | None = None
    completed: IsoTime | None = None
    shipping_sub_total: Number = ZERO
    shipping_discount_total: Number = ZERO
    shipping_total: Number = ZERO
    shipping_tax: Number = ZERO
    shipment_tax_rate: Number | None = None
    sub_total: Number = ZERO
    tax_total: Number = ZERO
    total: Number = ZERO
    discounts: list[Discount] = Field(default_factory=list)
    shipment_tracking_number: str | None = None
    shipment_tracking_link: str | None = None
    shipment_label_link: str | None = None
    return_tracking_number: str | None = None
    return_tracking_link: str | None = None
    return_label_link: str | None = None
    packages: list[dict[str, Any]] = Field(default_factory=list)
    service_point_id: str | None = None
    pick_up_point_information: dict[str, Any] | None = None
    comment: str | None = None
    properties: list[PropertyItem] = Field(default_factory=list)
    external_ids: list[ExternalId] = Field(default_factory=list)


class Payment(AnyCaseModel):
    """Money taken, promised or given back; `id` is the key for repeating."""

    id: str | None = None
    transaction_id: str | None = None
    payment_method_name: str | None = None
    payment_type: str | None = None
    transaction_type: str | None = None
    status: str | None = None
    amount: Number | None = None
    created: IsoTime | None = None
    paid_date: IsoTime | None = None
    authorization_code: str | None = None
    authorization_expires: IsoTime | None = None
    store_id: str | None = None
    shipment_id: str | None = None
    invoice_id: str | None = None
    internal_reference: str | None = None
    reason: str | None = None
    comment: str | None = None
    is_manually_added: bool = False
    order_line_references: list[dict[str, Any]] = Field(default_factory=list)
    properties: list[PropertyItem] = Field(default_factory=list)
    external_ids: list[ExternalId] = Field(default_factory=list)


class OrderForm(AnyCaseModel):
    """Lines, shipments and payments, and the totals that Omnium works out of them."""

    line_items: list[OrderLine] = Field(default_factory=list)
    shipments: list[Shipment] = Field(default_factory=list)
    payments: list[Payment] = Field(default_factory=list)
    discounts: list[Discount] = Field(default_factory=list)
    coupon_codes: list[str] = Field(default_factory=list)
    properties: list[PropertyItem] = Field(default_factory=list)
    cart_id: str | None = None
    cart_name: str | None = None
    purchase_order_id: str | None = None
    full_refund: bool = False
    is_priority: bool = False
    gross_roundoff: Number | None = None
    handling_total: Number = ZERO
    sub_total: Number = ZERO
    sub_total_excl_tax: Number = ZERO
    shipping_sub_total: Number = ZERO
    shipping_total: Number = ZERO
    shipping_discount_total: Number = ZERO
    discount_amount: Number = ZERO
    tax_total: Number = ZERO
    total: Number = ZERO
    total_excl_tax: Number = ZERO
    authorized_payment_total: Number = ZERO
    captured_payment_total: Number = ZERO
    credit_payment_total: Number = ZERO
    order_level_tax: Number = ZERO
