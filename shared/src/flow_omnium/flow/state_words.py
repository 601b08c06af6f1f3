"""Translating the words of Flow's states into ours, by a tenant's lists (setting `flow.states`).

Of most states Flow publishes only the first word, so the tenant says which word means "paid", "handed over" or "ready". An
order or a receipt is translated once, where it is read; all decisions then know our words only. An unknown word stays on
it, counts as none of these, and is kept among what could not be read, for the plan to flag.
"""

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from flow_omnium.flow.models import ListedOrder, Order, OrderHandling, Receipt, Settlement
from flow_omnium.flow.states import DELIVERED, NOT_STARTED, READY, SETTLED, TAKEN_BACK, OrderState
from flow_omnium.masking import mask_value
from flow_omnium.rest.models import ReadModel, Unread
from flow_omnium.rest.reading import SHOWN_VALUE_LENGTH
from flow_omnium.tenants.flow_states import FlowStates

NOBODY_KNOWS: Final = "a word that neither flow.states lists nor Flow publishes: it counts as none"

_BEGUN: Final = frozenset({NOT_STARTED, "IN_PROGRESS"})
_OTHERS: Final[Mapping[str, frozenset[str]]] = {
    "orderState": frozenset(OrderState),
    "settleState": _BEGUN | {"PARTIALLY_SETTLED"},
    "deliveryState": _BEGUN | {"NOT_DELIVERED", "PARTIALLY_DELIVERED"},
    "orderhandlings.state": _BEGUN | {"DONE"},
    "settlements.state": _BEGUN | {"NEW", "OPEN", "PARTIALLY_SETTLED"} | TAKEN_BACK,
    "settlements.status": _BEGUN | {"NEW", "OPEN", "PARTIALLY_SETTLED"} | TAKEN_BACK,
}
"""By field, as Flow calls it: words that are known besides the tenant's lists."""

JUDGED: Final = tuple(_OTHERS)
"""The fields whose words are judged, as Flow calls them."""

_OURS: Final = frozenset({SETTLED, DELIVERED, READY})

_PLACE = re.compile(r"\[\d+\]")
_FLAG = re.compile(
    rf".* in Flow: (?P<path>[\w.\[\]]+) is (?P<word>'.*'|\".*\"), {re.escape(NOBODY_KNOWS)}", re.DOTALL
)


@dataclass(frozen=True)
class UnknownWord(Unread):
    """A state in a word that nobody knows: its path, and the word, without what may be of a person."""

    def __str__(self) -> str:
        return f"{self.path} is {self.value!r}, {NOBODY_KNOWS}"

    @property
    def field(self) -> str:
        """The field as Flow calls it, whichever of its kind it is."""
        return _PLACE.sub("", self.path)


def unknown_words(document: ReadModel) -> Iterator[UnknownWord]:
    """Give the words of a document that nobody knows."""
    return (one for one in document.unread if isinstance(one, UnknownWord))


def unknown_word_of(flag: str, states: FlowStates) -> UnknownWord | None:
    """Return the word that a flag of a job tells of, None if it tells of none, or of one that is listed by now."""
    told = _FLAG.fullmatch(flag)
    if told is None or _PLACE.sub("", told["path"]) not in _OTHERS:
        return None
    reading = _Reading(_meanings(states))
    reading.word(told["path"], ast.literal_eval(told["word"]))
    return next(iter(reading.unknown), None)


def order_in_our_words(order: Order, states: FlowStates) -> Order:
    """Put the states of an order, of its handlings and of its payments into our words."""
    reading = _Reading(_meanings(states))
    known = {
        "order_state": reading.word("orderState", order.order_state),
        "settle_state": reading.word("settleState", order.settle_state),
        "delivery_state": reading.word("deliveryState", order.delivery_state),
        "orderhandlings": reading.handlings(order.orderhandlings),
        "settlements": reading.settlements(order.settlements),
    }
    return order.model_copy(update=known).also_unread(reading.unknown)


def listed_in_our_words(order: ListedOrder, states: FlowStates) -> ListedOrder:
    """Put the states of an order that was only listed into our words."""
    reading = _Reading(_meanings(states))
    known = {
        "order_state": reading.word("orderState", order.order_state),
        "settle_state": reading.word("settleState", order.settle_state),
        "delivery_state": reading.word("deliveryState", order.delivery_state),
    }
    return order.model_copy(update=known).also_unread(reading.unknown)


def receipt_in_our_words(receipt: Receipt, states: FlowStates) -> Receipt:
    """Put the states of a receipt's payments into our words."""
    reading = _Reading(_meanings(states))
    known = {"settlements": reading.settlements(receipt.settlements)}
    return receipt.model_copy(update=known).also_unread(reading.unknown)


def _meanings(states: FlowStates) -> Mapping[str, Mapping[str, str]]:
    """Return what a word means, by field: first by the tenant's lists, then by itself."""
    settled = dict.fromkeys(map(_folded, states.settled), SETTLED)
    listed = {
        "settleState": settled,
        "settlements.state": settled,
        "settlements.status": settled,
        "deliveryState": dict.fromkeys(map(_folded, states.delivered), DELIVERED),
        "orderhandlings.state": dict.fromkeys(map(_folded, states.ready), READY),
    }
    return {
        name: {_folded(word): str(word) for word in others} | listed.get(name, {})
        for name, others in _OTHERS.items()
    }


def _folded(word: str) -> str:
    return word.strip().casefold()


@dataclass
class _Reading:
    """Reads the words of one document, and keeps those that nobody knows."""

    meanings: Mapping[str, Mapping[str, str]]
    unknown: list[UnknownWord] = field(default_factory=list)

    def word(self, path: str, word: str | None) -> str | None:
        """Return our word for it. An unknown one is returned as it is, but never so that it equals one of ours."""
        if word is None:
            return None
        known = self.meanings[_PLACE.sub("", path)].get(_folded(word))
        if known is None:
            shown = str(mask_value(path, word))[:SHOWN_VALUE_LENGTH]
            self.unknown.append(UnknownWord(path, shown))
        # A word that only looks like one of ours (`READY` of another field) must not be taken for it.
        return known or (word.lower() if word in _OURS else word)

    def handlings(self, handlings: Sequence[OrderHandling]) -> tuple[OrderHandling, ...]:
        """Read the state of each."""
        return tuple(
            one.model_copy(update={"state": self.word(f"orderhandlings[{place}].state", one.state)})
            for place, one in enumerate(handlings)
        )

    def settlements(self, settlements: Sequence[Settlement]) -> tuple[Settlement, ...]:
        """Read state and status of each."""
        return tuple(
            one.model_copy(
                update={
                    "state": self.word(f"settlements[{place}].state", one.state),
                    "status": self.word(f"settlements[{place}].status", one.status),
                }
            )
            for place, one in enumerate(settlements)
        )
