"""What comes to the stockroom in a day: purchase orders of Omnium's in parts, the shop's own, and what nobody ordered. No I/O."""

import random
from dataclasses import dataclass
from typing import Any, Final

from rigs.day.acts import AtOnce, Life
from rigs.day.lives import Clock
from rigs.day.orders import PIECE

ORDERED: Final = 10
STORE: Final = "oslo"


@dataclass(frozen=True)
class Purchase:
    """A purchase order that both sides have from before the day."""

    order_id: str

    @property
    def lines(self) -> list[dict[str, Any]]:
        """The lines, as Omnium has them."""
        return [
            {
                "lineItemId": f"{self.order_id}-{place}",
                "code": f"GOODS-{place}",
                "quantity": ORDERED,
                "placedPrice": 100,
            }
            for place in (1, 2)
        ]

    @property
    def in_omnium(self) -> dict[str, Any]:
        """The document in Omnium."""
        head = {"id": self.order_id, "storeId": STORE, "status": "Confirmed"}
        return {**head, "purchaseOrderForm": {"lineItems": self.lines}}

    @property
    def in_flow(self) -> dict[str, Any]:
        """The document in Flow, as it was exported."""
        items = [
            {
                "purchaseOrderItemUid": line["lineItemId"],
                "externalId": line["lineItemId"],
                "productUid": line["code"],
                "productSku": line["code"],
                "quantityOrdered": ORDERED * PIECE,
                "quantityReceived": 0,
            }
            for line in self.lines
        ]
        return {"storeUid": STORE, "warehouseUid": STORE, "status": "SENT_TO_SUPPLIER", "items": items}


def delivery_of(number: int, begins: float, chance: random.Random) -> tuple[Purchase, Life]:
    """Draw what comes of a purchase order: a part, then the rest, and some goods beside it that were not ordered."""
    purchase, clock = Purchase(f"PO-{number}"), Clock(begins, chance)
    first = chance.randint(1, ORDERED - 1)
    parts = ((first, ORDERED), (ORDERED - first, 0))
    acts = [
        AtOnce(clock.later(), "receive", _part(purchase, place, part)) for place, part in enumerate(parts)
    ]
    acts.append(AtOnce(clock.later(), "receive", _unordered(number, chance)))
    return purchase, Life(purchase.order_id, "purchase order", acts)


def _part(purchase: Purchase, place: int, quantities: tuple[int, ...]) -> dict[str, Any]:
    items = [
        {"purchaseOrderItemUid": line["lineItemId"], "quantity": quantity * PIECE}
        for line, quantity in zip(purchase.lines, quantities, strict=True)
        if quantity
    ]
    uid = f"{purchase.order_id}-came-{place}"
    return {"storeUid": STORE, "purchaseOrderUid": purchase.order_id, "receivementUid": uid, "items": items}


def _unordered(number: int, chance: random.Random) -> dict[str, Any]:
    item = {"productUid": "LACES", "sku": "LACES", "quantity": chance.randint(1, 9) * PIECE}
    return {"storeUid": STORE, "receivementUid": f"came-{number}", "items": [item]}
