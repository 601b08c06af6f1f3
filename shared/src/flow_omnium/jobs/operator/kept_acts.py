"""An act as it is kept, read from its record in the audit log and the record of its outcome. No I/O."""

from datetime import UTC, datetime
from typing import Any, Final

from pydantic import ValidationError

from flow_omnium.audit.kinds import Kind
from flow_omnium.audit.record import Stored
from flow_omnium.jobs.entry import ERASED, AuditEntry
from flow_omnium.runtime.database import Document

DAMAGED: Final = "(damaged)"
"""What is shown of a record that has not the shape of one: `audit verify` says more."""

SIGN_IN: Final = "sign-in"
"""What a sign-in to the web console is called among the acts, and so is one that was refused."""

DONE: Final = "done"
UNKNOWN: Final = "unknown"
"""The result of an act that was broken off so hard that its outcome is missing."""

_NO_TIME: Final = datetime(1970, 1, 1, tzinfo=UTC)


class KeptEntry(AuditEntry):
    """An act, what it was aimed at (a job, a filter, a pause, a queue), and how many of them it changed.

    `sequence` is its number in the audit log, and its id for those who ask for it; None for one from before the chain.
    `result` is `done`, `failed: <class>` or `unknown`. `details` say more, a line each: which setting had which value before.
    """

    target: str
    count: int = 0
    sequence: int | None = None
    result: str | None = None
    tenant: str | None = None
    details: tuple[str, ...] = ()


def kept_act(record: Stored, outcome: Stored | None) -> KeptEntry:
    """Read a record; one that somebody has damaged is shown as such, and hides no other."""
    try:
        told = (
            _of_sign_in(record) if record["kind"] == Kind.SIGN_IN.value else _told(record) | _ended(outcome)
        )
        return KeptEntry.model_validate(told | {"sequence": record["_id"]})
    except (AttributeError, KeyError, ValidationError):
        return KeptEntry(act=DAMAGED, by="?", at=_NO_TIME, target="?", sequence=record["_id"])


def act_before_the_chain(row: Document) -> KeptEntry:
    """Read an act from before there was a chain; one that cannot be read is shown as damaged."""
    try:
        return KeptEntry.model_validate(row)
    except ValidationError:
        return KeptEntry(act=DAMAGED, by="?", at=_NO_TIME, target=f"act {row['_id']}")


def _told(record: Stored) -> dict[str, Any]:
    content = record["content"]
    told = {name: content.get(name, ERASED) for name in ("act", "by", "reason", "target")}
    more = {name: content[name] for name in ("via", "tenant", "details") if name in content}
    # What the record had when it was made, and has no more.
    is_erased = "details" in record.get("digests", ()) and "details" not in content
    return told | more | ({"details": (ERASED,)} if is_erased else {}) | {"at": record["at"]}


def _of_sign_in(record: Stored) -> dict[str, Any]:
    """Tell a sign-in as an act: it was aimed from where somebody came, and ended as it was begun."""
    content = record["content"]
    told = {"by": content["by"], "result": content["result"], "reason": content.get("reason", ERASED)}
    return told | {"act": SIGN_IN, "target": content.get("source", ERASED), "at": record["at"]}


def _ended(outcome: Stored | None) -> dict[str, Any]:
    ended = {} if outcome is None else outcome["content"]
    return {"count": ended.get("count", 0), "result": ended.get("result", UNKNOWN)}
