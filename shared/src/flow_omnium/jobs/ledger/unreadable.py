"""Entries that this version cannot read: how one is told, set aside, cancelled, and which job does its work instead.

Such an entry comes from a newer version that ran before (a kind, a state, a field that we do not know) or from a hand
in the database. It must stop nobody. So it is held for the reason `unreadable`: it is in no batch of the relay, blocks
neither its key nor its record, and a version that can read it takes it up again. A new job does the work of the event
that it stood for, where tenant, kind and key can still be told.
"""

import dataclasses
import uuid
from datetime import datetime

from pydantic import ValidationError

from flow_omnium.jobs.entry import AuditEntry, JobEntry
from flow_omnium.jobs.holding import UNREADABLE
from flow_omnium.jobs.kinds import JobKind
from flow_omnium.jobs.ledger.documents import (
    NO_LONGER_RUNNING,
    NO_LONGER_WAITING,
    NOT_RELEASED,
    NOT_STARTED,
    act_update,
    cancel_update,
)
from flow_omnium.jobs.message import JobMessage, new_message
from flow_omnium.jobs.state import JobState
from flow_omnium.runtime.database import Document


@dataclasses.dataclass(frozen=True)
class UnreadableEntry:
    """An entry as it is stored, and what of it cannot be read: the field, and what is wrong with it."""

    field: str
    fault: str
    document: Document = dataclasses.field(repr=False)

    @property
    def job_id(self) -> str:
        """Its id, as text."""
        return str(self.document.get("_id"))


def read_entry(document: Document) -> JobEntry | UnreadableEntry:
    """Read one document. Whatever can be read can also be sent: entry and message have the same bounds."""
    try:
        return JobEntry.model_validate(document)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "entry"
        return UnreadableEntry(where, first["msg"], document)
    except Exception as error:  # noqa: BLE001 - whatever it is, only this entry is at fault
        return UnreadableEntry("entry", type(error).__name__, document)


def in_its_stead(entry: UnreadableEntry, at: datetime) -> JobMessage | None:
    """Return a new job that does what the entry was for; None where that cannot be told."""
    stored = entry.document
    accepted_at, event = stored.get("acceptedAt"), stored.get("event")
    try:
        return new_message(
            job_id=uuid.uuid4().hex,
            tenant_uid=stored["tenantUid"],
            kind=JobKind(stored["kind"]),
            key=stored["key"],
            event=event if isinstance(event, dict) else {},
            accepted_at=accepted_at if isinstance(accepted_at, datetime) else at,
        )
    except (KeyError, ValueError, TypeError):
        return None


def raw_as_it_was(stored: Document) -> Document:
    """Match the entry as it was read, unless somebody has changed it since."""
    as_read = ("_id", "state", "ticket", "leaseUntil")
    return {name: stored.get(name) for name in as_read}


def aside_update(stored: Document, at: datetime) -> Document:
    """From pending or running to held: neither its key nor its record stays taken."""
    left = {"pending": ""} | NO_LONGER_WAITING | NOT_RELEASED | NO_LONGER_RUNNING | NOT_STARTED
    held = {"state": JobState.HELD.value, "heldBy": UNREADABLE, "heldAt": at}
    return _with_next_ticket(stored, {"$set": held, "$unset": left})


def raw_cancel_update(stored: Document, act: AuditEntry) -> Document:
    """From any state that is not final to cancelled."""
    cancelled = cancel_update(act.reason or "", act.at)
    left = cancelled["$unset"] | NO_LONGER_RUNNING
    kept = act.model_dump(by_alias=True)
    if isinstance(stored.get("acts", []), list):
        noted: Document = {"$set": cancelled["$set"], "$push": act_update(act)["$push"]}
    else:
        noted = {"$set": cancelled["$set"] | {"acts": [kept]}}
    return _with_next_ticket(stored, noted | {"$unset": left})


def _with_next_ticket(stored: Document, update: Document) -> Document:
    """Raise the ticket, so that messages that are out become stale; one that is no number cannot be raised."""
    return update | {"$inc": {"ticket": 1}} if isinstance(stored.get("ticket"), int) else update
