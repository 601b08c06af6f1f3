"""Some workers on one backlog."""

import os
import signal
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from time import perf_counter

from benchmarks.orders.plan import WARM_UP
from benchmarks.orders.stage import Recording, Stage
from benchmarks.orders.turns import await_all, work_off
from benchmarks.scaling.plan import WIDE
from benchmarks.scaling.step import Step
from benchmarks.usage import CpuWatch
from local_stack.service import Service


def measure_workers(stage: Stage, recording: Recording, workers: Sequence[Service], orders: int) -> Step:
    """Start them, let them get warm, and then work off a backlog that came while they were stopped."""
    with _started(workers):
        work_off(stage, recording, WARM_UP * len(workers))
        _signal(workers, signal.SIGSTOP)
        stage.post(recording.kind, stage.numbers(orders))
        stage.neighbours.restart()
        named = {f"order-sync {number}": one.pid for number, one in enumerate(workers, 1)}
        watch = CpuWatch({**named, **stage.pids})
        began = perf_counter()
        watch.start()
        _signal(workers, signal.SIGCONT)
        await_all(stage, recording, orders)
        per_second = orders / (perf_counter() - began)
        watch.stop()
    return Step("workers", len(workers), per_second, watch.shares, os.cpu_count() or 1)


def fleet(stage: Stage, size: int) -> Sequence[Service]:
    """Return so many workers that are not started; the suite's own stays stopped."""
    stage.scene.suite.order_sync.stop()
    return [stage.scene.suite.service("order-sync", WIDE) for _ in range(size)]


def _signal(workers: Sequence[Service], number: int) -> None:
    for worker in workers:
        worker.signal(number)


@contextmanager
def _started(workers: Sequence[Service]) -> Iterator[None]:
    """All at once; each is stopped in the end, whatever became of the others."""
    with ExitStack() as stack:
        for worker in workers:
            worker.spawn()
            stack.callback(worker.stop)
        for worker in workers:
            worker.wait_ready()
        yield
