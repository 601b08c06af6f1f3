"""Reading the ledger entry by entry: what this version cannot read is named once, counted, and set aside.

Such an entry comes of a newer version that ran before (a kind, a state, a field that we do not know) or of a hand in
the database. It must stop nobody: it is held for the one reason `unreadable`, so that it stands in no batch of the
relay, blocks neither its record nor its key, and comes back by itself under a version that can read it. An event that
it may have taken along is done by a job in its stead, where tenant, kind and key can still be told.
"""

import dataclasses
import uuid
from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import Any

from cachetools import LRUCache
from pydantic import ValidationError

from flow_omnium.jobs.entry import JobEntry
from flow_omnium.jobs.holding import UNREADABLE
from flow_omnium.jobs.kinds import JobKind
from flow_omnium.jobs.ledger.documents import aside_update, new_document, raw_as_it_was
from flow_omnium.jobs.message import JobMessage, new_message
from flow_omnium.runtime.database import Collection, Document, DuplicateKeyError, ReturnDocument
from flow_omnium.runtime.logging import get_logger
from flow_omnium.runtime.metrics import Registrar, ServiceMetrics

COLLECTION = "jobs"

MAX_ASIDE = 5_000
"""How many one look sets aside, at most."""

_NAMED = 10_000
"""Entries that are remembered as named in the log: a reader meets the same ones again and again."""


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
    """Read one document: what is an entry is also a message, for their bounds are the same. No I/O."""
    try:
        return JobEntry.model_validate(document)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "entry"
        return UnreadableEntry(where, first["msg"], document)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is the fault of this entry alone
        return UnreadableEntry("entry", type(error).__name__, document)


def in_its_stead(entry: UnreadableEntry, at: datetime) -> JobMessage | None:
    """Return a new job that does what the entry was for, None when that cannot be told. No I/O."""
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


class Unreadables:
    """Names what cannot be read once in the log, and counts it."""

    def __init__(self, metrics: ServiceMetrics | None = None) -> None:
        self._counted = (metrics or ServiceMetrics(Registrar())).documents_unreadable
        self._named: LRUCache[tuple[str, str, str], None] = LRUCache(_NAMED)
        self._log = get_logger("ledger")

    def note(self, collection: str, document_id: Any, faulty: str, fault: str) -> None:
        """Tell of one document, unless it was told of already."""
        which = collection, str(document_id), faulty
        if which in self._named:
            return
        self._named[which] = None
        self._counted.labels(collection).inc()
        self._log.error(
            "unreadable, left alone", collection=collection, id=str(document_id), field=faulty, fault=fault
        )


class EntryReader:
    """Reads the entries of one collection of jobs, and sets aside those that cannot be read."""

    def __init__(self, jobs: Collection, unreadables: Unreadables | None = None) -> None:
        self._jobs = jobs
        self._unreadables = unreadables or Unreadables()

    async def entry(self, document: Document, at: datetime) -> JobEntry | None:
        """Read one document that is pending or running; None for one that was set aside instead."""
        read = read_entry(document)
        if isinstance(read, JobEntry):
            return read
        await self._set_aside(read, at)
        return None

    async def entries(self, found: AsyncIterator[Document], at: datetime, limit: int) -> Sequence[JobEntry]:
        """Read on until so many are read; what cannot be read does not count, and is set aside.

        Setting aside takes a while each: after a few thousand the rest is left to the next look.
        """
        entries: list[JobEntry] = []
        aside = 0
        async for document in found:
            entry = await self.entry(document, at)
            if entry is not None:
                entries.append(entry)
            elif document.get("heldBy") != UNREADABLE:
                aside += 1
            if len(entries) >= limit or aside >= MAX_ASIDE:
                break
        return entries

    async def _set_aside(self, entry: UnreadableEntry, at: datetime) -> None:
        stored = entry.document
        self._unreadables.note(COLLECTION, stored.get("_id"), entry.field, entry.fault)
        if stored.get("heldBy") == UNREADABLE:
            return
        aside = await self._jobs.find_one_and_update(
            raw_as_it_was(stored), aside_update(stored, at), return_document=ReturnDocument.AFTER
        )
        if aside is None or isinstance(read_entry(aside), JobEntry):
            return  # somebody was faster; or what was wrong has gone with it, and it comes back by itself
        stead = in_its_stead(entry, at)
        if stead is not None:
            try:
                await self._jobs.insert_one(new_document(stead))
            except DuplicateKeyError:
                return  # another job of the key is pending, and will read the same, newest state
