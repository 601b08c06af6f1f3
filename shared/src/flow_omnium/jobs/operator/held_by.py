"""What holds jobs, summed up as a person asks for it, and as the database is asked for it. Pure.

Each is matched by a whole word or by what it begins with: an index answers that.
"""

import re
from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final

from flow_omnium.jobs.holding import (
    ALONE,
    INACTIVE,
    OUTAGE,
    PAUSES,
    POISON,
    RECORD,
    SLOT,
    TAKEN_BY_WORKERS,
    UNREADABLE,
    kind_of_hold,
)

NOTHING: Final[Mapping[str, Any]] = {"$in": []}
_BY_NO_RULE: Final[Mapping[str, Any]] = {"$in": [None, SLOT, RECORD, ALONE]}


class HeldBy(StrEnum):
    """What holds a job."""

    PAUSE = "pause"
    """A person has paused its tenant, its kind or its store."""
    INACTIVE = "inactive"
    """Its tenant is not active."""
    SYSTEM = "system"
    """A system does not answer."""
    POISON = "poison"
    """It is set aside, since it took workers down."""
    UNREADABLE = "unreadable"
    SLOT = "slot"
    RECORD = "record"
    ALONE = "alone"


_WORDS: Final[Mapping[HeldBy, str]] = MappingProxyType(
    {
        HeldBy.POISON: POISON,
        HeldBy.UNREADABLE: UNREADABLE,
        HeldBy.SLOT: SLOT,
        HeldBy.RECORD: RECORD,
        HeldBy.ALONE: ALONE,
    }
)
_BEGINNINGS: Final[Mapping[HeldBy, tuple[str, ...]]] = MappingProxyType(
    {HeldBy.PAUSE: PAUSES, HeldBy.INACTIVE: (INACTIVE,), HeldBy.SYSTEM: (OUTAGE,)}
)


_OTHER_WORDS: Final[Mapping[str, HeldBy]] = MappingProxyType(
    {"paused": HeldBy.PAUSE, "outage": HeldBy.SYSTEM}
)
"""What metrics call in another word."""


def held_by_of(reason: str) -> HeldBy:
    """Sum up the reason that an entry keeps."""
    kind = kind_of_hold(reason)
    return _OTHER_WORDS.get(kind) or HeldBy(kind)


def holds(held_by: HeldBy | None, *, free: bool) -> Any:
    """Return what the field `heldBy` of an entry is compared with, None where any will do; `free` leaves out what no worker ends."""
    if held_by is None:
        return _BY_NO_RULE if free else None
    if free and held_by not in TAKEN_BY_WORKERS:
        return NOTHING
    if held_by in _WORDS:
        return _WORDS[held_by]
    return {"$in": [re.compile(f"^{beginning}:") for beginning in _BEGINNINGS[held_by]]}
