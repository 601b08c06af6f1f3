"""What a job of a kind takes, at the door and in the worker."""

import signal
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pymongo import MongoClient

from benchmarks.orders.exchange import read
from benchmarks.orders.kinds import Kind
from benchmarks.orders.plan import DEFAULT, WARM_UP, WIDE
from benchmarks.orders.stage import DATABASE, Recording, Stage
from benchmarks.orders.turns import await_all, started, work_off
from benchmarks.units.broker import disk_of
from benchmarks.units.message import Message, body_of, entry_bytes
from benchmarks.units.meter import Meter, Reading
from benchmarks.units.notes import noting
from benchmarks.units.plan import JOBS, NOTED
from benchmarks.units.routing import Operation

DOOR: Final = "webhook-gateway"
WORKER: Final = "order-sync"
BROKER: Final = "broker"
STORE: Final = "database"
_PUBLISHED_AFTER: Final = 3.0
"""Seconds: messages come behind the answers, and the broker writes them in groups."""


@dataclass(frozen=True)
class Work:
    """Of one kind, for so many `jobs`: calls of each to a vendor, what the door and what the worker took for all of them, the
    operations of `noted` further ones, the bytes of an entry that has ended, and those of a message."""

    kind: str
    jobs: int
    calls: Mapping[str, int]
    door: Reading
    worker: Reading
    message: Message
    operations: Sequence[Operation]
    noted: int
    entry: float

    def cpu_ms(self, process: str) -> float:
        """Return the CPU of a process for one job, from its event to its end, in milliseconds."""
        return 1000 * (self.door.cpu.get(process, 0) + self.worker.cpu.get(process, 0)) / self.jobs

    @property
    def journal(self) -> float:
        """Bytes that a job writes to the journal of each member."""
        return (self.door.journal + self.worker.journal) / self.jobs

    @property
    def copied(self) -> float:
        """Bytes of a job that each further member copies."""
        return (self.door.copied + self.worker.copied) / self.jobs

    @property
    def syncs(self) -> float:
        """How often the disk is waited for, for one job of a backlog."""
        return (self.door.syncs + self.worker.syncs) / self.jobs


def measure_work(stage: Stage, kinds: Sequence[Kind]) -> Iterator[Work]:
    """Measure one kind after the other."""
    with MongoClient[dict[str, Any]](stage.infrastructure.mongodb_url) as client:
        for kind in kinds:
            yield _measured(stage, stage.record(kind), client)


def calls_of(recording: Recording) -> Mapping[str, int]:
    """Count the calls of a record by vendor."""
    return Counter(one.system for one in read(recording.path.read_bytes()))


def note_held(stage: Stage, kind: Kind) -> Sequence[Operation]:
    """Return the operations of NOTED jobs of a tenant that is at its cap: most are held, and taken from the ledger."""
    recording = stage.record(kind)
    with started(stage, DEFAULT):
        work_off(stage, recording, WARM_UP)
        with noting(stage.infrastructure.mongodb_url, DATABASE) as operations:
            work_off(stage, recording, NOTED)
    return operations


def _measured(stage: Stage, recording: Recording, client: MongoClient[dict[str, Any]]) -> Work:
    with started(stage, WIDE):
        work_off(stage, recording, WARM_UP)
        meter = Meter(client, _pids(stage))
        door, on_disk = _taken_in(stage, recording, meter)
        before = meter.read()
        stage.neighbours.restart()
        stage.scene.suite.order_sync.signal(signal.SIGCONT)
        await_all(stage, recording, JOBS)
        worker = meter.read().since(before)
        entry, message = entry_bytes(stage.jobs, JOBS), Message(body_of(stage.jobs), on_disk)
        with noting(stage.infrastructure.mongodb_url, DATABASE) as operations:
            work_off(stage, recording, NOTED)
    return Work(
        recording.kind.name, JOBS, calls_of(recording), door, worker, message, operations, NOTED, entry
    )


def _taken_in(stage: Stage, recording: Recording, meter: Meter) -> tuple[Reading, float]:
    """Post the events while the worker is stopped; also return what the broker writes to its disk for each."""
    stage.scene.suite.order_sync.signal(signal.SIGSTOP)
    empty = disk_of(stage.infrastructure)
    before = meter.read()
    stage.post(recording.kind, stage.numbers(JOBS))
    time.sleep(_PUBLISHED_AFTER)
    door = meter.read().since(before)
    return door, (disk_of(stage.infrastructure) - empty) / JOBS


def _pids(stage: Stage) -> Mapping[str, int | None]:
    suite = stage.scene.suite
    parts = {name: stage.pids[name] for name in (BROKER, STORE)}
    return {DOOR: suite.gateway.pid, WORKER: suite.order_sync.pid, **parts}
