"""How a run begins: what was ordered and received before, whose stock it is, what Omnium refuses. No I/O."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from rigs.agreement.world import Document

ORDERED: Final = 10
HUNDREDTHS: Final = 100
STORES: Final = ("oslo", "bergen")
WAREHOUSES: Final = {"oslo": ("oslo", "back", "attic"), "bergen": ("bergen",)}
"""By store. Omnium has no `attic`."""
IN_OMNIUM: Final = ("oslo", "back", "bergen")
STRANGE: Final = "attic"
LATEST_SECONDS: Final = 600
OWN_PRODUCTS: Final = ("q1", "q2", "q3")
SUBSTITUTE: Final = "x1"
LOCAL_UID: Final = "1001"
KEYS: Final = (None, "hand-1", "r0-i0", "r0", "globex:r0:i0")
"""Under which Omnium has received what came before go-live: none, one of its own, older ones of ours, another tenant's."""
TAKEN_OVER: Final = 717
"""What came before, x 100: no other sum of quantities is the same by chance."""


@dataclass(frozen=True)
class Ordered:
    """A purchase order of Omnium's; `homes` tells of each line in which of its deliveries it is, 0 for none."""

    order_id: str
    letter: str
    homes: tuple[int, ...]
    is_by_delivery: bool

    @property
    def uid(self) -> str:
        """Name what the shop has of it: the whole, or its first delivery."""
        return f"{self.order_id}-delivery-{self.delivery(1)}" if self.is_by_delivery else self.order_id

    def delivery(self, home: int) -> str:
        """Name a delivery."""
        return f"D-{self.letter}{home}"

    def line_ids(self) -> list[str]:
        """Name the lines."""
        return [f"{self.letter}{place}" for place, _home in enumerate(self.homes, 1)]

    def lines(self) -> list[Document]:
        """Word the lines as Omnium has them."""
        return [
            {
                "lineItemId": f"{self.letter}{place}",
                "code": f"SKU-{self.letter}{place}",
                "quantity": ORDERED,
                "deliveryId": self.delivery(home) if home else None,
            }
            for place, home in enumerate(self.homes, 1)
        ]

    def deliveries(self) -> list[str]:
        """Name the deliveries that there are."""
        return [self.delivery(home) for home in sorted({*self.homes} - {0})]

    def items(self) -> list[Document]:
        """Word the lines as the shop has them; every other one has an uid of the shop's."""
        lines = [
            line for line in self.lines() if not self.is_by_delivery or line["deliveryId"] == self.delivery(1)
        ]
        return [
            {
                "purchaseOrderItemUid": f"item-{line['lineItemId']}" if place % 2 else line["lineItemId"],
                "externalId": line["lineItemId"],
                "productUid": f"p-{line['lineItemId']}",
                "productSku": line["code"],
                "quantityOrdered": ORDERED * HUNDREDTHS,
                "quantityReceived": 0,
            }
            for place, line in enumerate(lines)
        ]


@dataclass(frozen=True)
class Before:
    """What came of the first line before go-live: so much to the shop, so much to Omnium, under a key or none.

    The shop may have a reception of it, or the figure of its purchase order alone.
    """

    in_shop: int
    in_omnium: int
    key: str | None
    has_reception: bool

    @property
    def shop_total(self) -> Decimal:
        """Tell how much came to the shop, in pieces."""
        return Decimal(self.in_shop) / HUNDREDTHS


@dataclass(frozen=True)
class Opening:
    """All that is settled before the first step. `masters` are the stores whose stock is Flow's."""

    masters: frozenset[str]
    ordered: tuple[Ordered, ...]
    lag_seconds: int
    before: Before | None
    is_number_taken: bool
    refused_skus: tuple[str, ...]

    @property
    def is_by_delivery(self) -> bool:
        """Tell how Omnium's orders were exported."""
        return self.ordered[0].is_by_delivery

    def is_master(self, warehouse: str) -> bool:
        """Tell whether the stock of a warehouse is Flow's."""
        return any(warehouse in WAREHOUSES[store] for store in self.masters)

    def foreign(self) -> Document:
        """Word the purchase order of bergen that bears the number of oslo's own one."""
        line = {"lineItemId": "f1", "code": "SKU-q1", "quantity": ORDERED, "deliveryId": "D-f1"}
        return {"storeId": "bergen", "status": "Confirmed", "purchaseOrderForm": {"lineItems": [line]}}

    def own_lines(self) -> Sequence[dict[str, Any]]:
        """Word what the shop orders itself."""
        return [{"productUid": uid, "sku": f"SKU-{uid}", "quantity": 1000} for uid in OWN_PRODUCTS]


def opening_of(chance: random.Random) -> Opening:
    """Draw how a run begins."""
    is_by_delivery = chance.random() < 1 / 3
    homes = tuple(chance.randint(0, 2) for _line in range(chance.randint(1, 3)))
    ordered = (
        Ordered("PO-1-delivery-1", "l", (1, *homes) if is_by_delivery else homes, is_by_delivery),
        Ordered("PO-2", "m", (1,), is_by_delivery),
    )
    return Opening(
        masters=frozenset(chance.choice((("oslo",), ("oslo",), STORES, ("bergen",), ()))),
        ordered=ordered,
        lag_seconds=chance.choice((0, 0, LATEST_SECONDS)),
        before=_before(chance),
        is_number_taken=chance.random() < 1 / 3,
        refused_skus=chance.choice(((), (), (), ("SKU-q1",), ("SKU-l1",))),
    )


def _before(chance: random.Random) -> Before | None:
    if chance.random() < 1 / 2:
        return None
    in_shop = chance.choice((TAKEN_OVER, TAKEN_OVER, TAKEN_OVER, 0))
    in_omnium = chance.choice((TAKEN_OVER, TAKEN_OVER, TAKEN_OVER, 300, 0))
    return Before(in_shop, in_omnium, chance.choice(KEYS), has_reception=bool(chance.randint(0, 1)))
