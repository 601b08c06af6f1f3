"""How reconciliations and their rows are written down in MongoDB: the fields of their classes, in camel case."""

from datetime import datetime
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError
from pydantic.alias_generators import to_camel, to_snake

from flow_omnium.jobs.kinds import JobKind
from flow_omnium.polling.source import Sighting
from flow_omnium.reconciliation.judging import Judgement
from flow_omnium.reconciliation.order import ReconciliationKind, ReconciliationOrder
from flow_omnium.reconciliation.report import Report, ReportState, Row
from flow_omnium.reconciliation.result import Counts, Result
from flow_omnium.runtime.database import Document

_REPORT: Final = TypeAdapter(Report)
_ROW: Final = TypeAdapter(Row)

NOTED: Final = "noted"
"""Stands in place of a result where a record is still to be compared."""


def order_document(id_: str, wanted: ReconciliationOrder) -> Document:
    """Write down a new order."""
    return {
        "_id": id_,
        "tenantUid": wanted.tenant_uid,
        "kind": wanted.kind.value,
        "since": wanted.since,
        "until": wanted.until,
        "ids": None if wanted.ids is None else list(wanted.ids),
        "fix": wanted.fix,
        "dryRun": wanted.dry_run,
        "state": ReportState.QUEUED.value,
        "orderedAt": wanted.at,
        "orderedBy": wanted.by,
    }


def progress_of(report: Report) -> Document:
    """Write down how far a report is."""
    return {
        "until": report.order.until,
        "state": report.state.value,
        "counts": {to_camel(name): number for name, number in vars(report.counts).items()},
        "total": report.total,
        "notes": list(report.notes),
        "error": report.error,
        "startedAt": report.started_at,
        "endedAt": report.ended_at,
    }


def read_report(document: Document) -> Report | None:
    """Read a report; None where it is of another version, or damaged: only this one is left alone."""
    counts = document.get("counts") or {}
    try:
        order = ReconciliationOrder(
            document["tenantUid"],
            ReconciliationKind(document["kind"]),
            by=document["orderedBy"],
            at=document["orderedAt"],
            since=document.get("since"),
            until=document.get("until"),
            ids=None if document.get("ids") is None else tuple(document["ids"]),
            fix=bool(document.get("fix")),
            dry_run=bool(document.get("dryRun")),
        )
        fields: dict[str, Any] = {
            "id": document["_id"],
            "order": order,
            "state": document["state"],
            "counts": Counts(**{to_snake(name): number for name, number in counts.items()}),
            "total": document.get("total"),
            "notes": tuple(document.get("notes") or ()),
            "error": document.get("error"),
            "started_at": document.get("startedAt"),
            "ended_at": document.get("endedAt"),
        }
        return _REPORT.validate_python(fields)
    except (KeyError, TypeError, ValueError, ValidationError):
        return None


def row_document(report_id: str, tenant_uid: str, row: Row) -> Document:
    """Write down a row, under its report and its record."""
    judgement = row.judgement
    return {
        "_id": row_id(report_id, row.kind, row.key),
        "report": report_id,
        "tenantUid": tenant_uid,
        "kind": row.kind.value,
        "key": row.key,
        "result": row.result.value,
        "told": list(judgement.told),
        "errorClass": judgement.error_class,
        "error": judgement.error,
        "isFixed": row.is_fixed,
        "at": row.at,
    }


def noted_document(report_id: str, tenant_uid: str, one: Sighting, at: datetime) -> Document:
    """Write down a record that is still to be compared, with what its job is to know; its version tells nothing here."""
    return {
        "_id": row_id(report_id, one.kind, one.key),
        "report": report_id,
        "tenantUid": tenant_uid,
        "kind": one.kind.value,
        "key": one.key,
        "event": dict(one.event),
        "result": NOTED,
        "at": at,
    }


def read_noted(document: Document) -> Sighting:
    """Read a record that is still to be compared."""
    return Sighting(JobKind(document["kind"]), document["key"], "", document.get("event") or {})


def row_id(report_id: str, kind: JobKind, key: str) -> str:
    """Name a row: a record has one in each report."""
    return f"{report_id}/{kind.value}/{key}"


def read_row(document: Document) -> Row | None:
    """Read a row; None where it is of another version, or damaged."""
    try:
        judgement = Judgement(
            Result(document["result"]),
            tuple(document.get("told") or ()),
            document.get("errorClass"),
            document.get("error"),
        )
        fields = {
            "kind": document["kind"],
            "key": document["key"],
            "judgement": judgement,
            "at": document["at"],
            "is_fixed": bool(document.get("isFixed")),
        }
        return _ROW.validate_python(fields)
    except (KeyError, TypeError, ValueError, ValidationError):
        return None
