"""What of an act can be taken back, and what is left of it that can be tried again. Pure."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from admin_console.acts.members import CANCELLING, ActNow
from flow_omnium.jobs.operator.fates import Fate
from flow_omnium.jobs.state import PENDING

PAUSING: Final = "pause"
"""The other act that can be undone."""


class UndoKind(StrEnum):
    """How an act is taken back."""

    BRING_BACK = "bring back"
    RESUME = "resume"


@dataclass(frozen=True)
class Undo:
    """How an act is taken back, and how many jobs that is about; None of them for a pause."""

    kind: UndoKind
    count: int = 0


def undo_of(now: ActNow) -> Undo | None:
    """Say how an act is taken back, None where it cannot be: what has run has written."""
    if now.act.act == PAUSING:
        return Undo(UndoKind.RESUME)
    if now.act.act != CANCELLING:
        return None
    cancelled = sum(member.fate is Fate.CANCELLED for member in now.members)
    return Undo(UndoKind.BRING_BACK, cancelled) if cancelled else None


def left_to_try(now: ActNow) -> int:
    """Count what is still pending of an act that was no cancellation."""
    if now.act.act == CANCELLING:
        return 0
    return sum(member.state in PENDING for member in now.members)
