"""The purchase order with its lines, and the bodies of the calls on it (omnium.md 5.1)."""

from typing import Any

from pydantic import Field, RootModel, model_validator

from simulators.omnium.models.common import ZERO, Comment, EntityError, ExternalId, PathId, PropertyItem
from simulators.omnium.models.patch import without_nulls
from simulators.write_model import AnyCaseModel, IsoTime, Number


class LineAmounts(AnyCaseModel):
    """Amounts of a line in major units."""

    placed_price: Number = ZERO
    placed_price_excl_tax: Number = ZERO
    discounted_price: Number = ZERO
    discounted_price_excl_tax: Number = ZERO
    extended_price: Number = ZERO
    extended_price_excl_tax: Number = ZERO
    tax_rate: Number | None = None
    currency: str | None = None


class PurchaseOrderLine(LineAmounts):
    """One line; what it must carry stands in `purchasing/line_rules.py`."""

    line_item_id: str | None = None
    purchase_order_id: str | None = None
    delivery_id: str | None = None
    code: str | None = None
    ean: str | None = None
    gtin: str | None = None
    display_name: str | None = None
    quantity: Number = ZERO
    delivered_quantity: Number = ZERO
    canceled_quantity: Number = ZERO
    counted_quantity: Number = ZERO
    warehouse_code: str | None = None
    location: str | None = None
    supplier_sku_id: str | None = None
    supplier_name: str | None = None
    estimated_time_of_arrival: IsoTime | None = None
    update_stock: bool = False
    update_cost_price: bool = False
    supplier_packaging_quantity: Number | None = None
    selected_unit: str | None = None
    selected_unit_quantity: Number | None = None
    selected_unit_conversion_factor: Number | None = None
    is_package: bool = False
    package_line_item_id: str | None = None
    package_sku_id: str | None = None
    package_name: str | None = None
    components: list[dict[str, Any]] = Field(default_factory=list)
    properties: list[PropertyItem] = Field(default_factory=list)


class PurchaseOrderForm(AnyCaseModel):
    """The lines and their sums."""

    line_items: list[PurchaseOrderLine] = Field(default_factory=list)
    properties: list[PropertyItem] = Field(default_factory=list)
    total: Number = ZERO
    total_excl_tax: Number = ZERO


class PurchaseOrderFields(AnyCaseModel):
    """Everything of a purchase order but its id; `storeId` receives the goods."""

    purchase_order_number: str | None = None
    reference_number: str | None = None
    name: str | None = None
    status: str = "New"
    store_id: str | None = None
    market_id: str | None = None
    supplier_id: str | None = None
    supplier_name: str | None = None
    supplier_email: str | None = None
    supplier_phone: str | None = None
    supplier_warehouse_code: str | None = None
    purchaser_id: str | None = None
    purchaser_name: str | None = None
    requested_delivery_date: IsoTime | None = None
    billing_currency: str | None = None
    origin: str | None = None
    is_delivery: bool = False
    delivery_id: str | None = None
    purchase_order_form: PurchaseOrderForm = Field(default_factory=PurchaseOrderForm)
    sub_total: Number = ZERO
    sub_total_excl_tax: Number = ZERO
    tax_total: Number = ZERO
    total: Number = ZERO
    total_excl_tax: Number = ZERO
    tags: list[str] = Field(default_factory=list)
    properties: list[PropertyItem] = Field(default_factory=list)
    external_ids: list[ExternalId] = Field(default_factory=list)
    errors: list[EntityError] = Field(default_factory=list)
    purchase_order_notes: list[Comment] = Field(default_factory=list)
    public_purchase_order_notes: list[Comment] = Field(default_factory=list)
    created: IsoTime | None = None
    modified: IsoTime | None = None
    version_id: str | None = None


class PurchaseOrder(PurchaseOrderFields):
    """One purchase order; its id is chosen by the caller."""

    id: PathId


class PurchaseOrderPatch(PurchaseOrderFields):
    """Fields of a purchase order to change; null means "leave alone"."""

    id: str | None = None
    keep_existing_order_lines: bool = True
    keep_existing_list_items: bool = True

    @model_validator(mode="before")
    @classmethod
    def _leave_nulls_alone(cls, data: object) -> object:
        return without_nulls(data)


class LineToSplit(AnyCaseModel):
    """How much of a line goes to a new one."""

    line_item_id: str
    quantity_to_split: Number = Field(gt=0)
    new_line_item_id: PathId


class LinesToSplit(RootModel[list[LineToSplit]]):
    """The body of OrderLines/Split."""


class PurchaseOrderStatusUpdate(AnyCaseModel):
    """The body of UpdateStatus; the date is when the open lines are expected."""

    status: str
    expected_delivery_date: IsoTime | None = None
