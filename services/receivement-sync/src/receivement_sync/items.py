"""What every item of a reception is called, and where it went. No I/O."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from flow_omnium.flow.models.purchase import Receivement, ReceivementItem
from flow_omnium.outcomes import InvalidData

_LAST: Final = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class ReceivedItem:
    """An item, and its place in its reception."""

    receivement: Receivement
    item: ReceivementItem
    position: int

    def place(self, field: str = "") -> str:
        """Name the item, or a field of it, to whoever must be told."""
        item = f"receivement {self.receivement.receivement_uid}: items[{self.position}]"
        return f"{item}.{field}" if field else item

    @property
    def key(self) -> str:
        """The key under which Omnium receives it: the same for the same item, so that it counts once."""
        if self.item.receivement_item_uid is None:
            raise InvalidData(self.place("receivementItemUid"), None, "given")
        return f"{self.receivement.receivement_uid}-{self.item.receivement_item_uid}"

    @property
    def sku(self) -> str | None:
        """The SKU; where Flow has none, the product's uid is it (design section 7)."""
        return self.item.product.sku or self.item.product.product_uid

    def warehouse(self, store_uid: str) -> str:
        """Return where it went: its own warehouse, the reception's, or the store itself."""
        return self.item.warehouse_uid or self.receivement.warehouse_uid or store_uid


def items_of(receivements: Sequence[Receivement]) -> Iterator[ReceivedItem]:
    """List what was received, the oldest reception first."""
    for receivement in sorted(receivements, key=lambda one: one.created_at or _LAST):
        for position, item in enumerate(receivement.items):
            yield ReceivedItem(receivement, item, position)
