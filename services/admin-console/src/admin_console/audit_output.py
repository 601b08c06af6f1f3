"""How the audit log is shown. No I/O, no clock."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from rich.table import Table

from admin_console.act_output import moment
from admin_console.terminal import add_row, table
from flow_omnium.audit.kinds import FIELDS, Kind
from flow_omnium.audit.record import Stored
from flow_omnium.audit.verification import Place, Verdict
from flow_omnium.jobs.entry import ERASED
from flow_omnium.jobs.operator.audit_trail import KeptEntry

BEFORE_THE_CHAIN = "before the chain"


def documents(records: Sequence[Stored], older: Sequence[KeptEntry]) -> list[dict[str, Any]]:
    """Describe records for programs; acts from before the chain have the number null."""
    return [*map(_document, records), *map(_older_document, older)]


def table_of(records: Sequence[Stored], older: Sequence[KeptEntry]) -> Table | str:
    """Describe records for people, one line each."""
    if not records and not older:
        return "The audit log is empty."
    result = table("NUMBER", "WHEN", "KIND", "WHO", "WHAT", "DIGEST")
    for record in records:
        shown = _document(record)
        who, what = shown.get("by") or "-", _what(shown)
        when = str(shown["at"]).replace("T", " ")
        add_row(
            result, str(shown["sequence"]), when, str(shown["kind"]), who, what, str(shown["digest"])[:12]
        )
    for act in older:
        what = f"{act.act} {act.target}, {act.count} changed"
        add_row(result, "-", moment(act.at), BEFORE_THE_CHAIN, act.by, what, "-")
    return result


def verdict_document(verdict: Verdict) -> dict[str, Any]:
    """Describe a verdict for programs."""
    return {
        "holds": verdict.holds,
        "records": verdict.count,
        "first": _place(verdict.first),
        "last": _place(verdict.last),
        "signed": _place(verdict.signed),
        "anchors": [str(anchor) for anchor in verdict.anchors],
        "anchoredThrough": verdict.anchored_through,
        "erased": verdict.erased,
        "faults": list(verdict.faults),
        "firstFault": verdict.first_fault,
        "notes": list(verdict.notes),
    }


def _place(place: Place | None) -> dict[str, Any] | None:
    if place is None:
        return None
    at = place.at.isoformat() if place.at else None
    return {"sequence": place.head.sequence, "digest": place.head.digest, "at": at}


def _document(record: Stored) -> dict[str, Any]:
    """What a record tells; whatever shape somebody has given it."""
    at, content, kind = record.get("at"), record.get("content"), record.get("kind")
    told = dict(content) if isinstance(content, dict) else {}
    fields = FIELDS[Kind(kind)].erasable if kind in set(Kind) else frozenset()
    return {
        "sequence": record["_id"],
        "at": at.isoformat(timespec="seconds") if isinstance(at, datetime) else None,
        "kind": kind,
        "digest": record.get("digest"),
        **dict.fromkeys(sorted(fields), ERASED),
        **told,
    }


def _older_document(act: KeptEntry) -> dict[str, Any]:
    shown = act.model_dump(mode="json", by_alias=True, exclude={"result"})
    return {**shown, "kind": BEFORE_THE_CHAIN}


def _what(shown: dict[str, Any]) -> str:
    left_out = {"sequence", "at", "kind", "digest", "by", "signature", "head"}
    told = {name: value for name, value in shown.items() if name not in left_out and value is not None}
    return ", ".join(
        f"{name} {value if isinstance(value, str) else json.dumps(value)}" for name, value in told.items()
    )
