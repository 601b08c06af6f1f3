"""Flow's stock levels (flow.md 4.9): quantities are × 100."""

from flow_omnium.runtime.wire import Items, ReadModel, Text, WriteModel


class WarehouseStock(ReadModel):
    """How much of a product lies in one warehouse: never guessed, for nothing there means nothing to sell."""

    warehouse_uid: Text = None
    quantity_stock: int


class ProductStock(ReadModel):
    """A product with its levels."""

    product_uid: Text = None
    product_sku: Text = None
    warehouse_stock_details: Items[WarehouseStock] = ()


class StockQuery(WriteModel):
    """Which levels to read: exactly these products in exactly these warehouses."""

    product_uids: tuple[str, ...]
    warehouse_uids: tuple[str, ...]
