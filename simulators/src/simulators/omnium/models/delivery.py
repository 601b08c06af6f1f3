"""The delivery, and the bodies of the calls on it (omnium.md 5.1 to 5.3)."""

from typing import Literal, TypeAlias

from pydantic import Field, RootModel

from simulators.omnium.catalogue.search_body import CatalogueSearch
from simulators.omnium.models.common import Comment, PathId, PropertyItem
from simulators.write_model import AnyCaseModel, IsoTime, Number

DeliveryStatus: TypeAlias = Literal["New", "Confirmed", "InProgress", "Completed", "OnHold", "Cancelled"]


class Delivery(AnyCaseModel):
    """One delivery; it holds no lines, they name it by their `deliveryId`."""

    id: PathId
    delivery_status: DeliveryStatus = "New"
    order_type: Literal["PurchaseOrder", "InternalTransfer"] = "PurchaseOrder"
    warehouse_code: str | None = None
    supplier_warehouse_code: str | None = None
    suppliers: list[str] = Field(default_factory=list)
    supplier_ids: list[str] = Field(default_factory=list)
    delivery_tracking_number: str | None = None
    delivery_tracking_link: str | None = None
    delivery_provider: str | None = None
    invoice_number: str | None = None
    invoice_date: IsoTime | None = None
    estimated_time_of_departure: IsoTime | None = None
    estimated_time_of_arrival: IsoTime | None = None
    is_counted: bool = False
    is_auto_delivery_status_disabled: bool = False
    tags: list[str] = Field(default_factory=list)
    properties: list[PropertyItem] = Field(default_factory=list)
    delivery_notes: list[Comment] = Field(default_factory=list)
    public_delivery_notes: list[Comment] = Field(default_factory=list)
    created: IsoTime | None = None
    modified: IsoTime | None = None


class DeliverySearch(CatalogueSearch):
    """The search body; deliveries cannot be searched by when they were modified: such a filter is passed over in silence."""

    order_type: Literal["PurchaseOrder", "InternalTransfer"] | None = None
    selected_deliveries: list[str] | None = None
    selected_stores: list[str] | None = None
    supplier_ids: list[str] | None = None
    selected_statuses: list[DeliveryStatus] | None = None
    created_from: IsoTime | None = None
    created_to: IsoTime | None = None
    estimated_time_of_arrival_from: IsoTime | None = None
    estimated_time_of_arrival_to: IsoTime | None = None
    page: int = 0
    take: int = 20


class LineToDeliver(AnyCaseModel):
    """What to put in a delivery: a line by its id or its SKU, without a quantity all that is open of it."""

    line_item_id: str | None = None
    code: str | None = None
    quantity: Number | None = Field(default=None, gt=0)
    package_barcode: str | None = None


class LinesToDeliver(RootModel[list[LineToDeliver]]):
    """The body of CreateDelivery."""


class GoodsReceptionLine(AnyCaseModel):
    """What came in of one line now; `goodsReceptionId` is the key for repeating."""

    line_item_id: str
    delivered_quantity: Number = Field(ge=0)
    warehouse_code: str | None = None
    goods_reception_id: str | None = None
    cost_price: Number | None = None
    update_product_cost_price: bool | None = None
    receive_as_unallocated: bool | None = None
    allocate_based_on_rules: bool | None = None


class GoodsReceptionLines(RootModel[list[GoodsReceptionLine]]):
    """The body of both calls named ProcessGoodsReception."""
