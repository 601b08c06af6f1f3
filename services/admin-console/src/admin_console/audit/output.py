"""How the audit log and what was found of it are shown: for people and for programs."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from rich.table import Table

from admin_console.terminal import add_row, moment, table
from flow_omnium.audit.kinds import FIELDS, Kind
from flow_omnium.audit.record import Stored
from flow_omnium.audit.verdict import Place, Verdict
from flow_omnium.jobs.entry import ERASED
from flow_omnium.jobs.operator.audit_trail import KeptEntry

_BEFORE_THE_CHAIN = "before the chain"


def table_of(records: Sequence[Stored], older: Sequence[KeptEntry]) -> Table | str:
    """Describe records for people, one line each."""
    if not records and not older:
        return "The audit log is empty."
    result = table("NUMBER", "WHEN", "KIND", "WHO", "WHAT", "DIGEST")
    for record in records:
        shown = document(record)
        who, what = shown.get("by") or "-", _what(shown)
        when = str(shown["at"]).replace("T", " ")
        add_row(
            result, str(shown["sequence"]), when, str(shown["kind"]), who, what, str(shown["digest"])[:12]
        )
    for act in older:
        what = f"{act.act} {act.target}, {act.count} changed"
        add_row(result, "-", moment(act.at), _BEFORE_THE_CHAIN, act.by, what, "-")
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


def document(record: Stored) -> dict[str, Any]:
    """What a record tells; whatever shape somebody has given it."""
    at, content, kind = record.get("at"), record.get("content"), record.get("kind")
    told = dict(content) if isinstance(content, dict) else {}
    return {
        "sequence": record["_id"],
        "at": at.isoformat(timespec="seconds") if isinstance(at, datetime) else None,
        "kind": kind,
        "digest": record.get("digest"),
        **dict.fromkeys(_erasable(record), ERASED),
        **told,
    }


def _erasable(record: Stored) -> Sequence[str]:
    """The fields that may have been erased: an optional one only if the record had it when it was made."""
    kind, digests = record.get("kind"), record.get("digests")
    if kind not in set(Kind):
        return ()
    had = frozenset(digests) if isinstance(digests, dict) else frozenset()
    fields = FIELDS[Kind(str(kind))]
    return sorted(fields.erasable - (fields.optional - had))


def older_document(act: KeptEntry) -> dict[str, Any]:
    shown = act.model_dump(mode="json", by_alias=True, exclude={"result"})
    return {**shown, "kind": _BEFORE_THE_CHAIN}


def _what(shown: dict[str, Any]) -> str:
    left_out = {"sequence", "at", "kind", "digest", "by", "signature", "head"}
    told = {name: value for name, value in shown.items() if name not in left_out and value is not None}
    return ", ".join(
        f"{name} {value if isinstance(value, str) else json.dumps(value)}" for name, value in told.items()
    )
