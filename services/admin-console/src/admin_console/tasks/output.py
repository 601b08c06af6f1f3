"""How tasks, runs and rows are shown, for people and for programs."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import datetime
from enum import StrEnum
from typing import Any

from rich.table import Table

from admin_console.jobs.output import span
from admin_console.terminal import add_row, moment, one_line, table
from flow_omnium.exported_rows.row import ExportedRow
from flow_omnium.tasks.record import RunEntry, TaskRecord, TaskState
from flow_omnium.tasks.tally import Counts


def task_table(records: Sequence[TaskRecord], now: datetime) -> Table | str:
    """Describe tasks for people, one line each."""
    if not records:
        return "No task of the tenant has run yet, and nobody has asked for one."
    result = table("TASK", "SCHEDULE", "STATE", "NEXT", "COMPLETE UP TO", "FAILURES", "LAST RUN", "ROWS")
    for one in records:
        add_row(
            result,
            one.task.value,
            one.schedule or "-",
            state_of(one, now),
            next_of(one, now),
            f"{span(now - one.watermark)} ago" if one.watermark else "-",
            str(one.failures),
            one_line(last_of(one, now)),
            counted(one.counts),
        )
    return result


def run_table(entries: Sequence[RunEntry]) -> Table | str:
    """Describe runs for people, one line each."""
    if not entries:
        return "No run has told anything yet."
    result = table("STARTED", "TASK", "KIND", "TOOK", "RESULT", "ROWS", "WHAT HAPPENED")
    for one in entries:
        took = (one.ended_at - one.started_at).total_seconds()
        what = "; ".join([*([one.text] if one.text else []), *one.flags]) or "-"
        cells = (moment(one.started_at), one.task.value, kind_of(one), f"{took:.1f} s", one.result.value)
        add_row(result, *cells, counted(one.counts), one_line(what))
    return result


def row_table(rows: Sequence[ExportedRow], now: datetime) -> Table | str:
    """Describe rows that are set aside, one line each."""
    if not rows:
        return "No row is set aside."
    result = table("KIND", "KEY", "UID IN FLOW", "TIMES", "LATEST", "REASON")
    for one in rows:
        latest = f"{span(now - one.at)} ago"
        add_row(result, one.kind, one.key, one.uid, str(one.failures), latest, one.error or "-")
    return result


def lines_of(entry: RunEntry) -> Iterator[str]:
    """Tell a run that has ended: each write, what needs attention, and the counts."""
    yield from entry.told
    if entry.told_left_out:
        yield f"and {entry.told_left_out} lines more"
    yield from (f"ATTENTION {flag}" for flag in entry.flags)
    if entry.text:
        yield entry.text
    yield f"{entry.task.value}: {entry.result.value}; {counted(entry.counts)}"


def counted(counts: Counts) -> str:
    """Write how many rows were read, written, left as they are, set aside."""
    return f"{counts.read} read, {counts.written} written, {counts.unchanged} unchanged, {counts.set_aside} set aside"


def document(record: TaskRecord | RunEntry | ExportedRow) -> dict[str, Any]:
    """Describe one for programs."""
    return {_camel(name): _plain(value) for name, value in asdict(record).items()}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, dict):
        return {_camel(name): _plain(item) for name, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list | tuple) else value


def _camel(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(part.capitalize() for part in others)


def state_of(record: TaskRecord, now: datetime) -> str:
    """Say whether it runs, and for how long."""
    if record.state is TaskState.RUNNING:
        return f"running for {span(now - record.started_at)}" if record.started_at else "running"
    return "asked for" if record.request is not None else record.state.value


def next_of(record: TaskRecord, now: datetime) -> str:
    """Say when it is run next."""
    due = min(filter(None, (record.due_at, record.retry_at)), default=None)
    if due is None:
        return "-"
    return f"in {span(due - now)}" if due > now else "due"


def last_of(record: TaskRecord, now: datetime) -> str:
    """Say how its latest run ended, and when."""
    if record.last is None:
        return "-"
    text = f": {record.last.text}" if record.last.text else ""
    return f"{record.last.result.value} {span(now - record.last.ended_at)} ago{text}"


def kind_of(entry: RunEntry) -> str:
    """Say what kind of run it was."""
    words = [
        *(["dry"] if entry.request and entry.request.is_dry else []),
        *(["full"] if entry.is_full else []),
        *([f"{len(entry.request.skus)} SKUs"] if entry.request and entry.request.skus else []),
    ]
    return " ".join(words) or "delta"
