"""Omnium's stock levels (omnium.md 6)."""

from decimal import Decimal

from flow_omnium.omnium.models.values import Amount
from flow_omnium.rest.models import Items, ReadModel, Text, WriteModel


class InventoryItem(ReadModel):
    """How much of a SKU lies in a warehouse."""

    sku: Text = None
    warehouse_code: Text = None
    inventory: Amount = Decimal(0)


class InventoryPage(ReadModel):
    """The answer of a read."""

    result: Items[InventoryItem] = ()


class NewLevel(WriteModel):
    """A level to be set: the total, never a change of it. What is left out is kept."""

    sku: str
    warehouse_code: str
    inventory: Decimal
