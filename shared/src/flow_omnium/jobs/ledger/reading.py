"""Reading the ledger entry by entry: what this version cannot read is named once in the log, counted, and set aside."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import Any

from cachetools import LRUCache

from flow_omnium.jobs.entry import JobEntry
from flow_omnium.jobs.holding import UNREADABLE
from flow_omnium.jobs.ledger.documents import COLLECTION, new_document
from flow_omnium.jobs.ledger.unreadable import (
    UnreadableEntry,
    aside_update,
    in_its_stead,
    raw_as_it_was,
    read_entry,
)
from flow_omnium.runtime.database import Collection, Document, DuplicateKeyError, ReturnDocument
from flow_omnium.runtime.logging import get_logger
from flow_omnium.runtime.metrics import Registrar, ServiceMetrics

MAX_ASIDE = 5_000
"""How many entries one look sets aside, at most."""

_NAMED = 10_000
"""Entries that are remembered as named in the log: a reader meets the same ones again and again."""


class Unreadables:
    """Names each document that cannot be read once in the log, and counts it."""

    def __init__(self, metrics: ServiceMetrics | None = None) -> None:
        self._counted = (metrics or ServiceMetrics(Registrar())).documents_unreadable
        self._named: LRUCache[tuple[str, str, str], None] = LRUCache(_NAMED)
        self._log = get_logger("ledger")

    def note(self, collection: str, document_id: Any, faulty: str, fault: str) -> None:
        """Name one document, unless it was named already."""
        which = collection, str(document_id), faulty
        if which in self._named:
            return
        self._named[which] = None
        self._counted.labels(collection).inc()
        self._log.error(
            "unreadable, left alone", collection=collection, id=str(document_id), field=faulty, fault=fault
        )


class EntryReader:
    """Reads entries, and sets aside those that cannot be read."""

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
        """Read until there are `limit` entries; what cannot be read does not count, and is set aside, up to MAX_ASIDE."""
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
            return  # somebody was faster, or it can be read now
        stead = in_its_stead(entry, at)
        if stead is not None:
            try:
                await self._jobs.insert_one(new_document(stead))
            except DuplicateKeyError:
                return  # another job of the key is pending, and will read the same, newest state
