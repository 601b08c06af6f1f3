"""How many empty jobs a worker process finishes per second, on the backlog that the door has just taken in."""

import time
from dataclasses import dataclass

from benchmarks.plan import BACKLOG, WORK_SECONDS, WORK_TURNS, WORK_WARM_UP_SECONDS
from benchmarks.stage import Stage
from benchmarks.system import System
from benchmarks.usage import CpuWatch
from local_stack.errors import StackError

POLL_SECONDS = 0.5
"""Seldom enough that counting does not burden what is counted."""
START_SECONDS = 15.0
_WORKER = "worker"


@dataclass(frozen=True)
class Working:
    """One run: the rate, and the worker's CPU time per job."""

    per_second: float
    microseconds: float


def measure_work(stage: Stage) -> dict[str, list[Working]]:
    """Let the workers take turns on what the doors have taken in."""
    systems = [system for system in stage.systems if system.worker is not None]
    work: dict[str, list[Working]] = {system.name: [] for system in systems}
    for _ in range(WORK_TURNS):
        for system in systems:
            if system is not stage.ours:
                stage.broker.top_up(system.queues[0], BACKLOG)
            work[system.name].append(work_off(system))
    return work


def work_off(system: System) -> Working:
    """Start the worker on its backlog and watch it for a while, at most until nothing is left."""
    if system.worker is None:
        message = f"{system.name} has no worker"
        raise StackError(message)
    nothing = system.done()
    with system.worker:
        _wait_for_progress(system, nothing)
        time.sleep(WORK_WARM_UP_SECONDS)
        return _watch(system, CpuWatch({_WORKER: system.worker.pid}))


def _wait_for_progress(system: System, nothing: int) -> None:
    deadline = time.monotonic() + START_SECONDS
    while system.done() <= nothing:
        if time.monotonic() > deadline:
            message = f"the worker of {system.name} did nothing in {START_SECONDS:g} s"
            raise StackError(message)
        time.sleep(POLL_SECONDS)


def _watch(system: System, cpu: CpuWatch) -> Working:
    cpu.start()
    start, first = _sample(system)
    now, done = start, first
    while now - start < WORK_SECONDS:
        time.sleep(POLL_SECONDS)
        # The last sample before the end of the backlog counts: after it the worker may have been idle.
        if system.left() == 0:
            break
        now, done = _sample(system)
        cpu.stop()
    if done == first:
        message = f"the backlog of {system.name} was too small to measure its worker"
        raise StackError(message)
    per_second = (done - first) / (now - start)
    return Working(per_second, 1e6 * cpu.shares[_WORKER] / per_second)


def _sample(system: System) -> tuple[float, int]:
    before = time.monotonic()
    done = system.done()
    return (before + time.monotonic()) / 2, done
