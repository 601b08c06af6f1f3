"""Omnium's stock levels (omnium.md 6)."""

from datetime import datetime
from decimal import Decimal

from flow_omnium.omnium.models.values import Amount, Stated
from flow_omnium.rest.models import Detail, Flag, Items, ReadModel, Text, WriteModel


class InventoryItem(ReadModel):
    """How much of a SKU lies in a warehouse."""

    sku: Text = None
    warehouse_code: Text = None
    inventory: Amount = Decimal(0)


class InventoryPage(ReadModel):
    """The answer of a read."""

    result: Items[InventoryItem] = ()


class StockItem(ReadModel):
    """How much of a SKU lies in a warehouse, and what one costs. A virtual one is counted in its physical warehouse's.

    `modified` is kept as it came: it only tells one state from another.
    """

    sku: str
    warehouse_code: str
    inventory: Decimal
    cost: Stated = None
    cost_currency: Text = None
    is_virtual: Flag = False
    modified: Detail = None


class InventorySearch(WriteModel):
    """Which items: of these SKUs, in these warehouses or in all web warehouses, changed since a moment (UTC).

    Omnium ignores a filter that it does not know and then gives everything, so the names are its own to the letter.
    """

    warehouse_codes: tuple[str, ...] | None = None
    product_codes: tuple[str, ...] | None = None
    last_modified: datetime | None = None
    is_web_warehouse: bool | None = None
    is_batches_excluded: bool = True


class NewLevel(WriteModel):
    """A level to be set: the total, never a change of it. What is left out is kept."""

    sku: str
    warehouse_code: str
    inventory: Decimal
