"""What log and metrics say of the runs of tasks, and of how the tasks stand."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeAlias

from flow_omnium.runtime.logging import get_logger
from flow_omnium.runtime.metrics import TaskMetrics
from flow_omnium.tasks.due import Due, overdue_seconds
from flow_omnium.tasks.ending import RunEnd
from flow_omnium.tasks.kind import POLLS
from flow_omnium.tasks.record import RunResult, TaskRecord
from flow_omnium.tasks.standing import TenantTasks
from flow_omnium.tasks.tally import Tally

_Labels: TypeAlias = tuple[str, str]
"""Tenant and task."""


class TaskReport:
    """Writes one log line per run, counts it, and shows how the tasks stand."""

    def __init__(self, metrics: TaskMetrics) -> None:
        self._metrics = metrics
        self._shown: set[_Labels] = set()
        self._log = get_logger("tasks")

    def begun(self, run: TaskRecord, due: Due) -> None:
        """Tell that a run begins here."""
        asked = {"by": due.request.by, "isDry": due.request.is_dry} if due.request else {}
        tell = self._log.debug if run.task in POLLS and not asked else self._log.info
        tell("task run begun", **_fields(run), isFull=due.is_full, **asked)

    def ended(self, run: TaskRecord, end: RunEnd, tally: Tally) -> None:
        """Tell how a run ended."""
        self._count(run, end.result.value, end.ended_at, tally)
        told = {"result": end.result.value, "error": end.text or None, "errorClass": end.error}
        self._told(run, end.ended_at, told | vars(tally.counts))

    def given_up(self, run: TaskRecord, at: datetime, tally: Tally, *, result: str) -> None:
        """Tell that a run ended here without a result that is kept: `handed_back`, or `lost`."""
        self._count(run, result, at, tally)
        self._told(run, at, {"result": result} | vars(tally.counts))

    def found_lost(self, run: TaskRecord) -> None:
        """Tell of a run whose process died, froze or lost the database."""
        self._metrics.runs.labels(run.tenant_uid, run.task.value, RunResult.LOST.value).inc()
        self._log.warning("task run lost", **_fields(run), owner=run.owner)

    def show(self, standings: Mapping[str, TenantTasks], now: datetime) -> None:
        """Show how the enabled tasks of these tenants stand, and those of no other."""
        # Nothing is awaited in between, so nobody sees them half told.
        shown: set[_Labels] = set()
        for standing in standings.values():
            for record in standing.records.values():
                if standing.settings.is_enabled(record.task):
                    labels = (record.tenant_uid, record.task.value)
                    self._show(record, labels, standing, now)
                    shown.add(labels)
        for gone in self._shown - shown:
            self._metrics.forget(*gone)
        self._shown = shown

    def _show(self, record: TaskRecord, labels: _Labels, standing: TenantTasks, now: datetime) -> None:
        overdue = overdue_seconds(record, standing.settings, standing.records, now)
        self._metrics.overdue.labels(*labels).set(overdue)
        self._metrics.failures.labels(*labels).set(record.failures)
        if record.watermark is not None:
            age = max((now - record.watermark).total_seconds(), 0)
            self._metrics.watermark_age.labels(*labels).set(age)

    def _count(self, run: TaskRecord, result: str, at: datetime, tally: Tally) -> None:
        self._metrics.runs.labels(run.tenant_uid, run.task.value, result).inc()
        self._metrics.seconds.labels(run.task.value).observe(_seconds(run, at))
        for outcome, number in vars(tally.counts).items():
            self._metrics.rows.labels(run.tenant_uid, run.task.value, outcome).inc(number)

    def _told(self, run: TaskRecord, at: datetime, told: Mapping[str, Any]) -> None:
        shown = {name: value for name, value in told.items() if value is not None}
        tell = self._log.debug if _is_quiet(run, told) else self._log.info
        tell("task run ended", **_fields(run), durationSeconds=round(_seconds(run, at), 4), **shown)


def _is_quiet(run: TaskRecord, told: Mapping[str, Any]) -> bool:
    """Tell whether nobody needs to read of a run: polls come every few minutes, and most find nothing."""
    is_done = told["result"] == RunResult.DONE.value and not told.get("error")
    return run.task in POLLS and is_done and not told["written"]


def _fields(run: TaskRecord) -> dict[str, Any]:
    return {"tenant": run.tenant_uid, "task": run.task.value, "run": run.ticket}


def _seconds(run: TaskRecord, at: datetime) -> float:
    return max((at - (run.started_at or at)).total_seconds(), 0)
