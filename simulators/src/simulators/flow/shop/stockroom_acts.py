"""What can be asked of the stockroom: one body for each act, every field of it, and no other."""

from pydantic import Field

from simulators.flow.shop.acts import Act
from simulators.flow.values import Amount, Quantity, Uid
from simulators.write_model import WriteModel


class PurchaseItem(WriteModel):
    """A product to order."""

    product_uid: Uid
    quantity: Quantity
    sku: str | None = None
    name: str | None = None
    unit_cost: Amount | None = None
    purchase_order_item_uid: Uid | None = None
    external_id: str | None = None


class Purchase(Act):
    """Order from a supplier: a purchase order of the shop's own."""

    store_uid: Uid
    items: list[PurchaseItem] = Field(min_length=1)
    purchase_order_uid: Uid | None = None
    warehouse_uid: Uid | None = None


class ReceivedGoods(WriteModel):
    """So much that came: on a line of the purchase order, or a product without one."""

    quantity: Quantity
    purchase_order_item_uid: Uid | None = None
    product_uid: Uid | None = None
    sku: str | None = None
    name: str | None = None
    serialnumber: str | None = None
    unit_cost: Amount | None = None
    warehouse_uid: Uid | None = None


class Receive(Act):
    """Take goods in, with or without a purchase order."""

    store_uid: Uid
    items: list[ReceivedGoods] = Field(min_length=1)
    purchase_order_uid: Uid | None = None
    receivement_uid: Uid | None = None
    warehouse_uid: Uid | None = None


class SellStock(Act):
    """Take goods out, as sales do."""

    warehouse_uid: Uid
    product_uid: Uid
    quantity: Quantity
