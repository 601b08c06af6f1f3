"""The items of receptions: where each went, and whether it counts as received."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Final

from flow_omnium.flow.models.purchase import PurchaseOrder, Receivement, ReceivementItem
from flow_omnium.tenants.flow_states import FlowStates

_LAST: Final = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class ReceivedItem:
    """An item with its reception and its position there."""

    receivement: Receivement
    item: ReceivementItem
    position: int

    def place(self, field: str = "") -> str:
        """Return the item's name in flags and errors, or that of one of its fields."""
        item = f"receivement {self.receivement.receivement_uid}: items[{self.position}]"
        return f"{item}.{field}" if field else item

    @property
    def quantity(self) -> int:
        """How much came, × 100; below zero where goods went back, zero where it cannot be read."""
        return self.item.quantity or 0

    @property
    def line_uid(self) -> str | None:
        """The line of Flow's purchase order that it names."""
        return self.item.purchase_order_item_uid

    @property
    def sku(self) -> str | None:
        """The SKU; where Flow has none, the product's uid is it (design section 7)."""
        return self.item.product.sku or self.item.product.product_uid

    @property
    def warehouse(self) -> str:
        """Where it went: its own warehouse, the reception's, or the store itself."""
        return self.item.warehouse_uid or self.receivement.warehouse_uid or self.receivement.store_uid or ""


def items_of(receivements: Sequence[Receivement], order: PurchaseOrder | None) -> tuple[ReceivedItem, ...]:
    """List what was received, the oldest reception first.

    A reception that was listed twice, since it moved to the next page while we read, counts once. Of a reception of another
    order only the items are listed that name a line of this one.
    """
    # The later one read is the newer.
    once = {one.receivement_uid: one for one in receivements}
    in_order = sorted(once.values(), key=lambda one: (one.created_at or _LAST, one.receivement_uid))
    lines = {item.purchase_order_item_uid for item in order.items} if order else set()
    return tuple(
        ReceivedItem(receivement, item, position)
        for receivement in in_order
        for position, item in enumerate(receivement.items)
        if _is_own(receivement, order) or item.purchase_order_item_uid in lines
    )


def _is_own(receivement: Receivement, order: PurchaseOrder | None) -> bool:
    return order is None or receivement.purchase_order_uid == order.purchase_order_uid


def counts(received: ReceivedItem, words: FlowStates) -> bool:
    """Tell whether an item is received: neither it nor its reception is under way or cancelled."""
    return not _word_of_none(received, words)


def state_flags(received: Sequence[ReceivedItem], words: FlowStates) -> Iterator[str]:
    """Flag the items that do not count, and states whose meaning is not known."""
    for one in received:
        word = _word_of_none(one, words)
        if word:
            yield f"{one.place()} is {word} in the shop: it does not count"
    known = {word.casefold() for word in words.reception_received}
    for name, word in dict.fromkeys(_words(received)):
        if word.casefold() not in known and not is_of_none(word, words):
            yield f"{name}: {word!r} is a word that is not known: it counts as received"


def _words(received: Sequence[ReceivedItem]) -> Iterator[tuple[str, str]]:
    for one in received:
        if one.receivement.status:
            yield f"receivement {one.receivement.receivement_uid}: status", one.receivement.status
        if one.item.status:
            yield one.place("status"), one.item.status


def _word_of_none(received: ReceivedItem, words: FlowStates) -> str | None:
    given = (received.item.status, received.receivement.status)
    return next((word for word in given if word and is_of_none(word, words)), None)


def is_of_none(word: str, words: FlowStates) -> bool:
    """Tell whether a word means that goods are under way, or were cancelled."""
    none = (*words.reception_under_way, *words.reception_cancelled)
    return word.casefold() in {one.casefold() for one in none}


def plain(quantity: Decimal) -> str:
    """Write a quantity without needless zeros."""
    return f"{quantity.normalize():f}"
