"""Why an operator's act leaves a job alone, in words that follow "it". No I/O."""

from collections.abc import Callable
from datetime import datetime

from flow_omnium.jobs.entry import ERASED, JobEntry
from flow_omnium.jobs.holding import ALONE, POISON, RECORD, SLOT, system_awaited
from flow_omnium.jobs.ledger.unreadable import UnreadableEntry
from flow_omnium.jobs.state import FINAL, JobState

Refusal = Callable[[JobEntry], str | None]
"""Why a job is left alone, None when it is not."""


def refusal_to_retry(entry: JobEntry) -> str | None:
    """Say why a pending job is not tried now."""
    if entry.state is JobState.RUNNING:
        return "is running at this moment"
    if entry.state in FINAL:
        return f"has ended as {entry.state.value}"
    if (awaited := system_awaited(entry.held_by or "")) is not None:
        return f"waits for {awaited.capitalize()}, which does not answer: it comes back by itself within minutes once that does"
    if entry.held_by not in (None, SLOT, RECORD, ALONE, POISON):
        return f"is held by {entry.held_by}: it comes back when that is lifted"
    return None


def refusal_to_bring_back(entry: JobEntry) -> str | None:
    """Say why a job of an earlier act is not brought back: only what was cancelled comes back, and only once."""
    if entry.state is not JobState.CANCELLED:
        return refusal_to_retry(entry)
    made = next((act.made for act in reversed(entry.acts) if act.made is not None), None)
    return refusal_to_do_again(entry) if made is None else f"was brought back already, as job {made}"


def refusal_to_do_again(entry: JobEntry) -> str | None:
    """Say why a job that has ended is not done again."""
    return "was erased, and nobody knows any more which record it was about" if entry.key == ERASED else None


def refusal_to_cancel(entry: JobEntry) -> str | None:
    """Say why a job is not cancelled."""
    if entry.state is JobState.RUNNING:
        return "is running and cannot be cancelled: what it writes is not undone"
    return f"has ended as {entry.state.value}" if entry.state in FINAL else None


def why_unreadable(entry: UnreadableEntry) -> str:
    """Say what this version cannot read of an entry."""
    return f"cannot be read: {entry.field}: {entry.fault}"


def refusal_to_cancel_unread(entry: UnreadableEntry, now: datetime) -> str | None:
    """Say why an entry that cannot be read is not cancelled: it has ended, or another version may be running it."""
    state, lease = entry.document.get("state"), entry.document.get("leaseUntil")
    if state in {final.value for final in FINAL}:
        return f"has ended as {state}"
    if state == JobState.RUNNING.value and isinstance(lease, datetime) and lease > now:
        return "is running and cannot be cancelled: what it writes is not undone"
    return None
