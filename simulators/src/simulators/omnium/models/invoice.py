"""The invoice: in this integration, the receipt of a sale (omnium.md 4.9)."""

from typing import Literal

from pydantic import Field

from simulators.omnium.models.common import (
    ZERO,
    Asset,
    ExternalId,
    OrderAddress,
    PathId,
    PropertyItem,
)
from simulators.omnium.models.form import Payment
from simulators.omnium.models.line import OrderLine
from simulators.write_model import AnyCaseModel, IsoTime, Number

UNSET_TIME = "0001-01-01T00:00:00"


class Invoice(AnyCaseModel):
    """One invoice; the id is chosen by the caller. Its three dates cannot be null: unset, they are the year 1."""

    id: PathId
    invoice_number: str | None = None
    invoice_type: str | None = None
    is_credit_note: bool = False
    order_id: str | None = None
    store_id: str | None = None
    market_id: str | None = None
    origin: str | None = None
    customer_id: str | None = None
    customer_name: str | None = None
    customer_email: str | None = None
    customer_type: Literal["Business", "Private"] | None = None
    customer_address: OrderAddress | None = None
    delivery_address: OrderAddress | None = None
    invoice_sender_address: OrderAddress | None = None
    invoice_date: IsoTime = UNSET_TIME
    invoice_due_date: IsoTime = UNSET_TIME
    delivery_date: IsoTime = UNSET_TIME
    created: IsoTime | None = None
    modified: IsoTime | None = None
    currency: str | None = None
    amount: Number = ZERO
    amount_excluding_tax: Number = ZERO
    amount_outstanding: Number = ZERO
    amount_roundoff: Number = ZERO
    kid: str | None = None
    comment: str | None = None
    payment_method_name: str | None = None
    payments: list[Payment] = Field(default_factory=list)
    line_items: list[OrderLine] = Field(default_factory=list)
    assets: list[Asset] = Field(default_factory=list)
    external_ids: list[ExternalId] = Field(default_factory=list)
    properties: list[PropertyItem] = Field(default_factory=list)
    url: str | None = None
    project_id: str | None = None
