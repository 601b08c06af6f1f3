"""The bodies of the calls on returns."""

from pydantic import Field

from simulators.omnium.models.common import PropertyItem
from simulators.omnium.models.form import Payment
from simulators.omnium.models.line import OrderLine
from simulators.write_model import AnyCaseModel, IsoTime, Number


class ReturnLine(AnyCaseModel):
    """What comes back of one line; `creditAmount` is per piece, null is what was paid."""

    line_item_id: str
    return_quantity: Number = Field(gt=0)
    return_reason: str | None = None
    return_type: str | None = None
    is_stock_updated: bool | None = None
    credit_amount: Number | None = None
    internal_warehouse_location: str | None = None
    properties: list[PropertyItem] = Field(default_factory=list)


class ExchangeOptions(AnyCaseModel):
    """What the customer gets instead; taken note of, nothing is made of it here."""

    exchange_order_id: str | None = None
    order_type: str | None = None
    order_status: str | None = None
    store_id: str | None = None
    outbound_warehouse_code: str | None = None
    shipping_method_name: str | None = None
    exchange_order_lines: list[OrderLine] = Field(default_factory=list)
    additional_payments: list[Payment] = Field(default_factory=list)


class ReturnRequest(AnyCaseModel):
    """The body of Return; `creditAmount` is what the customer already got back."""

    returns: list[ReturnLine] = Field(min_length=1)
    store_id: str | None = None
    rma_number: str | None = None
    status: str | None = None
    return_type: str | None = None
    comment: str | None = None
    user_id: str | None = None
    properties: list[PropertyItem] = Field(default_factory=list)
    credit_payment: bool | None = None
    credit_shipment: bool | None = None
    credit_shipment_amount: Number | None = None
    credit_amount: Number | None = None
    charge_shipment_cost: bool | None = None
    charge_shipment_cost_amount: Number | None = None
    handling_total: Number | None = None
    omnium_exchange_order_options: ExchangeOptions | None = None


class ReturnPatch(AnyCaseModel):
    """The fields of a return that can be changed here; what is absent stays."""

    credit_amount: Number | None = None
    status: str | None = None
    return_comment: str | None = None
    store_id: str | None = None
    rma_number: str | None = None


class ReturnSearch(AnyCaseModel):
    """The search body; `id` is that of the order, times and stores are those of the return."""

    id: str | None = None
    order_number: str | None = None
    rma_number: str | None = None
    customer_id: str | None = None
    selected_stores: list[str] | None = None
    created_from: IsoTime | None = None
    created_to: IsoTime | None = None
    modified_from: IsoTime | None = None
    modified_to: IsoTime | None = None
    page: int = 0
    take: int = 20
