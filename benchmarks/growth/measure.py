"""Let the gateway take events in and a worker do their jobs, and read the memory of both after each step."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from benchmarks.growth.plan import PORTION, REST_SECONDS, STEP_SECONDS, STEPS
from benchmarks.growth.series import Series
from benchmarks.load.generator import post_all
from benchmarks.load.requests import requests_of, unique_keys
from benchmarks.plan import CONNECTIONS
from benchmarks.stage import Stage
from benchmarks.usage import rss_mib
from local_stack.errors import StackError
from local_stack.progress import Progress
from local_stack.scene import awaited

HANDLER = "empty"


@dataclass(frozen=True)
class Pair:
    """The processes that are watched, by their ids."""

    gateway: int | None
    worker: int | None

    def memory(self) -> tuple[float, float]:
        """The resident memory of both in MiB, once they rest."""
        time.sleep(REST_SECONDS)
        return rss_mib(self.gateway), rss_mib(self.worker)


def measure(stage: Stage, jobs: int, progress: Progress) -> tuple[Series, Series]:
    """Do so many jobs; the gateway's memory and the worker's. Raises StackError when jobs are not done in time."""
    with stage.ours.door, stage.worker(HANDLER) as worker:
        pair = Pair(stage.ours.door.pid, worker.pid)
        events = requests_of(stage.ours.url, stage.ours.secret, unique_keys("growth"))
        _do(stage, events, 1)  # its queues are declared and its ledger is open from then on
        at_rest = pair.memory()
        read = []
        for number in range(STEPS):
            with progress.step(f"step {number + 1} of {STEPS}"):
                _do(stage, events, jobs // STEPS)
                read.append(pair.memory())
    gateway, worked = (tuple(column) for column in zip(*read, strict=True))
    return Series("webhook-gateway", at_rest[0], gateway), Series("worker", at_rest[1], worked)


def _do(stage: Stage, events: Iterator[bytes], jobs: int) -> None:
    """Have so many jobs done, then forget them: what the ledger has of old ones is not what is measured."""
    left = jobs
    while left:
        portion = min(left, PORTION)
        _post(stage, islice(events, portion), portion)
        left -= portion
    awaited(f"{jobs:,} jobs are done", lambda: stage.ledger.count(state="done") == jobs, STEP_SECONDS)
    stage.ledger.forget(state="done")


def _post(stage: Stage, events: Iterator[bytes], portion: int) -> None:
    load = post_all(events, stage.ours.url, connections=CONNECTIONS)
    if load.accepted != portion:
        message = f"{portion - load.accepted} of {portion} events were not accepted"
        raise StackError(message)
