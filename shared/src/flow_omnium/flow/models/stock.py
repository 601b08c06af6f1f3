"""Flow's stock levels (flow.md 4.9): quantities are × 100."""

from flow_omnium.flow.models.values import Hundredths
from flow_omnium.runtime.wire import Items, ReadModel, Text, WriteModel


class WarehouseStock(ReadModel):
    """How much of a product lies in one warehouse."""

    warehouse_uid: Text = None
    quantity_stock: Hundredths = 0


class ProductStock(ReadModel):
    """A product with its levels."""

    product_uid: Text = None
    product_sku: Text = None
    warehouse_stock_details: Items[WarehouseStock] = ()


class StockPage(ReadModel):
    """The answer of the read."""

    items: Items[ProductStock] = ()


class StockQuery(WriteModel):
    """Which levels to read: exactly these products in exactly these warehouses."""

    product_uids: tuple[str, ...]
    warehouse_uids: tuple[str, ...]
