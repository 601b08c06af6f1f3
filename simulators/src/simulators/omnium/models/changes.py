"""The bodies of the narrow calls that change an order."""

from typing import Any

from pydantic import RootModel

from simulators.omnium.models.common import ZERO, ExternalId, PropertyItem
from simulators.write_model import AnyCaseModel, Number


class ShipmentInfo(AnyCaseModel):
    """What a status change says about the shipment; the names differ from those on the shipment itself."""

    shipment_id: str | None = None
    shipment_method_name: str | None = None
    shipping_method_product_id: str | None = None
    tracking_number: str | None = None
    tracking_url: str | None = None
    label_link: str | None = None
    return_tracking_number: str | None = None
    return_tracking_link: str | None = None
    return_label_link: str | None = None
    warehouse_code: str | None = None
    order_status: str | None = None
    packages: list[dict[str, Any]] | None = None
    pick_up_point_information: dict[str, Any] | None = None
    service_point_id: str | None = None
    comment: str | None = None
    external_ids: list[ExternalId] | None = None
    properties: list[PropertyItem] | None = None


class StatusUpdate(AnyCaseModel):
    """The body of UpdateStatus."""

    status: str
    skip_run_workflow: bool | None = None
    shipment_info: ShipmentInfo | None = None
    return_id: str | None = None
    user_id: str | None = None


class LinePatch(AnyCaseModel):
    """Fields of one line to change (schema `OmniumOrderLinePatch`, as far as they are not calculated); null leaves alone."""

    line_item_id: str
    code: str | None = None
    display_name: str | None = None
    quantity: Number | None = None
    canceled_quantity: Number | None = None
    delivered_quantity: Number | None = None
    placed_price: Number | None = None
    discounted: Number | None = None
    discount_reason_code: str | None = None
    tax_rate: Number | None = None
    cost: Number | None = None
    serial_number: str | None = None
    comment: str | None = None
    properties: list[PropertyItem] | None = None
    keep_existing_custom_properties: bool | None = None
    external_ids: list[ExternalId] | None = None


class LinePatchList(RootModel[list[LinePatch]]):
    """The body of PatchUpdateOrderLines."""


class LineUpdate(AnyCaseModel):
    """New totals of one line. As in the published schema no quantity is nullable: one that is left out is 0."""

    line_item_id: str
    delivered_quantity: Number = ZERO
    canceled_quantity: Number = ZERO
    ready_for_pickup_quantity: Number = ZERO
    reallocate_quantity: Number = ZERO
    split_quantity: Number = ZERO
    cost: Number | None = None


class LinesUpdate(AnyCaseModel):
    """The body of OrderLinesUpdate."""

    status: str | None = None
    line_item_updates: list[LineUpdate]
    shipment_info: ShipmentInfo | None = None
    is_shipping_cost_kept_for_existing_shipment: bool | None = None
    user_id: str | None = None
