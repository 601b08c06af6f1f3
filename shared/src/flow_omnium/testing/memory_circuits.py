"""Circuits, and the jobs that wait for one, in memory: the fakes that the contract tests hold against MongoDB."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from flow_omnium.jobs.circuits.circuit import Circuit
from flow_omnium.jobs.circuits.contract import Key, OnTheirWay
from flow_omnium.jobs.entry import JobEntry
from flow_omnium.jobs.holding import outage_of
from flow_omnium.jobs.ledger.contract import LedgerUnavailableError
from flow_omnium.jobs.message import JobMessage
from flow_omnium.jobs.state import JobState
from flow_omnium.testing.memory_ledger import MemoryLedger


class MemoryCircuits:
    """Implements `Circuits`; `available = False` makes every call raise LedgerUnavailableError."""

    def __init__(self) -> None:
        self.kept: dict[Key, Circuit] = {}
        self.writes = 0
        self.available = True

    async def all(self) -> Sequence[Circuit]:
        """See `Circuits.all`."""
        self._check()
        return list(self.kept.values())

    async def get(self, key: Key) -> Circuit | None:
        """See `Circuits.get`."""
        self._check()
        return self.kept.get(key)

    async def replace(self, seen: Circuit | None, after: Circuit | None) -> bool:
        """See `Circuits.replace`."""
        self._check()
        self.writes += 1
        circuit = seen or after
        if circuit is None:
            return False
        stored = self.kept.get(circuit.key)
        if (stored and stored.version) != (seen and seen.version):
            return False
        if after is None:
            del self.kept[circuit.key]
        else:
            self.kept[circuit.key] = after
        return True

    def _check(self) -> None:
        if not self.available:
            raise LedgerUnavailableError("the circuits are out of reach")


class MemoryRecovery:
    """Implements `RecoveryLedger` on the jobs of a ledger in memory."""

    def __init__(self, ledger: MemoryLedger) -> None:
        self._ledger = ledger
        self._leader: tuple[str, datetime] | None = None

    async def lead(self, owner: str, at: datetime, duration: timedelta) -> bool:
        """See `RecoveryLedger.lead`."""
        if self._leader is not None and self._leader[0] != owner and at <= self._leader[1]:
            return False
        self._leader = owner, at + duration
        return True

    async def on_their_way(self, since: datetime) -> Mapping[Key, OnTheirWay]:
        """See `RecoveryLedger.on_their_way`."""
        lately: Counter[Key] = Counter()
        queues: dict[Key, Counter[str]] = defaultdict(Counter)
        for entry in self._ledger.entries.values():
            if entry.released is None or entry.released_at is None:
                continue
            key = entry.tenant_uid, entry.released
            lately[key] += entry.released_at >= since
            queues[key][entry.queue] += 1
        return {key: OnTheirWay(lately[key], dict(by_queue)) for key, by_queue in queues.items()}

    async def awaiting(self, circuit: Circuit, queue: str, at: datetime, limit: int) -> Sequence[JobEntry]:
        """See `RecoveryLedger.awaiting`."""
        found = [
            entry
            for entry in self._awaiting(circuit)
            if entry.queue == queue
            and (_is_held(entry) or (entry.forward and entry.forward.at_once_from <= at))
        ]
        return sorted(found, key=lambda entry: entry.due_at or at)[:limit]

    async def is_awaited(self, circuit: Circuit) -> bool:
        """See `RecoveryLedger.is_awaited`."""
        return any(_is_held(entry) or entry.forward for entry in self._awaiting(circuit))

    async def release(self, jobs: Sequence[JobEntry], at: datetime) -> Sequence[JobMessage]:
        """See `RecoveryLedger.release`."""
        released = [self._released(job, at) for job in jobs if self._ledger.entries[job.job_id] == job]
        return [job.message() for job in released]

    def _released(self, job: JobEntry, at: datetime) -> JobEntry:
        queued = {
            "state": JobState.QUEUED,
            "ticket": job.ticket + 1,
            "due_at": at,
            "next_attempt_at": None,
            "held_by": None,
            "held_at": None,
            "forward": None,
            "forwarded": True,
            "waits_for": None,
            "waits_since": None,
            "released": job.waits_for,
            "released_at": at,
        }
        changed = self._ledger.entries[job.job_id] = job.model_copy(update=queued)
        return changed

    def _awaiting(self, circuit: Circuit) -> Sequence[JobEntry]:
        reason = outage_of(*circuit.key)
        return [
            entry
            for entry in self._ledger.entries.values()
            if (entry.tenant_uid, entry.waits_for) == circuit.key
            and (entry.held_by == reason or (not _is_held(entry) and _has_failed_before(entry, circuit)))
        ]


def _is_held(entry: JobEntry) -> bool:
    return entry.state is JobState.HELD


def _has_failed_before(entry: JobEntry, circuit: Circuit) -> bool:
    return entry.waits_since is not None and entry.waits_since <= circuit.since
