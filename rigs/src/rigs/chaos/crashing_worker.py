"""order-sync with a fuse: `CRASH_STAGE` says where it dies, `CRASH_AT` at which passage of that stage."""

import asyncio
import os
import sys
from collections.abc import Mapping, Sequence
from datetime import datetime

import aiohttp

from flow_omnium.jobs.attempt_result import AttemptResult
from flow_omnium.jobs.broker.publisher import BrokerPublisher
from flow_omnium.jobs.broker.topology import Queue
from flow_omnium.jobs.entry import JobEntry
from flow_omnium.jobs.handler import Handlers
from flow_omnium.jobs.kinds import ORDER_QUEUE, RECEIPT_QUEUE
from flow_omnium.jobs.ledger.contract import Completed, Lease, Refusal
from flow_omnium.jobs.ledger.runs import MongoRunLedger
from flow_omnium.jobs.message import JobMessage
from flow_omnium.jobs.state import JobState
from flow_omnium.jobs.worker.service import Neighbours, WorkerService, serve_worker
from flow_omnium.jobs.worker.settings import WorkerServiceSettings
from flow_omnium.runtime.database import Database
from flow_omnium.runtime.service import run_service
from order_sync.app import NAME, build_handlers
from rigs.chaos.fuse import Fuse, Stage


class CrashingLedger(MongoRunLedger):
    """The real ledger; the process may die around each call of it."""

    def __init__(self, database: Database, fuse: Fuse) -> None:
        super().__init__(database)
        self._fuse = fuse

    async def claim(self, message: JobMessage, lease: Lease) -> JobEntry | Refusal:
        """See `RunLedger.claim`."""
        self._fuse.burn(Stage.BEFORE_CLAIM)
        claimed = await super().claim(message, lease)
        self._fuse.burn(Stage.AFTER_CLAIM)
        return claimed

    async def complete(self, entry: JobEntry, result: AttemptResult, at: datetime) -> Completed | None:
        """See `RunLedger.complete`."""
        self._fuse.burn(Stage.AFTER_APPLY)
        completed = await super().complete(entry, result, at)
        self._fuse.burn(Stage.BEFORE_WAIT if result.state is JobState.WAITING else Stage.AFTER_SETTLE)
        return completed


class CrashingPublisher(BrokerPublisher):
    """The real publisher; the process may die once the broker has confirmed a message into a wait queue."""

    def __init__(self, url: str, name: str, queues: Sequence[Queue], fuse: Fuse) -> None:
        super().__init__(url, name=name, queues=queues)
        self._fuse = fuse

    async def publish(self, queue: str, body: bytes, headers: Mapping[str, str]) -> None:
        """See `Publisher.publish`."""
        await super().publish(queue, body, headers)
        if ".wait." in queue:
            self._fuse.burn(Stage.AFTER_WAIT)


def crashing_service(fuse: Fuse) -> WorkerService:
    """order-sync's own handlers and queues, around the fuse."""

    def build(near: Neighbours) -> Handlers:
        near.session.trace_configs.append(_after_each_line(fuse))
        return build_handlers(near)

    return WorkerService(
        NAME,
        (ORDER_QUEUE, RECEIPT_QUEUE),
        build,
        open_ledger=lambda database, _unreadables: CrashingLedger(database, fuse),
        open_publisher=lambda url, name, queues, _supervisor: CrashingPublisher(url, name, queues, fuse),
    )


def _after_each_line(fuse: Fuse) -> aiohttp.TraceConfig:
    """Pass the stage in the middle of an order: a line of it is written, the rest is not."""

    async def on_end(_session: object, _context: object, ended: aiohttp.TraceRequestEndParams) -> None:
        if ended.method == "POST" and ended.url.path.endswith("/items"):
            fuse.burn(Stage.MID_APPLY)

    trace = aiohttp.TraceConfig()
    trace.on_request_end.append(on_end)
    trace.freeze()
    return trace


def main() -> None:
    """Run until the fuse has burnt down."""
    fuse = Fuse(Stage(os.environ["CRASH_STAGE"]), int(os.environ["CRASH_AT"]))

    async def serve(settings: WorkerServiceSettings, stop: asyncio.Event) -> None:
        await serve_worker(crashing_service(fuse), settings, stop)

    sys.exit(run_service(NAME, WorkerServiceSettings, serve))


if __name__ == "__main__":
    main()
