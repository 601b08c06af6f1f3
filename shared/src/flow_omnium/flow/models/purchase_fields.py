"""What is written of purchase orders to Flow: money and quantities × 100, dates as `YYYY-MM-DD` (catalog.md 4.16)."""

from flow_omnium.rest.models import WriteModel


class PurchaseOrderFields(WriteModel):
    """The header; `currency` only where it is not the tenant's own."""

    supplier_uid: str
    external_id: str
    status: str
    currency: str | None = None
    supplier_reference_number: str | None = None
    note: str | None = None


class PurchaseLineFields(WriteModel):
    """A line; `unit_price` is that of one piece, without tax."""

    external_id: str
    product_uid: str
    quantity_ordered: int
    quantity_received: int
    unit_price: int
    supplier_sku: str | None = None
    expected_delivery_date: str | None = None
