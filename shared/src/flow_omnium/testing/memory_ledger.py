"""The ledger in memory: the fake that the contract tests hold against MongoDB."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from flow_omnium.jobs.entry import JobEntry
from flow_omnium.jobs.ledger import MAX_ATTEMPTS_KEPT, Lease, LedgerUnavailableError, Recorded, Refusal
from flow_omnium.jobs.message import JobMessage
from flow_omnium.jobs.settlement import Settlement
from flow_omnium.jobs.state import CLAIMABLE, FINAL, PENDING, JobState


class MemoryLedger:
    """Implements `Ledger`; `available = False` makes every call raise LedgerUnavailableError."""

    def __init__(self) -> None:
        self.entries: dict[str, JobEntry] = {}
        self.available = True

    async def record(self, jobs: Sequence[JobMessage]) -> Sequence[Recorded]:
        """See `Ledger.record`."""
        self._check()
        return [self._record(job) for job in jobs]

    async def mark_published(self, jobs: Sequence[JobMessage], at: datetime) -> None:
        """See `Ledger.mark_published`."""
        self._check()
        for job in jobs:
            entry = self.entries.get(job.job_id)
            if entry is not None and entry.ticket == job.ticket:
                self._put(entry, published_at=at)

    async def claim(self, message: JobMessage, lease: Lease) -> JobEntry | Refusal:
        """See `Ledger.claim`."""
        self._check()
        if message.job_id not in self.entries and self._pending(message) is None:
            self.entries[message.job_id] = _new_entry(message)
        entry = self.entries.get(message.job_id)
        if (
            entry is None
            or entry.ticket != message.ticket
            or entry.state not in CLAIMABLE | {JobState.RUNNING}
        ):
            return Refusal.STALE
        if self._is_busy(entry, lease.taken_at):
            return Refusal.BUSY
        return self._put(
            entry,
            state=JobState.RUNNING,
            owner=lease.owner,
            started_at=lease.taken_at,
            lease_until=lease.until,
            next_attempt_at=None,
            reason=None,
        )

    async def renew(self, entry: JobEntry, until: datetime) -> bool:
        """See `Ledger.renew`."""
        self._check()
        if not self._holds(entry):
            return False
        self._put(self.entries[entry.job_id], lease_until=until)
        return True

    async def settle(self, entry: JobEntry, settlement: Settlement, at: datetime) -> JobEntry | None:
        """See `Ledger.settle`."""
        self._check()
        if not self._holds(entry):
            return None
        newer = self._pending(entry.message())
        if settlement.delay_ms is not None and newer is not None:
            self._put(newer, failures=max(newer.failures, settlement.failures))
            settlement = Settlement(
                JobState.SUPERSEDED, "a newer job of the record is pending", attempt=settlement.attempt
            )
        return self._settled(self.entries[entry.job_id], settlement, at)

    def _settled(self, entry: JobEntry, settlement: Settlement, at: datetime) -> JobEntry:
        made = () if settlement.attempt is None else (settlement.attempt,)
        settled = self._put(
            entry,
            state=settlement.state,
            reason=settlement.reason,
            owner=None,
            lease_until=None,
            finished_at=at if settlement.state in FINAL else None,
            attempts=(*entry.attempts, *made)[-MAX_ATTEMPTS_KEPT:],
            attempt_count=entry.attempt_count + len(made),
        )
        if settlement.delay_ms is None:
            return settled
        return self._put(
            settled,
            ticket=entry.ticket + 1,
            failures=settlement.failures,
            published_at=None,
            next_attempt_at=at + timedelta(milliseconds=settlement.delay_ms),
        )

    def _record(self, job: JobMessage) -> Recorded:
        pending = self._pending(job)
        if pending is None:
            self.entries[job.job_id] = _new_entry(job)
            return Recorded(job, is_new=True, is_published=False)
        on_its_way = pending.published_at is not None or pending.state is not JobState.QUEUED
        return Recorded(pending.message(), is_new=False, is_published=on_its_way)

    def _pending(self, job: JobMessage) -> JobEntry | None:
        wanted = (job.tenant_uid, job.kind, job.key)
        return next(
            (
                entry
                for entry in self.entries.values()
                if entry.state in PENDING and (entry.tenant_uid, entry.kind, entry.key) == wanted
            ),
            None,
        )

    def _is_busy(self, entry: JobEntry, now: datetime) -> bool:
        return any(
            other.state is JobState.RUNNING
            and (other.tenant_uid, other.record) == (entry.tenant_uid, entry.record)
            and (other.job_id != entry.job_id or (other.lease_until is not None and other.lease_until >= now))
            for other in self.entries.values()
        )

    def _holds(self, entry: JobEntry) -> bool:
        present = self.entries.get(entry.job_id)
        return present is not None and present.state is JobState.RUNNING and _fence(present) == _fence(entry)

    def _put(self, entry: JobEntry, **changes: object) -> JobEntry:
        changed = entry.model_copy(update=changes)
        self.entries[entry.job_id] = changed
        return changed

    def _check(self) -> None:
        if not self.available:
            raise LedgerUnavailableError("the ledger did not answer")


def _new_entry(job: JobMessage) -> JobEntry:
    return JobEntry(
        job_id=job.job_id,
        tenant_uid=job.tenant_uid,
        queue=job.queue,
        kind=job.kind,
        key=job.key,
        record=job.record,
        state=JobState.QUEUED,
        ticket=job.ticket,
        event=job.event,
        accepted_at=job.accepted_at,
    )


def _fence(entry: JobEntry) -> tuple[object, ...]:
    return entry.ticket, entry.owner, entry.started_at
