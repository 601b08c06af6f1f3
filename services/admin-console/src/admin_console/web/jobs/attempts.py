"""What a job's page tells of its attempts, and of the next ones. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from admin_console.jobs.words import further_delays
from admin_console.web.jobs.links import attempt_log_link
from flow_omnium.jobs.entry import Attempt, JobEntry
from flow_omnium.jobs.state import FINAL

_NEXT_SHOWN: Final = 4


@dataclass(frozen=True)
class AttemptRow:
    """One attempt: when it began (UTC), how long it took, how it ended, and what it did."""

    number: int
    started_at: datetime
    seconds: float
    outcome: str
    error: str = ""
    call: str = ""
    status: int | None = None
    changes: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    log_href: str | None = None


@dataclass(frozen=True)
class NextTry:
    """One of the next tries, and when it comes at the earliest (UTC). `is_certain` of the one that is planned."""

    number: int
    at: datetime
    is_certain: bool


def attempt_rows(entry: JobEntry, log_template: str | None = None) -> Sequence[AttemptRow]:
    """Describe the attempts of a job, the latest one first."""
    return [_row(entry, attempt, log_template) for attempt in reversed(entry.attempts)]


def next_tries(entry: JobEntry, unit_seconds: float, now: datetime) -> Sequence[NextTry]:
    """Say when it is tried next, and then, if it fails again and again: by the table of retries, and none before now (UTC)."""
    if entry.next_attempt_at is None or entry.state in FINAL:
        return ()
    at, number = max(entry.next_attempt_at, now), entry.attempt_count + 1
    tries = [NextTry(number, at, is_certain=True)]
    for delay in further_delays(entry.failures, unit_seconds, _NEXT_SHOWN):
        at, number = at + delay, number + 1
        tries.append(NextTry(number, at, is_certain=False))
    return tries


def _row(entry: JobEntry, attempt: Attempt, log_template: str | None) -> AttemptRow:
    return AttemptRow(
        number=attempt.number,
        started_at=attempt.started_at,
        seconds=attempt.duration_seconds,
        outcome=attempt.outcome,
        error=": ".join(filter(None, (attempt.error_class, attempt.message))),
        call=" ".join(filter(None, (attempt.system, attempt.call))),
        status=attempt.http_status,
        changes=attempt.changes,
        flags=attempt.flags,
        log_href=attempt_log_link(log_template, entry, attempt),
    )
