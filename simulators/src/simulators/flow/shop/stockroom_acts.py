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
    """So much that came: on a line of the purchase order, or a product without one.

    `purchase_order_uid` names another purchase order than the reception's; `substitute_product_uid` another product than
    the line's. A `status` other than RECEIVED counts for nothing.
    """

    quantity: Quantity
    receivement_item_uid: Uid | None = None
    status: str = Field(default="RECEIVED", min_length=1)
    purchase_order_uid: Uid | None = None
    substitute_product_uid: Uid | None = None
    purchase_order_item_uid: Uid | None = None
    product_uid: Uid | None = None
    sku: str | None = None
    name: str | None = None
    serialnumber: str | None = None
    unit_cost: Amount | None = None
    warehouse_uid: Uid | None = None


class Receive(Act):
    """Take goods in, with or without a purchase order; `order_store_uid` is the store that has it, where that is another."""

    store_uid: Uid
    order_store_uid: Uid | None = None
    items: list[ReceivedGoods] = Field(min_length=1)
    purchase_order_uid: Uid | None = None
    receivement_uid: Uid | None = None
    warehouse_uid: Uid | None = None


class SellStock(Act):
    """Take goods out, as sales do."""

    warehouse_uid: Uid
    product_uid: Uid
    quantity: Quantity


class ReceptionAct(Act):
    """Change a reception after the fact: `deleteReception` takes it off whole."""

    receivement_uid: Uid


class RestateReception(ReceptionAct):
    """Give a reception and all its items another status: not finished yet, finished, cancelled, reversed."""

    status: str = Field(min_length=1)


class ReceptionItemAct(ReceptionAct):
    """Change one item of a reception: `removeReceived` takes it off."""

    receivement_item_uid: Uid


class CorrectReceived(ReceptionItemAct):
    """Say otherwise how much came, or of what status it is; what is not sent stays."""

    quantity: Amount | None = None
    status: str | None = Field(default=None, min_length=1)


class RenameProduct(Act):
    """Give a product another SKU: what was ordered shows it from then on, receptions keep what they were booked with."""

    product_uid: Uid
    sku: str = Field(min_length=1)
