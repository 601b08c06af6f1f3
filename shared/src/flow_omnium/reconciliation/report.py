"""A reconciliation as it is kept: what was ordered, how far it is, and a row for each record that does not agree."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from flow_omnium.jobs.kinds import JobKind
from flow_omnium.reconciliation.judging import Judgement
from flow_omnium.reconciliation.order import QUEUED, ReconciliationOrder
from flow_omnium.reconciliation.result import Counts, Result

KEPT: Final = timedelta(days=90)
"""How long reports and their rows are kept."""

MOST_ROWS: Final = 10_000
"""So many rows of a report are kept once it has ended; the rest is only counted."""

MOST_NOTES: Final = 20


class ReportState(StrEnum):
    """How far a reconciliation is."""

    QUEUED = QUEUED
    RUNNING = "running"
    """Begun, and not over: it may wait for its next run."""
    DONE = "done"
    FAILED = "failed"
    """It cannot be done: `error` says why."""


OPEN: Final = frozenset({ReportState.QUEUED, ReportState.RUNNING})


@dataclass(frozen=True)
class Report:
    """One reconciliation. Times are UTC; `order.until` is set when it begins. `notes` are for a person to look at.

    `total`: how many records it is about; None until they are listed.
    """

    id: str
    order: ReconciliationOrder
    state: ReportState = ReportState.QUEUED
    counts: Counts = field(default_factory=Counts)
    total: int | None = None
    notes: tuple[str, ...] = ()
    error: str | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None

    @property
    def makes_jobs(self) -> bool:
        """Whether what differs is given a job."""
        return self.order.fix and not self.order.dry_run


@dataclass(frozen=True)
class Row:
    """One record that was compared at a time (UTC): by the kind of its job, and its key."""

    kind: JobKind
    key: str
    judgement: Judgement
    at: datetime
    is_fixed: bool = False

    @property
    def result(self) -> Result:
        """How it stands."""
        return self.judgement.result

    @property
    def name(self) -> str:
        """Which one it is within its report: they are listed in the order of these names."""
        return f"{self.kind.value}/{self.key}"
