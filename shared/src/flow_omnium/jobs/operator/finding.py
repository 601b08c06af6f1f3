"""Finding a record by whatever people say: a job's id, the record's id, a number, or the beginning of one of them.

Each look is one that an index answers: whole values, or what a value begins with. Nothing is looked for in the middle of a
text: that would read the whole ledger.
"""

import re
from collections.abc import AsyncIterator, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, TypeAlias

from flow_omnium.jobs.entry import JobEntry
from flow_omnium.jobs.kinds import JobKind
from flow_omnium.jobs.ledger.documents import COLLECTION
from flow_omnium.jobs.ledger.unreadable import UnreadableEntry, read_entry
from flow_omnium.jobs.lookup import RecordType
from flow_omnium.jobs.numbers import spelled
from flow_omnium.runtime.database import DESCENDING, Database, Document, ids_written
from flow_omnium.runtime.database import Collection as Stored

MOST_ENTRIES: Final = 200
"""So many entries are looked at for one name, and of one record."""

SHORTEST_NUMBER: Final = 4
SHORTEST_ID: Final = 6
"""With fewer characters the beginning of a number or of an id means nothing."""

_TYPES: Final[Mapping[str, RecordType]] = MappingProxyType(
    {
        "order": RecordType.ORDER,
        "customer": RecordType.CUSTOMER,
        "receivement": RecordType.RECEPTION,
    }
)

Entries: TypeAlias = Sequence[JobEntry | UnreadableEntry]


@dataclass(frozen=True)
class LedgerRecord:
    """One record as the ledger knows it: its jobs, the newest first. At least one of them can be read."""

    tenant_uid: str
    lock_key: str
    jobs: Sequence[JobEntry]

    @property
    def key(self) -> str:
        """What its newest job calls it."""
        return self.jobs[0].key

    @property
    def type(self) -> RecordType | None:
        """What `sync` calls such a record; None for one that only scheduled tasks bring over."""
        return _TYPES.get(self.lock_key.partition(":")[0])

    @property
    def numbers(self) -> Sequence[str]:
        """What people call it, each number once."""
        every = (number for job in self.jobs for number in job.numbers)
        return [number for number in dict.fromkeys(every) if number != self.key.casefold()]

    @property
    def stores(self) -> Sequence[str]:
        """The stores that its jobs name."""
        return list(dict.fromkeys(job.store_uid for job in self.jobs if job.store_uid))

    @property
    def latest(self) -> Mapping[JobKind, JobEntry]:
        """The newest job of each kind."""
        return {job.kind: job for job in reversed(self.jobs)}


class RecordFinder:
    """Looks through the ledger. Every method raises DatabaseError."""

    def __init__(self, database: Database) -> None:
        self._jobs: Stored = database[COLLECTION]

    async def find(
        self, text: str, tenant_uid: str | None = None, of_tenants: Collection[str] | None = None
    ) -> Sequence[LedgerRecord]:
        """Return the records that are called so; whole names go before beginnings of names. One alone has all its jobs.

        `of_tenants` are those whose records may be seen at all.
        """
        of_tenant = _of_tenant(tenant_uid, of_tenants)
        found = [
            one for query in _whole(text) async for one in self._read(of_tenant | query, newest_first=True)
        ]
        if not found:
            # Not sorted: of what begins so there may be any number, and each of them would have to be read for it.
            found = [one for query in _beginnings(text) async for one in self._read(of_tenant | query)]
        records = _records(found)
        return [await self._completed(records[0])] if len(records) == 1 else records

    async def of_key(self, tenant_uid: str, keys: Iterable[str]) -> Entries:
        """Return the jobs of a tenant that have one of these keys, the newest first."""
        wanted = {"tenantUid": tenant_uid, "key": {"$in": sorted(set(keys))}}
        return [entry async for entry in self._read(wanted, newest_first=True)]

    async def _completed(self, record: LedgerRecord) -> LedgerRecord:
        """Add the record's other jobs: of both directions, whatever number they were found by."""
        keys = {record.lock_key.partition(":")[2], *(job.key for job in record.jobs)}
        others = _records(await self.of_key(record.tenant_uid, keys))
        return next((one for one in others if one.lock_key == record.lock_key), record)

    async def _read(
        self, wanted: Document, *, newest_first: bool = False
    ) -> AsyncIterator[JobEntry | UnreadableEntry]:
        found = self._jobs.find(wanted).limit(MOST_ENTRIES)
        async for document in found.sort("acceptedAt", DESCENDING) if newest_first else found:
            yield read_entry(document)


def _of_tenant(tenant_uid: str | None, of_tenants: Collection[str] | None) -> Document:
    if of_tenants is None:
        return {} if tenant_uid is None else {"tenantUid": tenant_uid}
    return {
        "tenantUid": {"$in": [one for one in sorted(of_tenants) if tenant_uid is None or one == tenant_uid]}
    }


def _whole(text: str) -> Iterable[Document]:
    yield {"_id": {"$in": ids_written(text)}}
    yield {"key": {"$in": _spellings(text)}}
    number = spelled(text)
    if number is not None:
        yield {"numbers": number}


def _beginnings(text: str) -> Iterable[Document]:
    number = spelled(text)
    if number is not None and len(number) >= SHORTEST_NUMBER:
        yield {"numbers": _begins(number)}
    if len(text) >= SHORTEST_ID:
        yield {"_id": _begins(text.lower())}
        yield from ({"key": _begins(one)} for one in _spellings(text))


def _spellings(text: str) -> list[str]:
    """A key is kept as its system writes it; an index tells small letters from capital ones."""
    return list(dict.fromkeys((text, text.lower(), text.upper())))


def _begins(text: str) -> Document:
    return {"$regex": f"^{re.escape(text)}"}


def _records(entries: Entries) -> Sequence[LedgerRecord]:
    by_record: dict[tuple[str, str], dict[str, JobEntry]] = {}
    for entry in entries:
        if isinstance(entry, JobEntry):
            by_record.setdefault((entry.tenant_uid, entry.lock_key), {})[entry.job_id] = entry
    return [
        LedgerRecord(
            tenant_uid, lock_key, sorted(jobs.values(), key=lambda job: job.accepted_at, reverse=True)
        )
        for (tenant_uid, lock_key), jobs in by_record.items()
    ]
