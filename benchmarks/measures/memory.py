"""Memory of gateway and worker at rest, and with many jobs that wait for their next attempt."""

import time
from dataclasses import dataclass
from itertools import islice

from benchmarks.load.generator import post_all
from benchmarks.load.requests import requests_of, unique_keys
from benchmarks.plan import CONNECTIONS, WAITING_JOBS
from benchmarks.stage import Stage
from benchmarks.usage import rss_mib
from local_stack.scene import awaited

REST_SECONDS = 1.5
"""Time in which the memory of a worker that has started no longer grows: its queues are declared and it waits for deliveries."""
GROWTH_MIB = 1.0
WAITING_SECONDS = 60.0


@dataclass(frozen=True)
class Memory:
    """Resident memory in MiB, and how many jobs waited."""

    gateway_at_rest: float
    gateway_waiting: float
    worker_at_rest: float
    worker_waiting: float
    waiting: int


def measure_memory(stage: Stage) -> Memory:
    """Let every one of many jobs fail once; their delay is minutes, so all wait at the same time."""
    ours = stage.ours
    with ours.door, stage.worker("failing") as worker:
        _await_rest(worker.pid)
        at_rest = rss_mib(ours.door.pid), rss_mib(worker.pid)
        events = islice(requests_of(ours.url, ours.secret, unique_keys("memory")), WAITING_JOBS)
        post_all(events, ours.url, connections=CONNECTIONS)
        awaited("all jobs wait", lambda: stage.ledger.count(state="waiting") == WAITING_JOBS, WAITING_SECONDS)
        return Memory(
            at_rest[0],
            rss_mib(ours.door.pid),
            at_rest[1],
            rss_mib(worker.pid),
            stage.ledger.count(state="waiting"),
        )


def _await_rest(pid: int | None) -> None:
    """Wait until a process has started: on a busy machine that takes longer."""
    before = 0.0
    while (now := rss_mib(pid)) - before > GROWTH_MIB:
        before = now
        time.sleep(REST_SECONDS)
