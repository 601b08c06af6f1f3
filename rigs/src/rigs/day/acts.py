"""What is done in a day: by people in Omnium, at the till, in the stockroom. No I/O."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final, TypeAlias

Fields: TypeAlias = Mapping[str, Any]

_NOTHING: Final[Fields] = MappingProxyType({})


@dataclass(frozen=True)
class InOmnium:
    """A call of Omnium's API by somebody else; `at` in seconds since the day began."""

    at: float
    method: str
    path: str
    body: Any = None


@dataclass(frozen=True)
class InShop:
    """An act at the till on an order of the shop. `number` is Omnium's of a web order, or the uid of a sale.

    `line` is a line as Omnium names it, or the place of a line of a sale: the till shows which item that is. With
    `as_items` the act takes a list of items with quantities (x 100).
    """

    at: float
    act: str
    number: str
    fields: Fields = field(default_factory=lambda: _NOTHING)
    line: str | None = None
    as_items: bool = False
    quantity: int | None = None


@dataclass(frozen=True)
class AtOnce:
    """An act of the shop that names all that it is about: a sale, or goods that come."""

    at: float
    act: str
    fields: Fields


Act: TypeAlias = InOmnium | InShop | AtOnce


@dataclass(frozen=True)
class Life:
    """What is done with one record, in this order: `what` says it in a word."""

    key: str
    what: str
    acts: Sequence[Act]
