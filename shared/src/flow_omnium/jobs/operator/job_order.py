"""In which order entries of the ledger are listed: as data, as the database sorts, and among entries that were found in several ways."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from operator import itemgetter
from types import MappingProxyType
from typing import Final

from flow_omnium.runtime.database import ASCENDING, DESCENDING, Document


class Order(StrEnum):
    """In which order entries are listed."""

    NEWEST = "newest"
    AGE = "age"
    """Those first that were accepted longest ago."""
    NEXT = "next"
    """Those first that are tried soonest; what has no next attempt is left out."""
    ATTEMPTS = "attempts"
    """Those first that were tried most often."""


_SORTS: Final = MappingProxyType(
    {
        Order.NEWEST: [("acceptedAt", DESCENDING)],
        Order.AGE: [("acceptedAt", ASCENDING)],
        Order.NEXT: [("nextAttemptAt", ASCENDING)],
        Order.ATTEMPTS: [("attemptCount", DESCENDING), ("acceptedAt", DESCENDING)],
    }
)


def in_order(documents: Sequence[Document], order: Order) -> Sequence[Document]:
    """Sort entries that were found in several ways; one whose value cannot be compared comes last."""
    field, direction = _SORTS[order][0]
    kind = int if order is Order.ATTEMPTS else datetime
    sound = [one for one in documents if isinstance(one.get(field), kind)]
    others = [one for one in documents if not isinstance(one.get(field), kind)]
    return [*sorted(sound, key=itemgetter(field), reverse=direction == DESCENDING), *others]


def sort_of(order: Order) -> list[tuple[str, int]]:
    """Return how the database sorts for that order."""
    return list(_SORTS[order])
