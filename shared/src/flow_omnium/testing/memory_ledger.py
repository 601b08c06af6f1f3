"""The ledger in memory: the fake that the contract tests hold against MongoDB."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from flow_omnium.jobs.attempt_result import AttemptResult, superseded
from flow_omnium.jobs.attention import (
    compares_whole,
    open_flags,
    settled_by,
    settled_by_report,
    settled_flags,
)
from flow_omnium.jobs.cause import Cause
from flow_omnium.jobs.entry import JobEntry
from flow_omnium.jobs.forwarding import forward_delay_ms
from flow_omnium.jobs.holding import ALONE, RECORD, SLOT, TAKEN_BY_WORKERS, store_of, system_awaited
from flow_omnium.jobs.kinds import JobKind, tells_deletion
from flow_omnium.jobs.ledger.contract import (
    MAX_ATTEMPTS_KEPT,
    Completed,
    Due,
    Lease,
    LedgerUnavailableError,
    Recorded,
    Refusal,
)
from flow_omnium.jobs.ledger.learned import ENDED_WELL, numbers_after, stores_after
from flow_omnium.jobs.message import JobMessage
from flow_omnium.jobs.numbers import told_numbers
from flow_omnium.jobs.seen import Known, is_of_a_sender
from flow_omnium.jobs.state import CLAIMABLE, FINAL, PENDING, JobState


class MemoryLedger:
    """Implements `RunLedger`; `available = False` makes every call raise LedgerUnavailableError."""

    def __init__(self) -> None:
        self.entries: dict[str, JobEntry] = {}
        self.notified: set[str] = set()
        self.available = True

    async def record(self, jobs: Sequence[JobMessage]) -> Sequence[Recorded]:
        """See `IntakeLedger.record`."""
        self._check()
        return [self._record(job) for job in jobs]

    async def claim(self, message: JobMessage, lease: Lease) -> JobEntry | Refusal:
        """See `RunLedger.claim`."""
        self._check()
        entry = self._claimable(message, lease.taken_at)
        if entry is None:
            return Refusal.STALE
        return Refusal.BUSY if self._runs(entry) else self._run(entry, lease)

    async def hold(self, message: JobMessage, held_by: str, at: datetime) -> bool:
        """See `RunLedger.hold`."""
        self._check()
        entry = self._claimable(message, at)
        if entry is None:
            return False
        self._hold(entry, held_by, at)
        return True

    async def notify_waiter(self, job: JobMessage) -> bool:
        """See `RunLedger.notify_waiter`."""
        self._check()
        running = self._first(
            lambda entry: entry.state is JobState.RUNNING and _record(entry) == _record(job)
        )
        if running is not None:
            self.notified.add(running.job_id)
        return running is not None

    async def take_held_by_record(self, job: JobMessage, lease: Lease) -> JobEntry | None:
        """See `RunLedger.take_held_by_record`."""
        self._check()
        oldest = self._oldest_held(RECORD, lambda entry: _record(entry) == _record(job))
        if oldest is None:
            return None
        if self._runs(oldest):
            await self.notify_waiter(oldest.message())
            return None
        self.notified.add(oldest.job_id)
        return self._run(oldest, lease)

    async def take_held_by_slot(
        self, tenant_uid: str, queues: Collection[str], lease: Lease, at_most: int = 1
    ) -> Sequence[JobEntry]:
        """See `RunLedger.take_held_by_slot`."""
        self._check()
        taken: list[JobEntry] = []
        while len(taken) < at_most:
            oldest = self._oldest_held(
                SLOT, lambda entry: entry.tenant_uid == tenant_uid and entry.queue in queues
            )
            if oldest is None:
                break
            if self._runs(oldest):
                self._put(oldest, held_by=RECORD)
                await self.notify_waiter(oldest.message())
            else:
                taken.append(self._run(oldest, lease))
        return taken

    async def take_held_alone(self, queues: Collection[str], lease: Lease) -> JobEntry | None:
        """See `RunLedger.take_held_alone`."""
        self._check()
        while True:
            oldest = self._oldest_held(ALONE, lambda entry: entry.queue in queues)
            if oldest is None or not self._runs(oldest):
                return None if oldest is None else self._run(oldest, lease)
            self._put(oldest, held_by=RECORD)
            await self.notify_waiter(oldest.message())

    async def begin_alone(self, entry: JobEntry) -> bool:
        """See `RunLedger.begin_alone`."""
        self._check()
        if not self._holds(entry):
            return False
        self._put(self.entries[entry.job_id], alone=True)
        return True

    async def renew(self, entry: JobEntry, until: datetime) -> bool:
        """See `RunLedger.renew`."""
        self._check()
        if not self._holds(entry):
            return False
        self._put(self.entries[entry.job_id], lease_until=until)
        return True

    async def complete(self, entry: JobEntry, result: AttemptResult, at: datetime) -> Completed | None:
        """See `RunLedger.complete`."""
        self._check()
        newer = self._pending(entry)
        if not self._holds(entry) or result.state not in PENDING or newer is None:
            completed = self._leave(entry, lambda left: self._completed(left, result, at))
            if completed is not None and result.has_compared and compares_whole(entry):
                self._settle(self.entries[entry.job_id], at)
            return completed
        put_off = self._pass_on(newer, entry, result, at)
        left = self._leave(entry, lambda left: self._completed(left, superseded(result), at))
        return left and replace(left, put_off=put_off)

    async def hand_back(self, entry: JobEntry, at: datetime) -> Completed | None:
        """See `RunLedger.hand_back`."""
        self._check()
        if (newer := self._pending(entry)) is not None:
            return await self._left_to(newer, entry, at)
        return self._leave(
            entry,
            lambda left: self._put(
                left,
                state=JobState.QUEUED,
                ticket=left.ticket + 1,
                due_at=at,
                started_at=None,
                **_NOT_RUNNING,
            ),
        )

    async def put_on_hold(self, entry: JobEntry, held_by: str, at: datetime) -> Completed | None:
        """See `RunLedger.put_on_hold`."""
        self._check()
        if (newer := self._pending(entry)) is not None:
            return await self._left_to(newer, entry, at)
        return self._leave(
            entry, lambda left: self._hold(self._put(left, started_at=None, **_NOT_RUNNING), held_by, at)
        )

    async def awaits(self, tenant_uid: str, kind: JobKind, key: str) -> bool:
        """See `RunLedger.awaits`."""
        self._check()
        wanted = (tenant_uid, kind, key)
        found = self._first(
            lambda entry: entry.state not in FINAL and (entry.tenant_uid, entry.kind, entry.key) == wanted
        )
        return found is not None

    async def known(self, tenant_uid: str, kind: JobKind, keys: Collection[str]) -> Mapping[str, Known]:
        """See `SeenRecords.known`."""
        self._check()
        found: dict[str, Known] = {}
        for entry in self.entries.values():
            if (entry.tenant_uid, entry.kind) == (tenant_uid, kind) and entry.key in keys:
                before = found.get(entry.key, Known())
                found[entry.key] = before.and_of(
                    entry.seen,
                    is_pending=entry.state in PENDING,
                    is_told=is_of_a_sender(entry.event),
                    left_at=entry.finished_at if entry.state is JobState.CANCELLED else None,
                )
        return found

    async def flagged(self, tenant_uid: str, records: Collection[tuple[JobKind, str]]) -> Sequence[JobEntry]:
        """See `FlaggedRecords.flagged`."""
        self._check()
        return [
            one.model_copy(update={"attempts": ()})
            for one in self.entries.values()
            if one.tenant_uid == tenant_uid
            and (one.kind, one.key) in records
            and one.attention
            and one.state in FINAL
            and compares_whole(one)
        ]

    async def settle(self, flagged: Sequence[JobEntry], report_id: str, at: datetime) -> None:
        """See `FlaggedRecords.settle`."""
        self._check()
        for read in flagged:
            entry = self.entries.get(read.job_id)
            if entry is not None and entry.attention == read.attention:
                by_report = settled_by_report(report_id, read.attention, at)
                self._put(entry, attention=(), settled=by_report)

    def _settle(self, entry: JobEntry, at: datetime) -> None:
        """See `ledger.settling`."""
        identity = (entry.tenant_uid, entry.kind, entry.key)
        earlier = [
            one
            for one in self.entries.values()
            if (one.tenant_uid, one.kind, one.key) == identity and one.job_id != entry.job_id
        ]
        stays = settled_flags(one.settled for one in earlier)
        left = open_flags(entry.attention, stays)
        if stays is not None and left != entry.attention:
            entry = self._put(entry, attention=left, settled=stays)
        for one in earlier:
            if one.attention and one.state in FINAL:
                self._put(one, attention=(), settled=settled_by(entry, one.attention, at))

    async def _left_to(self, newer: JobEntry, entry: JobEntry, at: datetime) -> Completed | None:
        ended = AttemptResult(JobState.SUPERSEDED, failures=entry.failures)
        if self._holds(entry):
            self._inherit(newer, entry, ended)
        return await self.complete(entry, superseded(ended), at)

    def _pass_on(self, newer: JobEntry, entry: JobEntry, result: AttemptResult, at: datetime) -> Due | None:
        heir = self._inherit(newer, entry, result)
        is_ready = heir.state is JobState.QUEUED or heir.held_by in (SLOT, RECORD)
        if not entry.forwarded or result.forwarding is None or not is_ready:
            return None
        due = at + timedelta(milliseconds=result.forwarding.delay_ms)
        waiting = {"state": JobState.WAITING, "due_at": due, "next_attempt_at": due}
        waits = self._put(heir, **waiting, held_by=None, held_at=None, ticket=heir.ticket + 1)
        return Due(waits.message(), result.forwarding.delay_ms)

    def _inherit(self, newer: JobEntry, entry: JobEntry, result: AttemptResult) -> JobEntry:
        deaths = result.deaths or entry.worker_deaths
        return self._put(
            newer,
            cause=_cause_after(entry, result) or newer.cause,
            forwarded=newer.forwarded or entry.forwarded or result.forwarding is not None,
            failures=max(newer.failures, result.failures),
            runs=max(newer.runs, entry.runs),
            deaths=max(newer.deaths, deaths.beside_others),
            deaths_alone=max(newer.deaths_alone, deaths.alone),
        )

    def _leave(self, entry: JobEntry, leave: Callable[[JobEntry], JobEntry]) -> Completed | None:
        if not self._holds(entry):
            return None
        left = leave(self.entries[entry.job_id])
        has_waiters = entry.job_id in self.notified
        self.notified.discard(entry.job_id)
        return Completed(left.state, left.ticket, has_waiters)

    def _completed(self, entry: JobEntry, result: AttemptResult, at: datetime) -> JobEntry:
        made = () if result.attempt is None else (result.attempt,)
        completed = self._put(
            entry,
            state=result.state,
            reason=result.reason,
            last_span=result.span or entry.last_span,
            finished_at=at if result.state in FINAL else None,
            attempts=(*entry.attempts, *made)[-MAX_ATTEMPTS_KEPT:],
            attempt_count=entry.attempt_count + len(made),
            last_error_class=next(
                (attempt.error_class for attempt in made if attempt.error_class), entry.last_error_class
            ),
            last_error_system=next(
                (attempt.system for attempt in made if attempt.error_class), entry.last_error_system
            ),
            cause=None if result.state in ENDED_WELL else _cause_after(entry, result),
            numbers=numbers_after(entry, result),
            attention=open_flags(made[-1].flags, entry.settled) if made else entry.attention,
            seen=result.seen or entry.seen,
            waits_for=result.outage and result.outage.system,
            waits_since=result.outage and result.outage.since,
            **_NOT_RUNNING | _NOT_RELEASED,
        )
        if result.stores:
            first, *others = stores_after(result)
            completed = self._put(completed, store_uid=first, other_stores=tuple(others))
        if result.deaths is not None:
            deaths, alone = result.deaths.beside_others, result.deaths.alone
            completed = self._put(completed, deaths=deaths, deaths_alone=alone)
        if result.forwarding is not None:
            completed = self._put(completed, forward=result.forwarding.since(at), forwarded=False)
        if result.held_by is not None:
            held = {"held_by": result.held_by, "held_at": at, "started_at": None}
            return self._put(completed, ticket=entry.ticket + 1, failures=result.failures, **held)
        if result.delay_ms is None:
            return completed
        due = at + timedelta(milliseconds=result.delay_ms)
        return self._put(
            completed,
            ticket=entry.ticket + 1,
            failures=result.failures,
            started_at=None,
            due_at=due,
            next_attempt_at=due,
        )

    def _record(self, job: JobMessage) -> Recorded:
        pending = self._pending(job)
        if pending is None:
            self.entries[job.job_id] = _new_entry(job)
            return Recorded(job.job_id, is_new=True)
        if tells_deletion(job.event):
            pending = self._put(pending, event=job.event)
        return Recorded(pending.job_id, is_new=False, forwarded=self._forward(pending, job.accepted_at))

    def _forward(self, entry: JobEntry, at: datetime) -> Due | None:
        delay_ms = None if entry.forward is None else forward_delay_ms(entry.forward, entry.due_at, at)
        if delay_ms is None:
            return None
        due = at + timedelta(milliseconds=delay_ms)
        changes = {"state": JobState.WAITING, "next_attempt_at": due} if delay_ms else _QUEUED
        put = self._put(
            entry, due_at=due, ticket=entry.ticket + 1, forwarded=True, **{**_NOT_WAITING, **changes}
        )
        return Due(put.message(), delay_ms)

    def _claimable(self, message: JobMessage, at: datetime) -> JobEntry | None:
        if message.job_id not in self.entries and self._pending(message) is None:
            self.entries[message.job_id] = _new_entry(message.accepted_by(at))
        entry = self.entries.get(message.job_id)
        if entry is None or entry.ticket != message.ticket or entry.state not in CLAIMABLE:
            return None
        return entry

    def _run(self, entry: JobEntry, lease: Lease) -> JobEntry:
        running = self._put(
            entry,
            state=JobState.RUNNING,
            runs=entry.runs + 1,
            owner=lease.owner,
            started_at=lease.taken_at,
            lease_until=lease.until,
            reason=None,
            **_NOT_WAITING,
            held_by=None,
            held_at=None,
        )
        return running.model_copy(update={"attempts": ()})

    def _hold(self, entry: JobEntry, held_by: str, at: datetime) -> JobEntry:
        return self._put(
            entry,
            state=JobState.HELD,
            held_by=held_by,
            held_at=at,
            ticket=entry.ticket + 1,
            **_NOT_WAITING | _held_back(held_by, at) | ({} if held_by in TAKEN_BY_WORKERS else _NOT_RELEASED),
        )

    def _pending(self, job: JobMessage | JobEntry) -> JobEntry | None:
        wanted = (job.tenant_uid, job.kind, job.key)
        return self._first(
            lambda entry: entry.state in PENDING and (entry.tenant_uid, entry.kind, entry.key) == wanted
        )

    def _oldest_held(self, held_by: str, fits: Callable[[JobEntry], bool]) -> JobEntry | None:
        held = [entry for entry in self.entries.values() if entry.held_by == held_by and fits(entry)]
        return min(held, key=lambda entry: entry.accepted_at, default=None)

    def _runs(self, entry: JobEntry) -> bool:
        return any(
            other.state is JobState.RUNNING and _record(other) == _record(entry)
            for other in self.entries.values()
        )

    def _holds(self, entry: JobEntry) -> bool:
        present = self.entries.get(entry.job_id)
        return present is not None and present.state is JobState.RUNNING and _fence(present) == _fence(entry)

    def _first(self, fits: Callable[[JobEntry], bool]) -> JobEntry | None:
        return next((entry for entry in self.entries.values() if fits(entry)), None)

    def _put(self, entry: JobEntry, **changes: object) -> JobEntry:
        changed = entry.model_copy(update=changes)
        self.entries[entry.job_id] = changed
        return changed

    def _check(self) -> None:
        if not self.available:
            raise LedgerUnavailableError("the ledger did not answer")


_NOT_RUNNING: dict[str, object] = {"owner": None, "lease_until": None, "alone": False}
_NOT_WAITING: dict[str, object] = {
    "next_attempt_at": None,
    "forward": None,
    "waits_for": None,
    "waits_since": None,
}
_NOT_RELEASED: dict[str, object] = {"released": None, "released_at": None}
_QUEUED: dict[str, object] = {"state": JobState.QUEUED}


def _held_back(held_by: str, at: datetime) -> dict[str, object]:
    system = system_awaited(held_by)
    return {} if system is None else {"waits_for": system, "waits_since": at}


def _cause_after(entry: JobEntry, result: AttemptResult) -> Cause | None:
    return (result.attempt and result.attempt.cause) or entry.cause


def _new_entry(job: JobMessage) -> JobEntry:
    fields = job.model_dump(exclude={"version"}) | {"trace": job.trace}
    fields |= {"store_uid": store_of(job), "numbers": told_numbers(job.event)}
    return JobEntry(**fields, lock_key=job.lock_key, state=JobState.QUEUED, due_at=job.accepted_at)


def _record(job: JobMessage | JobEntry) -> tuple[str, str]:
    return job.tenant_uid, job.lock_key


def _fence(entry: JobEntry) -> tuple[object, ...]:
    return entry.ticket, entry.owner, entry.started_at
