"""Whether a task is to be run now, and from where on. Pure: what is known and the time come in, a decision comes out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from flow_omnium.tasks.kind import TaskName
from flow_omnium.tasks.record import TaskRecord, TaskState
from flow_omnium.tasks.request import RunRequest
from flow_omnium.tasks.settings import TaskSettings
from flow_omnium.tasks.task import OVERLAP

Records = Mapping[TaskName, TaskRecord]
"""The tasks of one tenant that are kept."""


@dataclass(frozen=True)
class Due:
    """A run that is to begin now. `since` is where it reads from (UTC), the overlap taken off; None: everything."""

    is_full: bool
    since: datetime | None = None
    request: RunRequest | None = None

    @property
    def is_partial(self) -> bool:
        """Whether it says nothing of what the next scheduled run may leave out."""
        return self.request is not None and self.request.is_partial


def due(record: TaskRecord, settings: TaskSettings, records: Records, now: datetime) -> Due | None:
    """Return the run that is to begin now; None where none is. `records` are those of the same tenant."""
    if record.state is not TaskState.IDLE:
        return None
    request = record.request
    if request is not None and (request.not_before or now) <= now:
        return _asked(record, settings, request, now)
    if not _may_run_by_schedule(record, settings, records):
        return None
    moment = scheduled_at(record)
    return _complete(record, settings, None, now) if moment is None or moment <= now else None


def is_lost(record: TaskRecord, now: datetime) -> bool:
    """Tell whether its run has ended without a word: the lease was not renewed."""
    # Not after now, rather than before: a lease whose end is not known would be held for ever.
    is_held = record.lease_until is not None and record.lease_until > now
    return record.state is TaskState.RUNNING and not is_held


def has_another_schedule(record: TaskRecord, settings: TaskSettings) -> bool:
    """Tell whether its due time was worked out by another cron text than the settings have now."""
    schedule = settings.schedules.get(record.task)
    return schedule is not None and record.schedule not in ("", schedule.text)


def scheduled_at(record: TaskRecord) -> datetime | None:
    """Return when it runs by itself; None: at once, since no run has ended yet."""
    return record.retry_at or record.due_at


def overdue_seconds(record: TaskRecord, settings: TaskSettings, records: Records, now: datetime) -> float:
    """Return for how long a run should have begun; 0 where none should."""
    moment = scheduled_at(record)
    if record.state is TaskState.RUNNING or moment is None:
        return 0
    return max((now - moment).total_seconds(), 0) if _may_run_by_schedule(record, settings, records) else 0


def _may_run_by_schedule(record: TaskRecord, settings: TaskSettings, records: Records) -> bool:
    if not settings.is_enabled(record.task) or has_another_schedule(record, settings):
        return False
    return record.full_at is not None or all(
        (before := records.get(each)) is not None and before.full_at is not None
        for each in settings.prerequisites(record.task)
    )


def _asked(record: TaskRecord, settings: TaskSettings, request: RunRequest, now: datetime) -> Due:
    if request.skus:
        # These products whenever they were changed, and nothing is concluded from what is not among them.
        return Due(request.is_full, None, request)
    return _complete(record, settings, request, now)


def _complete(record: TaskRecord, settings: TaskSettings, request: RunRequest | None, now: datetime) -> Due:
    watermark = record.watermark if record.scope == settings.scope else None
    is_asked = request is not None and request.is_full
    if watermark is None or is_asked or _is_old(record, settings, now):
        return Due(is_full=True, request=request)
    return Due(is_full=False, since=watermark - OVERLAP, request=request)


def _is_old(record: TaskRecord, settings: TaskSettings, now: datetime) -> bool:
    if record.full_at is None:
        return True
    return settings.full_every is not None and now - record.full_at > settings.full_every
