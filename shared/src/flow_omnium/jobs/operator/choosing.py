"""Many jobs that are to be acted on: their ids, frozen when they were counted, and what they are. It changes nothing."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from flow_omnium.jobs.entry import JobEntry
from flow_omnium.jobs.ledger.documents import COLLECTION
from flow_omnium.jobs.ledger.unreadable import UnreadableEntry, read_entry
from flow_omnium.jobs.operator.job_log import JobFilter, JobLog
from flow_omnium.runtime.database import Collection, Database, Document

AT_ONCE: Final = 1_000
"""How many jobs are read by their ids in one round trip."""

_LOOKED_AT: Final = {"state": 1, "heldBy": 1, "kind": 1, "tenantUid": 1, "acceptedAt": 1}


@dataclass(frozen=True)
class Chosen:
    """The ids, the oldest job first; how many jobs there are of each state (a pause is named), kind and tenant; since when
    (UTC) the oldest has been there. Whatever comes later is not chosen."""

    ids: Sequence[Any] = ()
    states: Mapping[str, int] = field(default_factory=dict)
    kinds: Mapping[str, int] = field(default_factory=dict)
    tenants: Mapping[str, int] = field(default_factory=dict)
    oldest: datetime | None = None

    @property
    def count(self) -> int:
        """How many they are."""
        return len(self.ids)


def counted(ids: Sequence[Any], documents: Sequence[Document]) -> Chosen:
    """Count what is known of the jobs; one that is gone meanwhile is known by its id alone."""
    times = [at for one in documents if isinstance(at := one.get("acceptedAt"), datetime)]
    return Chosen(
        ids,
        states=_counts(_state_of(one) for one in documents),
        kinds=_counts(str(one.get("kind", "-")) for one in documents),
        tenants=_counts(str(one.get("tenantUid", "-")) for one in documents),
        oldest=min(times, default=None),
    )


class Choosing:
    """Counts jobs in the ledger. Every method raises DatabaseError."""

    def __init__(self, database: Database) -> None:
        self._jobs: Collection = database[COLLECTION]
        self._log = JobLog(database)

    async def by_filter(self, wanted: JobFilter) -> Chosen:
        """Choose the jobs that match now, the oldest first."""
        return await self.by_ids(await self._log.ids(wanted))

    async def by_ids(
        self, ids: Sequence[Any], of_tenants: frozenset[str] | None = None, *, there: bool = False
    ) -> Chosen:
        """Choose the jobs of these ids; of these tenants only, where some are named: for others there is no such job.

        `there` leaves out ids of nothing, which otherwise count as jobs that are gone.
        """
        documents: list[Document] = []
        seen: Document = {} if of_tenants is None else {"tenantUid": {"$in": sorted(of_tenants)}}
        for start in range(0, len(ids), AT_ONCE):
            part = {"_id": {"$in": list(ids[start : start + AT_ONCE])}} | seen
            documents += [document async for document in self._jobs.find(part, _LOOKED_AT)]
        if of_tenants is None and not there:
            return counted(ids, documents)
        found = {one["_id"] for one in documents}
        return counted([one for one in ids if one in found], documents)

    async def sample(self, chosen: Chosen, count: int) -> Sequence[JobEntry | UnreadableEntry]:
        """Read the oldest of the chosen jobs."""
        ids = list(chosen.ids[:count])
        found = {one["_id"]: read_entry(one) async for one in self._jobs.find({"_id": {"$in": ids}})}
        return [found[job_id] for job_id in ids if job_id in found]


def _state_of(document: Document) -> str:
    state, held_by = str(document.get("state", "-")), document.get("heldBy")
    return f"{state} ({held_by})" if state == "held" and held_by else state


def _counts(words: Iterable[str]) -> Mapping[str, int]:
    """Count words, the most frequent first, and equally frequent ones by name."""
    return dict(sorted(Counter(words).items(), key=lambda one: (-one[1], one[0])))
