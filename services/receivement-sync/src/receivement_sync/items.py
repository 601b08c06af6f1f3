"""What every item of a reception is called, and where it went. No I/O."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
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
    def key(self) -> str | None:
        """The key under which Omnium receives it: the same for the same item, so that it counts once."""
        uid = self.item.receivement_item_uid
        return None if uid is None else f"{self.receivement.receivement_uid}-{uid}"

    @property
    def sku(self) -> str | None:
        """The SKU; where Flow has none, the product's uid is it (design section 7)."""
        return self.item.product.sku or self.item.product.product_uid

    def warehouse(self, store_uid: str) -> str:
        """Return where it went: its own warehouse, the reception's, or the store itself."""
        return self.item.warehouse_uid or self.receivement.warehouse_uid or store_uid


def items_of(receivements: Sequence[Receivement]) -> Iterator[ReceivedItem]:
    """List what was received, the oldest reception first; one that moved to the next page while it was read counts once."""
    once = {one.receivement_uid: one for one in receivements}
    for receivement in sorted(once.values(), key=lambda one: (one.created_at or _LAST, one.receivement_uid)):
        for position, item in enumerate(receivement.items):
            yield ReceivedItem(receivement, item, position)


def doubled(received: Sequence[ReceivedItem]) -> Iterator[InvalidData]:
    """Name the items that have their uid in common with another: Omnium would take them for one."""
    keys = _keys(received)
    for one in received:
        if keys[one.key] > 1:
            uid = one.item.receivement_item_uid
            yield InvalidData(one.place("receivementItemUid"), uid, "the uid of one item only")


def unconfirmed(received: Sequence[ReceivedItem], confirmed: Collection[str]) -> Iterator[ReceivedItem]:
    """List what came and is not confirmed yet; what has its uid in common with another cannot be told."""
    keys = _keys(received)
    yield from (
        one for one in received if one.item.quantity > 0 and one.key not in confirmed and keys[one.key] <= 1
    )


def _keys(received: Sequence[ReceivedItem]) -> "Counter[str | None]":
    """Count the items of each key, those aside that have none or of which nothing came."""
    return Counter(one.key for one in received if one.key is not None and one.item.quantity > 0)
