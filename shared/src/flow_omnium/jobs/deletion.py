"""Whether an event tells that its record is gone: then the record itself can no longer tell. No I/O."""

from collections.abc import Mapping
from typing import Any

_DELETED = "deleted"


def tells_deletion(event: Mapping[str, Any]) -> bool:
    """Tell Omnium's category `Deleted`, in any case, from every other event of either system.

    Every other event may be forgotten for an earlier one of its record: the job reads the newest state anyway.
    """
    return str(event.get("category", "")).strip().casefold() == _DELETED
