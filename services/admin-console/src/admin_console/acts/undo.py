"""What of an act can be taken back, and what is left of it that can be tried again. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final

from admin_console.acts.members import CANCELLING, ActNow
from flow_omnium.jobs.ledger.pauses import Pause
from flow_omnium.jobs.operator.audit_trail import KeptEntry
from flow_omnium.jobs.operator.fates import Fate
from flow_omnium.jobs.state import PENDING

PAUSING: Final = "pause"
"""The other act that can be undone."""

_AT_ONCE: Final = timedelta(seconds=30)
"""An act is kept right before its pause is set."""


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


def is_still_set(act: KeptEntry, pauses: Sequence[Pause]) -> bool:
    """Tell whether the pause that an act set is in force: another may have been set in its place since."""
    return any(
        pause.scope == act.target and pause.by == act.by and abs(pause.at - act.at) < _AT_ONCE
        for pause in pauses
    )


def left_to_try(now: ActNow) -> int:
    """Count what is still pending of an act that was no cancellation."""
    if now.act.act == CANCELLING:
        return 0
    return sum(member.state in PENDING for member in now.members)
