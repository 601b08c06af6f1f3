"""How a run begins: what was ordered, how it was exported, and how late Omnium's search is. No I/O."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

ORDERED: Final = 10
HUNDREDTHS: Final = 100
PRODUCTS: Final = 3


@dataclass(frozen=True)
class Opening:
    """The purchase orders of run `number`; `homes` tells of each of Omnium's lines in which delivery it is, 0 for none.

    Exported by delivery, the shop has the first one's lines alone.
    """

    number: int
    is_by_delivery: bool
    homes: Sequence[int]
    lag_seconds: int

    @property
    def order_id(self) -> str:
        """Name Omnium's purchase order."""
        return f"PO-{self.number}-delivery-1"

    @property
    def order_uid(self) -> str:
        """Name what the shop has of it."""
        return f"{self.order_id}-delivery-{self._delivery(1)}" if self.is_by_delivery else self.order_id

    @property
    def local_uid(self) -> str:
        """Name the shop's own purchase order."""
        return f"shop-{self.number}"

    @property
    def products(self) -> Sequence[str]:
        """Name what the shop orders itself."""
        return [f"own-{self.number}-{place}" for place in range(PRODUCTS)]

    def lines(self) -> list[dict[str, Any]]:
        """Word the lines as Omnium has them."""
        return [
            {
                "lineItemId": f"line-{self.number}-{place}",
                "code": f"SKU-{self.number}-{place}",
                "quantity": ORDERED,
                "deliveryId": self._delivery(home) if home else None,
            }
            for place, home in enumerate(self.homes)
        ]

    def deliveries(self) -> Sequence[str]:
        """Name the deliveries that there are."""
        return [self._delivery(home) for home in sorted({*self.homes} - {0})]

    def items(self) -> list[dict[str, Any]]:
        """Word the lines as the shop has them; every other line has an uid of the shop's."""
        lines = [
            line
            for line in self.lines()
            if not self.is_by_delivery or line["deliveryId"] == self._delivery(1)
        ]
        return [
            {
                "purchaseOrderItemUid": f"item-{line['lineItemId']}" if place % 2 else line["lineItemId"],
                "externalId": line["lineItemId"],
                "productUid": line["code"],
                "productSku": line["code"],
                "quantityOrdered": ORDERED * HUNDREDTHS,
            }
            for place, line in enumerate(lines)
        ]

    def _delivery(self, home: int) -> str:
        return f"D-{self.number}-delivery-{home}"
