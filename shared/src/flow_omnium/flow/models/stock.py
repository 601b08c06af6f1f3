"""Flow's stock levels (flow.md 4.9): quantities are × 100."""

from typing import Annotated

from flow_omnium.runtime.wire import LENIENT, Items, ReadModel, Text, WriteModel


class WarehouseStock(ReadModel):
    """How much of a product lies in one warehouse, and whose it is; a level that cannot be read is None, and never guessed."""

    warehouse_uid: Text = None
    store_uid: Text = None
    quantity_stock: Annotated[int | None, LENIENT] = None


class ProductStock(ReadModel):
    """A product with its levels."""

    product_uid: Text = None
    product_sku: Text = None
    warehouse_stock_details: Items[WarehouseStock] = ()


class StockQuery(WriteModel):
    """Which levels to read: exactly these products in exactly these warehouses."""

    product_uids: tuple[str, ...]
    warehouse_uids: tuple[str, ...]
