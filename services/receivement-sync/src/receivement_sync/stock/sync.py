"""The sync of `stock-level` jobs: what moves in a warehouse whose stock is Flow's comes to Omnium, whatever moved it.

The key is the warehouse's uid; where a scheduled look has found changes, also the moment since when, behind `LOOKED_AFTER`.
Our own writes to Flow raise the same events: such a job finds both sides agreed, or a warehouse that is Omnium's, and ends.
"""

from datetime import datetime, timedelta
from typing import Final

from flow_omnium.flow.client import FlowClient
from flow_omnium.jobs.handler import JobContext
from flow_omnium.jobs.kinds import LOOKED_AFTER
from flow_omnium.jobs.sync import Plan, SeveralFailures, Write
from flow_omnium.omnium.client import OmniumClient
from flow_omnium.outcomes import Deferral, Deferred, Ignored, Rejected
from receivement_sync.stock.gather import StockGathering
from receivement_sync.stock.plan import plan_stock
from receivement_sync.sync import Applying

DEBOUNCE_SECONDS: Final = 30.0
"""For so long the changes of a warehouse are collected: a till that sells raises an event for each product."""

LOOKS_BACK: Final = timedelta(hours=1)
"""A job looks at what has changed from so long before its event on: a job before it may have failed, and ended for this one."""


class StockLevelSync:
    """Compares what has changed in one warehouse; the first run of a job only waits, so that many events make one comparison."""

    def __init__(self, omnium: OmniumClient, flow: FlowClient) -> None:
        self._omnium = omnium
        self._flow = flow

    async def plan(self, job: JobContext) -> Plan:
        """See `Sync.plan`."""
        warehouse, _, window = job.key.partition(LOOKED_AFTER)
        gathering = StockGathering(self._omnium, self._flow, job.tenant)
        stores = gathering.stores(warehouse, job.event.get("storeUid"))
        if not stores:
            message = f"the stock of warehouse {warehouse} is not Flow's"
            raise Ignored(message)
        if not window and not job.is_rerun and job.wakes is not None:
            message = "more may move in the warehouse in these seconds"
            raise Deferred(message, cause=Deferral.DEBOUNCED, after_seconds=DEBOUNCE_SECONDS)
        found = await gathering.gather(warehouse, stores, _since(job, window))
        job.journal.in_store(found.owner)
        return plan_stock(found)

    async def apply(self, job: JobContext, write: Write) -> None:
        """See `Sync.apply`. What Omnium refuses of single products is flagged: no retry mends it, and the others are set."""
        try:
            await Applying(self._omnium, self._flow, job.tenant).apply(write)
        except (Rejected, SeveralFailures) as refusal:
            job.journal.flag(str(refusal))


def _since(job: JobContext, window: str) -> datetime | None:
    """Return from when on changes count; None: all levels are compared, as where a person asks without an event."""
    if window:
        return _moment(window)
    return None if job.accepted_at is None else job.accepted_at - LOOKS_BACK


def _moment(text: str) -> datetime | None:
    """Read the window of a key; any other text stands for all that is there."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else None
