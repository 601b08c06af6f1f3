"""A worker whose jobs take it down when their record is named so: what a real one does by its data, bluntly."""

import asyncio
import ctypes
import os
import re
import signal
import sys
import time
from collections.abc import Callable, Mapping

from flow_omnium.jobs.handler import Handlers, JobContext
from flow_omnium.jobs.kinds import ORDER_QUEUE, JobKind
from flow_omnium.jobs.worker.service import Neighbours, WorkerService, serve_worker
from flow_omnium.jobs.worker.settings import WorkerServiceSettings
from flow_omnium.runtime.service import run_service

NAME = "order-sync"
INNOCENT_SECONDS = 0.3


def killed() -> None:
    """As the kernel does with a process that is out of memory."""
    os.kill(os.getpid(), signal.SIGKILL)


def crashed() -> None:
    """As native code does with a bad pointer."""
    ctypes.string_at(0)


def blocked() -> None:
    """As a synchronous call does that never ends."""
    time.sleep(3600)


def spinning() -> None:
    """As a regular expression does that backtracks for ever, and lets no other thread run."""
    re.fullmatch(r"(a+)+b", "a" * 64)


POISONS: Mapping[str, Callable[[], None]] = {
    poison.__name__: poison for poison in (killed, crashed, blocked, spinning)
}


async def handle(job: JobContext) -> None:
    """Die as the record's name says, a moment after the others have begun; else end well."""
    poison = POISONS.get(job.key.partition("-")[0])
    await asyncio.sleep(INNOCENT_SECONDS / 2)
    if poison is not None:
        poison()
    await asyncio.sleep(INNOCENT_SECONDS / 2)


def build_handlers(_near: Neighbours) -> Handlers:
    """Every kind alike."""
    return dict.fromkeys(JobKind, handle)


async def serve(settings: WorkerServiceSettings, stop: asyncio.Event) -> None:
    """Read the queue of orders."""
    await serve_worker(WorkerService(NAME, (ORDER_QUEUE,), build_handlers), settings, stop)


def main() -> None:
    """Run until SIGTERM, or until a job says otherwise."""
    sys.exit(run_service(NAME, WorkerServiceSettings, serve))


if __name__ == "__main__":
    main()
