"""The order line, as it stands on the form and again on the shipment."""

from typing import Any

from pydantic import Field

from simulators.omnium.models.common import ZERO, ExternalId, PropertyItem
from simulators.write_model import AnyCaseModel, IsoTime, Number


class ProductFacts(AnyCaseModel):
    """What Omnium fills in from the product when it is missing."""

    product_id: str | None = None
    ean: str | None = None
    gtins: list[str] = Field(default_factory=list)
    display_name: str | None = None
    alternative_product_name: str | None = None
    brand: str | None = None
    size: str | None = None
    color: str | None = None
    image_url: str | None = None
    product_type: str | None = None
    unit: str | None = None
    cost: Number = ZERO
    supplier_id: str | None = None
    supplier_name: str | None = None
    supplier_sku_id: str | None = None
    serial_number: str | None = None
    is_serializable_product: bool = False


class LineFlags(AnyCaseModel):
    """Yes-or-no facts of a line, packages and reservations."""

    is_gift: bool = False
    is_backorder: bool = False
    is_read_only: bool = False
    is_virtual_product: bool = False
    is_excluded_from_promotions: bool = False
    is_package: bool = False
    is_package_product: bool = False
    is_bundle: bool = False
    is_package_broke_down: bool = False
    package_line_item_id: str | None = None
    package_sku_id: str | None = None
    components: list[dict[str, Any]] = Field(default_factory=list)
    reserved_inventory: bool = False
    reserved_inventory_quantity: Number = ZERO
    is_awaiting_purchase_order: bool = False
    reserved_inventory_purchase_order_id: str | None = None
    reserved_inventory_purchase_order_line_id: str | None = None
    reserved_inventory_delivery_id: str | None = None
    update_stock: bool = False


class LineAmounts(AnyCaseModel):
    """Amounts in major units; those after `discounted` are calculated by Omnium."""

    placed_price: Number = ZERO
    tax_rate: Number | None = None
    discounted: Number = ZERO
    order_line_discounts: list[dict[str, Any]] = Field(default_factory=list)
    discount_reason_code: str | None = None
    campaign_id: str | None = None
    suggested_retail_price: Number = ZERO
    discounted_price: Number = ZERO
    discounted_price_excl_tax: Number = ZERO
    extended_price: Number = ZERO
    extended_price_excl_tax: Number = ZERO
    placed_price_excl_tax: Number = ZERO
    order_discount_amount: Number = ZERO
    tax_total: Number = ZERO
    cost_total: Number = ZERO
    credited_amount: Number = ZERO


class OrderLine(ProductFacts, LineFlags, LineAmounts):
    """One line; `placedPrice` is per unit with tax, `discounted` of the whole line."""

    line_item_id: str | None = None
    code: str | None = None
    quantity: Number = ZERO
    delivered_quantity: Number = ZERO
    canceled_quantity: Number = ZERO
    return_quantity: Number = ZERO
    ready_for_pickup_quantity: Number | None = None
    replaced_quantity: Number | None = None
    return_date: IsoTime | None = None
    return_reason: str | None = None
    return_type: str | None = None
    cancel_reason: str | None = None
    cancel_comment: str | None = None
    comment: str | None = None
    selected_unit: str | None = None
    selected_unit_quantity: Number | None = None
    selected_unit_conversion_factor: Number | None = None
    group_id: str | None = None
    properties: list[PropertyItem] = Field(default_factory=list)
    external_ids: list[ExternalId] = Field(default_factory=list)
