"""In which order price lists and their items come; pure."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from simulators.documents import Document
from simulators.refusal import Refusal


class Order(NamedTuple):
    """The time to sort by, and whether the latest comes first."""

    field: str
    is_descending: bool


NEWEST_FIRST: Final = "CreatedDescending"
ORDERS: Final[Mapping[str, Order]] = MappingProxyType(
    {
        "createdascending": Order("created", is_descending=False),
        "createddescending": Order("created", is_descending=True),
        "modifiedascending": Order("modified", is_descending=False),
        "modifieddescending": Order("modified", is_descending=True),
    }
)


def in_order(documents: Iterable[Document], asked: str | None) -> list[Document]:
    """Sort documents, the newest first unless another order is asked for. Raises Refusal 400 for an unknown one."""
    order = ORDERS.get((asked or NEWEST_FIRST).lower())
    if order is None:
        raise Refusal(400, f"sortOrder: '{asked}' is unknown")
    return sorted(documents, key=lambda one: str(one.get(order.field) or ""), reverse=order.is_descending)
