"""A real worker process whose handler is empty, or fails each time: `python -m benchmarks.ours.worker empty`."""

import asyncio
import sys

from flow_omnium.jobs.handler import Handler, Handlers, JobContext
from flow_omnium.jobs.kinds import ORDER_QUEUE, JobKind
from flow_omnium.jobs.worker.service import Neighbours, WorkerService, serve_worker
from flow_omnium.jobs.worker.settings import WorkerServiceSettings
from flow_omnium.outcomes import Failed
from flow_omnium.runtime.service import run_service

NAME = "bench-worker"


async def do_nothing(_context: JobContext) -> None:
    """Be empty."""


async def fail(_context: JobContext) -> None:
    """Fail: the job waits for its next attempt."""
    raise Failed("this handler always fails")


HANDLERS: dict[str, Handler] = {"empty": do_nothing, "failing": fail}


async def serve(settings: WorkerServiceSettings, stop: asyncio.Event) -> None:
    """Work off the order queue until told to stop."""
    handler = HANDLERS[sys.argv[1]]

    def build_handlers(_near: Neighbours) -> Handlers:
        return {JobKind.INBOUND_ORDER: handler}

    await serve_worker(WorkerService(NAME, [ORDER_QUEUE], build_handlers), settings, stop)


if __name__ == "__main__":
    sys.exit(run_service(NAME, WorkerServiceSettings, serve))
