"""The inventory item, and the bodies of the calls on it (omnium.md 6).

An item names its product `sku`, a transaction `skuId`.
"""

from typing import Any

from pydantic import Field, RootModel

from simulators.omnium.models.common import ZERO, PropertyItem
from simulators.write_model import AnyCaseModel, IsoTime, Number


class InventoryFields(AnyCaseModel):
    """Everything of an item but its key; `cost` is per piece, `costTotal` is worked out by Omnium."""

    inventory: Number = ZERO
    reserved_inventory: Number = ZERO
    location: str | None = None
    min_quantity: Number = ZERO
    max_quantity: Number = ZERO
    reorder_min_quantity: Number = ZERO
    cost: Number = ZERO
    cost_currency: str | None = None
    cost_total: Number = ZERO
    calculated_inventory: Number | None = None
    is_virtual: bool = False
    physical_warehouse_code: str | None = None
    atp: list[dict[str, Any]] = Field(default_factory=list)
    batches: list[dict[str, Any]] = Field(default_factory=list)
    properties: list[PropertyItem] = Field(default_factory=list)
    created: IsoTime | None = None
    modified: IsoTime | None = None


class StoredItem(InventoryFields):
    """An item as it is kept."""

    sku: str = Field(min_length=1)
    warehouse_code: str = Field(min_length=1)


class InventoryItem(StoredItem):
    """An item to write; a real Omnium would read a missing `inventory` as none left."""

    inventory: Number


class InventoryItems(RootModel[list[InventoryItem]]):
    """The body of UpdateMany and AddMany."""


class InventoryMovement(AnyCaseModel):
    """A change by a difference; it moves the reserved quantity too when it says so."""

    sku_id: str = Field(min_length=1)
    warehouse_code: str | None = None
    inventory_change: Number
    reason: str | None = None
    order_id: str | None = None
    adjust_reserved_inventory: bool | None = None
    virtual_warehouse_code: str | None = None


class InventoryMovements(RootModel[list[InventoryMovement]]):
    """The body of ProcessInventoryTransactions."""


class InventorySearch(AnyCaseModel):
    """The search body; at least one filter is needed."""

    warehouse_codes: list[str] | None = None
    product_codes: list[str] | None = None
    last_modified: IsoTime | None = None
    market_id: str | None = None
    is_in_stock: bool | None = None
    is_web_warehouse: bool | None = None
    is_batches_excluded: bool = False


class TransactionSearch(AnyCaseModel):
    """The search body; unlike everywhere else, the first page is number one."""

    sku_id: str | None = None
    product_id: str | None = None
    warehouse_codes: list[str] | None = None
    order_id: str | None = None
    purchase_order_id: str | None = None
    from_: IsoTime | None = Field(default=None, alias="from")
    to: IsoTime | None = None
    user_id: str | None = None
    page: int = Field(default=1, ge=1)
    take: int = 20
