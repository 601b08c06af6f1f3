"""Which jobs wait for a system that did not answer, and letting them go when it does."""

import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from flow_omnium.jobs.circuits.circuit import Circuit
from flow_omnium.jobs.circuits.contract import Key, OnTheirWay
from flow_omnium.jobs.entry import JobEntry
from flow_omnium.jobs.holding import outage_of
from flow_omnium.jobs.ledger import bulk
from flow_omnium.jobs.ledger.documents import (
    COLLECTION,
    WITHOUT_ATTEMPTS,
    marked,
    release_update,
    under_ticket,
)
from flow_omnium.jobs.ledger.errors import translated
from flow_omnium.jobs.ledger.locks import Locks
from flow_omnium.jobs.ledger.reading import EntryReader, Unreadables
from flow_omnium.jobs.message import JobMessage
from flow_omnium.jobs.state import JobState
from flow_omnium.runtime.database import Collection, Database, Document, UpdateOne

_LETTING_GO: Final = "circuits"


class MongoRecoveryLedger:
    """Implements `RecoveryLedger`."""

    def __init__(self, database: Database, unreadables: Unreadables | None = None) -> None:
        self._jobs: Collection = database[COLLECTION]
        self._reader = EntryReader(self._jobs, unreadables)
        self._locks = Locks(database)

    async def lead(self, owner: str, at: datetime, duration: timedelta) -> bool:
        """See `RecoveryLedger.lead`."""
        return await self._locks.take(_LETTING_GO, owner, at, duration)

    async def on_their_way(self, since: datetime) -> Mapping[Key, OnTheirWay]:
        """See `RecoveryLedger.on_their_way`."""
        of = {"tenantUid": "$tenantUid", "system": "$released", "queue": "$queue"}
        is_late = {"$cond": [{"$gte": ["$releasedAt", since]}, 1, 0]}
        group = {"_id": of, "all": {"$sum": 1}, "lately": {"$sum": is_late}}
        with translated():
            found = self._jobs.aggregate([{"$match": {"released": {"$gt": ""}}}, {"$group": group}])
            return _by_circuit([row async for row in found])

    async def awaiting(self, circuit: Circuit, queue: str, at: datetime, limit: int) -> Sequence[JobEntry]:
        """See `RecoveryLedger.awaiting`."""
        failed = _failed_before(circuit) | {"forward.atOnceFrom": {"$lte": at}}
        wanted = _awaiting(circuit, failed) | {"queue": queue}
        with translated():
            # Not limited, since what cannot be read does not count; but read in small pieces.
            found = self._jobs.find(wanted, WITHOUT_ATTEMPTS, batch_size=limit + 1).sort("dueAt", 1)
            return await self._reader.entries(found, at, limit)

    async def is_awaited(self, circuit: Circuit) -> bool:
        """See `RecoveryLedger.is_awaited`."""
        failed = _failed_before(circuit) | {"forward": {"$exists": True}}
        with translated():
            return await self._jobs.find_one(_awaiting(circuit, failed), {"_id": 1}) is not None

    async def release(self, jobs: Sequence[JobEntry], at: datetime) -> Sequence[JobMessage]:
        """See `RecoveryLedger.release`."""
        mark = uuid.uuid4().hex
        writes = [
            UpdateOne(
                under_ticket(job) | {"state": job.state.value, "waitsFor": job.waits_for},
                marked(release_update(str(job.waits_for), at), mark),
            )
            for job in jobs
        ]
        if not writes:
            return ()
        with translated():
            # The ticket rises before anything is sent: whatever message of the job is still out is stale from here on.
            await bulk.write(self._jobs, writes)
            ours = {"_id": {"$in": [job.job_id for job in jobs]}, "mark": mark}
            found = self._jobs.find(ours, WITHOUT_ATTEMPTS)
            return [entry.message() for entry in await self._reader.entries(found, at, len(jobs))]


def _awaiting(circuit: Circuit, failed: Document) -> Document:
    held = {"state": JobState.HELD.value, "heldBy": outage_of(*circuit.key)}
    return {"waitsFor": circuit.system, "tenantUid": circuit.tenant_uid, "$or": [held, failed]}


def _failed_before(circuit: Circuit) -> Document:
    """Match jobs whose failed run the circuit knows of: one that fails after it has been let go waits by its own table."""
    return {"state": JobState.WAITING.value, "waitsSince": {"$lte": circuit.since}}


def _by_circuit(rows: Sequence[Mapping[str, Any]]) -> Mapping[Key, OnTheirWay]:
    lately: dict[Key, int] = defaultdict(int)
    queues: dict[Key, dict[str, int]] = defaultdict(dict)
    for row in rows:
        of = row["_id"]
        key = str(of["tenantUid"]), str(of["system"])
        lately[key] += row["lately"]
        queues[key][str(of["queue"])] = row["all"]
    return {key: OnTheirWay(lately[key], by_queue) for key, by_queue in queues.items()}
