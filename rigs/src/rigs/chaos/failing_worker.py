"""order-sync's engine around handlers that fail at once: what waiting jobs cost shows without what running ones do."""

import asyncio
import sys

from flow_omnium.jobs.handler import Handlers, JobContext
from flow_omnium.jobs.kinds import ORDER_QUEUE, RECEIPT_QUEUE, JobKind
from flow_omnium.jobs.worker.service import Neighbours, WorkerService, serve_worker
from flow_omnium.jobs.worker.settings import WorkerServiceSettings
from flow_omnium.outcomes import Failed
from flow_omnium.runtime.service import run_service
from order_sync.app import NAME


async def fail(_job: JobContext) -> None:
    """Fail, as if the neighbour were down."""
    raise Failed("down for the test")


def build_handlers(_near: Neighbours) -> Handlers:
    """Every kind fails."""
    return dict.fromkeys(JobKind, fail)


async def serve(settings: WorkerServiceSettings, stop: asyncio.Event) -> None:
    """Read what order-sync reads."""
    await serve_worker(WorkerService(NAME, (ORDER_QUEUE, RECEIPT_QUEUE), build_handlers), settings, stop)


def main() -> None:
    """Run until SIGTERM."""
    sys.exit(run_service(NAME, WorkerServiceSettings, serve))


if __name__ == "__main__":
    main()
