"""Which order state may follow which, and what each one allows; pure."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from simulators.documents import Document
from simulators.refusal import Refusal

# COMPLETE and CANCELLED are final; a state is not "changed" to itself.
NEXT: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "OPEN": frozenset({"PARKED", "CONFIRMED", "COMPLETE", "CANCELLED"}),
        "PARKED": frozenset({"OPEN", "CONFIRMED", "COMPLETE", "CANCELLED"}),
        "CONFIRMED": frozenset({"OPEN", "PARKED", "COMPLETE", "CANCELLED"}),
    }
)


def refuse_wrong_change(before: str, after: str) -> None:
    """Refuse a state change that Flow does not know. Raises Refusal 400."""
    if after not in NEXT.get(before, frozenset()):
        raise Refusal(400, f"status: an order cannot go from {before} to {after}")


def refuse_unless_open(order: Document) -> None:
    """Lines and header change only while the order is OPEN. Raises Refusal 400."""
    if order.get("orderState") != "OPEN":
        raise Refusal(400, f"orderState: the order is {order['orderState']}, it must be OPEN to be changed")


def refuse_if_final(order: Document) -> None:
    """Nothing is attached to a finished order. Raises Refusal 400."""
    if order.get("orderState") not in NEXT:
        raise Refusal(400, f"orderState: the order is {order['orderState']}")
