"""The life of jobs as a random walk: events, deliveries in any order and number, ends, hand-backs, crashes.

After every step a simple model says what must hold. The machine runs on any ledger; `crash` needs a relay as well.
"""

import uuid
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from typing import Any, Protocol, TypeVar

from flow_omnium.jobs.attempt_result import AttemptResult
from flow_omnium.jobs.entry import JobEntry
from flow_omnium.jobs.holding import RECORD, SLOT
from flow_omnium.jobs.kinds import QUEUES, JobKind
from flow_omnium.jobs.ledger.contract import Completed, Lease, Refusal, RunLedger, due_of
from flow_omnium.jobs.message import JobMessage
from flow_omnium.jobs.state import PENDING, JobState
from flow_omnium.testing.jobs import NOON, a_message

_T = TypeVar("_T")
_LEASE = timedelta(seconds=1_000)


class Subject(Protocol):
    """A ledger under test, and how to see everything in it."""

    @property
    def ledger(self) -> RunLedger:
        """The ledger."""
        ...

    async def entries(self, tenant_uid: str) -> Sequence[JobEntry]:
        """Every entry of the tenant."""
        ...

    async def reissue_abandoned(self, tenant_uid: str, at: datetime) -> Sequence[JobMessage]:
        """What a relay publishes for the tenant's jobs whose lease has ended."""
        ...


class JobMachine:
    """One walk: the acts, the model's memory, and the check. A tenant of its own keeps it apart from other walks."""

    def __init__(self, subject: Subject, run: Callable[[Awaitable[Any]], Any]) -> None:
        self.tenant = f"t-{uuid.uuid4().hex[:12]}"
        self.outbox: list[JobMessage] = []
        self.running: dict[str, JobEntry] = {}
        self.accepted: dict[tuple[JobKind, str], list[datetime]] = defaultdict(list)
        self._subject = subject
        self._ledger = subject.ledger
        self._run = run
        self._now = NOON

    def event(self, kind: JobKind, key: str) -> None:
        """An event arrives; its job is published, or the one that it brings forward, unless that is on its way."""
        message = a_message(key, tenant_uid=self.tenant, kind=kind, at=self._tick())
        recorded = self._call(self._ledger.record([message]))
        self.accepted[kind, key].append(self._now)
        for due in due_of([message], recorded):
            self._publish(due.message)

    def deliver(self, message: JobMessage) -> None:
        """The broker delivers a message, perhaps for the second time."""
        claimed = self._call(self._ledger.claim(message, self._lease()))
        if isinstance(claimed, JobEntry):
            self._begin(claimed)
        elif claimed is Refusal.BUSY:
            self._call(self._ledger.hold(message, RECORD, self._now))
            if not self._call(self._ledger.notify_waiter(message)):
                self._begin(self._call(self._ledger.take_held_by_record(message, self._lease())))

    def hold(self, message: JobMessage) -> None:
        """The tenant is at its cap when the message arrives."""
        self._call(self._ledger.hold(message, SLOT, self._tick()))

    def free_slot(self, at_most: int = 1) -> None:
        """Slots of the tenant are free, or soon will be: so many jobs are taken at most."""
        for entry in self._call(self._ledger.take_held_by_slot(self.tenant, QUEUES, self._lease(), at_most)):
            self._begin(entry)

    def end(self, entry: JobEntry, result: AttemptResult) -> None:
        """A run ends."""
        self._left(entry, self._call(self._ledger.complete(entry, result, self._tick())))

    def hand_back(self, entry: JobEntry) -> None:
        """A worker that stops hands its job back."""
        self._left(entry, self._call(self._ledger.hand_back(entry, self._tick())))

    def crash(self, entry: JobEntry) -> None:
        """A worker dies; its lease ends; the relay publishes the job afresh."""
        del self.running[entry.job_id]
        for other in list(self.running.values()):
            self._call(self._ledger.renew(other, self._now + 2 * _LEASE))
        self._now += _LEASE + timedelta(seconds=1)
        for message in self._call(self._subject.reissue_abandoned(self.tenant, self._now)):
            self._publish(message)

    def check(self) -> None:
        """Everything that must hold, after every step."""
        entries = self._call(self._subject.entries(self.tenant))
        pending = [entry for entry in entries if entry.state in PENDING]
        running = [entry for entry in entries if entry.state is JobState.RUNNING]
        assert len(pending) == len({(entry.kind, entry.key) for entry in pending}), (
            "two pending jobs of one key"
        )
        assert len(running) == len({entry.lock_key for entry in running}), "two running jobs of one record"
        assert {entry.job_id for entry in running} == set(self.running), "a running job that nobody runs"
        self._check_no_event_is_lost(entries)
        self._check_nothing_is_stuck(pending, running)

    def _check_no_event_is_lost(self, entries: Sequence[JobEntry]) -> None:
        for (kind, key), arrivals in self.accepted.items():
            jobs = [entry for entry in entries if (entry.kind, entry.key) == (kind, key)]
            is_pending = any(entry.state in PENDING for entry in jobs)
            started = [entry.started_at for entry in jobs if entry.started_at is not None]
            assert is_pending or max(started, default=NOON) >= max(arrivals), f"an event of {key} was lost"

    def _check_nothing_is_stuck(self, pending: Sequence[JobEntry], running: Sequence[JobEntry]) -> None:
        out = {(message.job_id, message.ticket) for message in self.outbox}
        busy = {entry.lock_key for entry in running}
        for entry in pending:
            if entry.state is JobState.HELD:
                assert entry.held_by == SLOT or entry.lock_key in busy, "held for a record that is free"
            else:
                assert (entry.job_id, entry.ticket) in out, f"a {entry.state.value} job without a message"

    def _left(self, entry: JobEntry, completed: Completed | None) -> None:
        del self.running[entry.job_id]
        assert completed is not None, "a runner with its lease could not complete"
        if completed.state in (JobState.WAITING, JobState.QUEUED):
            self._publish(entry.message().reissued(completed.ticket))
        if completed.put_off is not None:
            self._publish(completed.put_off.message)
        if completed.has_waiters:
            self._begin(self._call(self._ledger.take_held_by_record(entry.message(), self._lease())))

    def _begin(self, entry: JobEntry | None) -> None:
        if entry is not None:
            self.running[entry.job_id] = entry

    def _publish(self, message: JobMessage) -> None:
        self.outbox.append(message)

    def _lease(self) -> Lease:
        return Lease("worker", self._tick(), _LEASE)

    def _tick(self) -> datetime:
        self._now += timedelta(milliseconds=1)
        return self._now

    def _call(self, awaitable: Awaitable[_T]) -> _T:
        result: _T = self._run(awaitable)
        return result
