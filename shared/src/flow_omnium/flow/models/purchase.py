"""Flow's purchase orders and goods receptions (design section 7, flow.md 4.7). Quantities are × 100."""

from datetime import datetime
from typing import Annotated

from flow_omnium.flow.models.values import Hundredths
from flow_omnium.rest.models import LENIENT, Detail, Items, Part, ReadModel, Text, UtcTime, WriteModel


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


class StoreStockQuery(WriteModel):
    """Which levels of a store to read: those that have changed after a moment (UTC), in these warehouses; None: all."""

    modified_after: datetime | None = None
    warehouse_uids: tuple[str, ...] | None = None


class NewStock(WriteModel):
    """A level to be set, × 100: the total, never a change of it. A cost (× 100) that is None is left as it is."""

    product_uid: str
    quantity_stock: int
    cost_price: int | None = None


class NewStocks(WriteModel):
    """Levels of one warehouse."""

    items: tuple[NewStock, ...]


Counted = Annotated[Hundredths | None, LENIENT]
"""A quantity × 100 that costs itself and not the document: None where it is not given or cannot be read."""


class ItemOfReceivement(ReadModel):
    """What a line tells of an item of a reception: how much of it is in the figure of the line."""

    receivement_uid: Text = None
    receivement_item_uid: Text = None
    quantity: Counted = None
    status: Detail = None


class PurchaseOrderItem(ReadModel):
    """A line of a purchase order; one that came from Omnium bears its line id as `external_id`."""

    purchase_order_item_uid: Text = None
    external_id: Text = None
    product_uid: Text = None
    product_sku: Text = None
    quantity_received: Counted = None
    receivement_items: Items[ItemOfReceivement] = ()


class PurchaseOrder(ReadModel):
    """A purchase order, of Omnium's or of the shop's own."""

    purchase_order_uid: str
    external_id: Text = None
    store_uid: Text = None
    warehouse_uid: Text = None
    status: Text = None
    items: Items[PurchaseOrderItem] = ()


class ReceivedProduct(ReadModel):
    """What was received."""

    product_uid: Text = None
    name: Text = None
    sku: Text = None


class ReceivementItem(ReadModel):
    """What was received at once of one line; serial-numbered goods have an item each."""

    receivement_item_uid: Text = None
    purchase_order_item_uid: Text = None
    product: Part[ReceivedProduct] = ReceivedProduct()
    quantity: Counted = None
    serialnumber: Text = None
    status: Detail = None
    warehouse_uid: Text = None


class Receivement(ReadModel):
    """A goods reception, with a purchase order or without."""

    receivement_uid: str
    purchase_order_uid: Text = None
    store_uid: Text = None
    warehouse_uid: Text = None
    status: Detail = None
    created_at: UtcTime = None
    last_modified_at: UtcTime = None
    items: Items[ReceivementItem] = ()
