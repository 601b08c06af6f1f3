"""Omnium's invoices, which our receipts become (omnium.md 4.9)."""

from datetime import datetime
from decimal import Decimal
from typing import Literal

from flow_omnium.omnium.models.order_writes import NewAddress, NewLine, NewPayment
from flow_omnium.omnium.models.values import Stated
from flow_omnium.rest.models import Items, ReadModel, Text, WriteModel


class Asset(ReadModel):
    """A file on an invoice."""

    asset_id: Text = None
    file_name: Text = None


class Invoice(ReadModel):
    """What we need to know of an invoice that is there."""

    id: str
    order_id: Text = None
    amount: Stated = None
    assets: Items[Asset] = ()


class NewInvoice(WriteModel):
    """An invoice to be made or overwritten: its id is the receipt's uid, so that a repetition makes no second one."""

    id: str
    invoice_number: str | None = None
    invoice_type: Literal["Outgoing"] = "Outgoing"
    is_credit_note: bool
    order_id: str | None = None
    store_id: str | None = None
    market_id: str | None = None
    origin: Literal["Flow"] = "Flow"
    customer_id: str | None = None
    customer_name: str | None = None
    customer_email: str | None = None
    customer_type: Literal["Business", "Private"] | None = None
    customer_address: NewAddress | None = None
    invoice_date: datetime | None = None
    invoice_due_date: datetime | None = None
    delivery_date: datetime | None = None
    currency: str | None = None
    amount: Decimal
    amount_excluding_tax: Decimal
    amount_roundoff: Decimal | None = None
    payment_method_name: str | None = None
    payments: tuple[NewPayment, ...] = ()
    line_items: tuple[NewLine, ...] = ()
