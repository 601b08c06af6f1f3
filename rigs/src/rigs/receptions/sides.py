"""Both sides' figures, read off their documents by somebody who knows neither's code. No I/O."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Final

from rigs.agreement.world import Document, decimal
from rigs.receptions.opening import SUBSTITUTE, Opening
from rigs.receptions.stage import Stage

COUNTS: Final = "RECEIVED"
_HUNDRED: Final = Decimal(100)


def received(stage: Stage, opening: Opening) -> Mapping[str, Decimal]:
    """Tell how much of each line of Omnium's the shop has, by the figure of its purchase orders."""
    items = (
        item for ordered in opening.ordered for item in stage.tenant.purchase_orders[ordered.uid]["items"]
    )
    return {item["externalId"]: decimal(item["quantityReceived"]) / _HUNDRED for item in items}


def as_ordered(stage: Stage, opening: Opening) -> Mapping[str, Decimal]:
    """Tell how much of each line the shop has of the very product that was ordered."""
    own = dict(received(stage, opening))
    for _reception, item in items_of(stage):
        line_id = line_id_of(opening, item)
        if line_id in own and item["product"]["productUid"] == SUBSTITUTE:
            own[line_id] -= decimal(item["quantity"]) / _HUNDRED
    return own


def omnium_lines(stage: Stage, opening: Opening) -> Mapping[str, Document]:
    """List the lines that Omnium has still, by id, those that it has split off included."""
    orders = (stage.omnium_state.purchase_orders.get(ordered.order_id) for ordered in opening.ordered)
    lines = (line for order in orders if order for line in order["purchaseOrderForm"]["lineItems"])
    return {line["lineItemId"]: line for line in lines}


def delivered(stage: Stage, opening: Opening) -> Mapping[str, Decimal]:
    """Tell how much of each line Omnium has received; of one that is gone, nothing."""
    lines = omnium_lines(stage, opening)
    names = [line_id for ordered in opening.ordered for line_id in ordered.line_ids()]
    return {name: decimal(lines.get(name, {}).get("deliveredQuantity")) for name in names}


def line_id_of(opening: Opening, item: Document) -> str | None:
    """Name Omnium's line that an item of a reception is on."""
    lines = (line for ordered in opening.ordered for line in ordered.items())
    uid = item.get("purchaseOrderItemUid")
    return next((line["externalId"] for line in lines if line["purchaseOrderItemUid"] == uid), None)


def items_of(stage: Stage) -> Iterator[tuple[Document, Document]]:
    """List the items that count, each behind its reception."""
    for reception in stage.tenant.receivements.values():
        yield from ((reception, item) for item in reception["items"] if item["status"] == COUNTS)


def levels_in_flow(stage: Stage) -> Mapping[tuple[str, str], Decimal]:
    """Tell the shop's levels by warehouse and product."""
    return {
        (place.warehouse_uid, place.product_uid): decimal(level["quantityStock"]) / _HUNDRED
        for place, level in stage.tenant.stock.items()
    }


def level_in_omnium(stage: Stage, warehouse: str, sku: str) -> Decimal:
    """Tell a level of Omnium's; what lies nowhere is nothing."""
    return decimal((stage.omnium_state.stock.get(sku, warehouse) or {}).get("inventory"))


def sku_of(stage: Stage, product_uid: str) -> str:
    """Tell what a product is called today."""
    return str((stage.tenant.products.get(product_uid) or {}).get("sku") or product_uid)
