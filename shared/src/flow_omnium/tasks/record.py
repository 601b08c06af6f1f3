"""What is known of one task of one tenant, and of each of its runs."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from flow_omnium.tasks.kind import TaskName
from flow_omnium.tasks.request import RunRequest
from flow_omnium.tasks.tally import Counts


class TaskState(StrEnum):
    """Whether some process runs it now."""

    IDLE = "idle"
    RUNNING = "running"


class RunResult(StrEnum):
    """How a run ended."""

    DONE = "done"
    STOPPED = "stopped"
    """Something passing: it goes on soon, from the same watermark."""
    FAILED = "failed"
    """Tried again by the backoff table."""
    REFUSED = "refused"
    """A person must act; tried again at its next scheduled time."""
    LOST = "lost"
    """Its process died, froze or lost the database: the lease ended. Counts as a failure."""


@dataclass(frozen=True)
class LastRun:
    """How the latest run ended, in a few words; `ended_at` is UTC."""

    result: RunResult
    ended_at: datetime
    text: str = ""


@dataclass(frozen=True)
class TaskRecord:
    """One task of one tenant. Times are UTC.

    `scope` says what the watermark covers (markets, language, …): where it differs from the tenant's settings, the
    watermark counts for nothing. `watermark`: changes up to then have arrived. `full_at`: when the latest full run
    began that was done. `schedule` is the text by which `due_at` was worked out; `retry_at` goes before it. `failures`
    are in a row. `counts` are of the run that goes on, else of the latest; `running` is the request that the run was
    begun for. `ticket` is raised by each claim, `version` by each change but a heartbeat: whoever writes names what it
    has read.
    """

    tenant_uid: str
    task: TaskName
    scope: str = ""
    watermark: datetime | None = None
    full_at: datetime | None = None
    schedule: str = ""
    due_at: datetime | None = None
    retry_at: datetime | None = None
    failures: int = 0
    state: TaskState = TaskState.IDLE
    owner: str | None = None
    lease_until: datetime | None = None
    started_at: datetime | None = None
    counts: Counts = field(default_factory=Counts)
    last: LastRun | None = None
    request: RunRequest | None = None
    running: RunRequest | None = None
    ticket: int = 0
    version: int = 0

    @property
    def key(self) -> str:
        """What it is kept under: tasks of two tenants never meet."""
        return f"{self.tenant_uid}/{self.task.value}"


@dataclass(frozen=True)
class RunEntry:
    """One run that has ended, as the history keeps it for 90 days. Times are UTC.

    `told` are the lines of what was written, or of what a dry run would have; `told_left_out` counts those beyond the
    bound. `error` is the class name of what ended the run.
    """

    tenant_uid: str
    task: TaskName
    ticket: int
    started_at: datetime
    ended_at: datetime
    result: RunResult
    text: str = ""
    error: str | None = None
    is_full: bool = False
    since: datetime | None = None
    request: RunRequest | None = None
    counts: Counts = field(default_factory=Counts)
    told: tuple[str, ...] = ()
    told_left_out: int = 0
    flags: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """What it is kept under: a claim has one run."""
        return f"{self.tenant_uid}/{self.task.value}/{self.ticket}"
