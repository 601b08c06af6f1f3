"""The worker's side of the ledger: claims, holds and endings, each in groups, and the leases in between."""

from collections.abc import Collection as Several
from collections.abc import Sequence
from datetime import datetime

from flow_omnium.jobs.attempt_result import AttemptResult
from flow_omnium.jobs.entry import JobEntry
from flow_omnium.jobs.kinds import JobKind
from flow_omnium.jobs.ledger.claims import Claims
from flow_omnium.jobs.ledger.contract import Completed, Lease, Refusal
from flow_omnium.jobs.ledger.documents import run_by
from flow_omnium.jobs.ledger.endings import Endings
from flow_omnium.jobs.ledger.errors import translated
from flow_omnium.jobs.ledger.holds import Holds
from flow_omnium.jobs.ledger.intake import MongoIntakeLedger
from flow_omnium.jobs.ledger.reading import EntryReader, Unreadables
from flow_omnium.jobs.message import JobMessage
from flow_omnium.jobs.state import FINAL
from flow_omnium.runtime.database import Database


class MongoRunLedger(MongoIntakeLedger):
    """Implements `RunLedger`."""

    def __init__(self, database: Database, unreadables: Unreadables | None = None) -> None:
        super().__init__(database)
        reader = EntryReader(self._jobs, unreadables)
        self._claims = Claims(self._jobs, reader)
        self._holds = Holds(self._jobs, reader)
        self._endings = Endings(self._jobs)

    async def claim(self, message: JobMessage, lease: Lease) -> JobEntry | Refusal:
        """See `RunLedger.claim`."""
        return await self._claims.claim(message, lease)

    async def hold(self, message: JobMessage, held_by: str, at: datetime) -> bool:
        """See `RunLedger.hold`."""
        return await self._holds.hold(message, held_by, at)

    async def notify_waiter(self, job: JobMessage) -> bool:
        """See `RunLedger.notify_waiter`."""
        return await self._holds.notify_waiter(job)

    async def take_held_by_record(self, job: JobMessage, lease: Lease) -> JobEntry | None:
        """See `RunLedger.take_held_by_record`."""
        return await self._holds.take_held_by_record(job, lease)

    async def take_held_by_slot(
        self, tenant_uid: str, queues: Several[str], lease: Lease, at_most: int = 1
    ) -> Sequence[JobEntry]:
        """See `RunLedger.take_held_by_slot`."""
        return await self._holds.take_held_by_slot(tenant_uid, queues, lease, at_most)

    async def take_held_alone(self, queues: Several[str], lease: Lease) -> JobEntry | None:
        """See `RunLedger.take_held_alone`."""
        return await self._holds.take_held_alone(queues, lease)

    async def begin_alone(self, entry: JobEntry) -> bool:
        """See `RunLedger.begin_alone`."""
        with translated():
            begun = await self._jobs.update_one(run_by(entry), {"$set": {"alone": True}})
        return begun.matched_count == 1

    async def renew(self, entry: JobEntry, until: datetime) -> bool:
        """See `RunLedger.renew`."""
        with translated():
            renewed = await self._jobs.update_one(run_by(entry), {"$set": {"leaseUntil": until}})
        return renewed.matched_count == 1

    async def complete(self, entry: JobEntry, result: AttemptResult, at: datetime) -> Completed | None:
        """See `RunLedger.complete`."""
        return await self._endings.complete(entry, result, at)

    async def hand_back(self, entry: JobEntry, at: datetime) -> Completed | None:
        """See `RunLedger.hand_back`."""
        return await self._endings.hand_back(entry, at)

    async def put_on_hold(self, entry: JobEntry, held_by: str, at: datetime) -> Completed | None:
        """See `RunLedger.put_on_hold`."""
        return await self._endings.put_on_hold(entry, held_by, at)

    async def awaits(self, tenant_uid: str, kind: JobKind, key: str) -> bool:
        """See `RunLedger.awaits`."""
        ended = [state.value for state in FINAL]
        one = {"tenantUid": tenant_uid, "kind": kind.value, "key": key, "state": {"$nin": ended}}
        with translated():
            return await self._jobs.find_one(one, {"_id": 1}) is not None
