"""Whether an event tells that its record is gone: then the record itself can no longer tell. No I/O."""

from collections.abc import Mapping
from typing import Any, Final

_DELETED: Final = frozenset({("category", "deleted"), ("action", "customer_delete")})
"""Omnium's category, and the action of Flow's that takes a customer away."""


def tells_deletion(event: Mapping[str, Any]) -> bool:
    """Tell such an event, in any case, from every other one of either system.

    Every other event may be forgotten for an earlier one of its record: the job reads the newest state anyway.
    """
    return any(str(event.get(field, "")).strip().casefold() == word for field, word in _DELETED)
