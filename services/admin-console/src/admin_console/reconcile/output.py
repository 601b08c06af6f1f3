"""How reconciliations are shown, for people and for programs."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from types import MappingProxyType
from typing import Any, Final

from rich.table import Table

from admin_console.jobs.output import span
from admin_console.terminal import add_row, moment, one_line, table
from admin_console.terminal import counted as in_words
from flow_omnium.reconciliation.report import MOST_ROWS, Report, ReportState, Row
from flow_omnium.reconciliation.result import Counts, Result

WORDS: Final = MappingProxyType(
    {
        Result.AGREE: "agree",
        Result.MISSING_IN_FLOW: "missing in Flow",
        Result.MISSING_IN_OMNIUM: "missing in Omnium",
        Result.DIFFER: "differ",
        Result.PENDING: "pending already",
        Result.NOT_COMPARABLE: "cannot be compared",
    }
)
"""How a record stands, in words."""


@dataclass(frozen=True)
class Shown:
    """A report with the first of its rows, as they stand now."""

    report: Report
    rows: Sequence[Row]
    now: datetime


def counted(counts: Counts, total: int | None = None) -> str:
    """Write how many were looked at, of how many where that is known, and how those stand that are not none."""
    told = [f"{counts.of(result)} {words}" for result, words in WORDS.items() if counts.of(result)]
    fixed = [f"{counts.fixed} given a job"] if counts.fixed else []
    of = "" if total is None else f" of {total}"
    return ", ".join([f"{counts.looked_at}{of} looked at", *told, *fixed])


def lines_of(shown: Shown) -> Iterator[str]:
    """Describe a report for people: what it is about, how many stand how, and each row with what differs."""
    one, counts = shown.report, shown.report.counts
    yield f"{one.order.kind.value}, {about(one)}: {state_of(one, shown.now)}"
    yield f"{counts.looked_at:>8} looked at"
    yield from (f"{counts.of(result):>8} {words}" for result, words in WORDS.items())
    if one.makes_jobs:
        yield f"{counts.fixed:>8} given a job"
    for row in shown.rows:
        yield from _row_lines(row)
    left = counts.looked_at - counts.agree - len(shown.rows)
    if left > 0 and shown.report.state is ReportState.DONE:
        yield f"and {left} more; --limit shows up to {MOST_ROWS}"
    yield from (f"ATTENTION {note}" for note in one.notes)
    if one.error:
        yield f"FAILED {one.error}"


def report_table(reports: Sequence[Report]) -> Table | str:
    """Describe reports for people, one line each."""
    if not reports:
        return "Nothing of the tenant has been compared."
    result = table("ID", "ORDERED", "KIND", "STATE", "WHAT WAS FOUND")
    for one in reports:
        found = one.error or counted(one.counts, one.total)
        cells = (one.id, moment(one.order.at), one.order.kind.value, one.state.value)
        add_row(result, *cells, one_line(found))
    return result


def document(report: Report, rows: Sequence[Row] | None = None) -> dict[str, Any]:
    """Describe one for programs."""
    order, counts = report.order, report.counts
    told: dict[str, Any] = {
        "id": report.id,
        "tenantUid": order.tenant_uid,
        "kind": order.kind.value,
        "since": _text(order.since),
        "until": _text(order.until),
        "ids": None if order.ids is None else list(order.ids),
        "fix": report.makes_jobs,
        "orderedAt": _text(order.at),
        "orderedBy": order.by,
        "state": report.state.value,
        "startedAt": _text(report.started_at),
        "endedAt": _text(report.ended_at),
        "total": report.total,
        "counts": {
            "lookedAt": counts.looked_at,
            **{result.value: counts.of(result) for result in Result},
            "fixed": counts.fixed,
        },
        "notes": list(report.notes),
        "error": report.error,
    }
    return told if rows is None else told | {"rows": [_row(row) for row in rows]}


def _row(row: Row) -> dict[str, Any]:
    judgement = row.judgement
    return {
        "kind": row.kind.value,
        "key": row.key,
        "result": row.result.value,
        "differences": list(judgement.told),
        "errorClass": judgement.error_class,
        "error": judgement.error,
        "isFixed": row.is_fixed,
        "at": _text(row.at),
    }


def _row_lines(row: Row) -> Iterator[str]:
    fixed = ", given a job" if row.is_fixed else ""
    yield f"{row.kind.value} {row.key}: {WORDS[row.result]}{fixed}"
    yield from (f"     {line}" for line in row.judgement.told)
    if row.judgement.error:
        name = f"{row.judgement.error_class}: " if row.judgement.error_class else ""
        yield f"     {name}{row.judgement.error}"


def about(report: Report, zone: tzinfo | None = None) -> str:
    """Say which records it compares; times in a zone where one is given."""
    order = report.order
    if order.ids is not None:
        return in_words(len(order.ids), "id")
    until = f" until {_read(order.until, zone)}" if order.until else ""
    if order.since:
        return f"changed since {_read(order.since, zone)}{until}"
    return f"changed{until}" if until else "all there is"


def _read(at: datetime, zone: tzinfo | None) -> str:
    return moment(at) if zone is None else f"{at.astimezone(zone):%Y-%m-%d %H:%M:%S %Z}"


def state_of(report: Report, now: datetime) -> str:
    """Say how far it is."""
    if report.state is ReportState.RUNNING and report.started_at:
        return f"running for {span(now - report.started_at)}"
    return report.state.value


def _text(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()
