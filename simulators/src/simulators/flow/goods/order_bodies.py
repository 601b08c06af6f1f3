"""The bodies of purchase orders and their lines: every field that is published, and no other (catalog.md 4.16)."""

from typing import Annotated, TypeAlias

from pydantic import Field

from simulators.flow.catalogue.bodies import CountryCode, Currency
from simulators.flow.values import Amount, PurchaseOrderStatus, Uid
from simulators.write_model import Number, WriteModel

Day: TypeAlias = Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")]
Counted: TypeAlias = Annotated[int, Field(ge=0)]
"""A quantity x 100 that may be nothing."""


class OrderChange(WriteModel):
    """What may be said of a purchase order at any time."""

    supplier_uid: Uid | None = None
    external_id: str | None = None
    status: PurchaseOrderStatus = "NEW"
    currency: Currency | None = None
    exchange_rate: Number | None = None
    supplier_reference_number: str | None = None
    note: str | None = None
    delivery_name: str | None = None
    delivery_address: str | None = None
    delivery_postal_code: str | None = None
    delivery_city: str | None = None
    delivery_country_code: CountryCode | None = None


class OrderCreation(OrderChange):
    """A new purchase order: its supplier is required, its lines are added one by one."""

    purchase_order_uid: Uid | None = None
    supplier_uid: Uid
    warehouse_uid: Uid | None = None


class ItemChange(WriteModel):
    """What may be said of a line at any time; what is received is stated as it is written, and books no stock."""

    product_uid: Uid | None = None
    external_id: str | None = None
    quantity_ordered: Counted = 0
    quantity_received: Counted = 0
    unit_price: Amount = 0
    discount_amount: Amount = 0
    freight_amount: Amount = 0
    supplier_sku: str | None = None
    expected_delivery_date: Day | None = None


class ItemCreation(ItemChange):
    """A new line."""

    purchase_order_item_uid: Uid | None = None
    product_uid: Uid
