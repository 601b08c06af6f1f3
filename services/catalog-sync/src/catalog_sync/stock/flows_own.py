"""Where the stock is Flow's: a safety look at what has moved in the shops, since an event may be lost (catalog.md 3).

What is found becomes a job of its warehouse, which receivement-sync works off: nothing is written to Omnium from here.
"""

from collections.abc import Awaitable, Callable, Collection, Mapping
from datetime import datetime

from catalog_sync.stock.sources import source_of_flow
from flow_omnium.flow.goods import FlowGoods
from flow_omnium.flow.stock_owners import masters_of, owned
from flow_omnium.jobs.kinds import JobKind, key_of_look
from flow_omnium.outcomes import NotFound, Rejected
from flow_omnium.tasks.task import TaskRun

WakesJob = Callable[[str, JobKind, str, Mapping[str, str]], Awaitable[None]]
"""Makes a job of a tenant by kind, key and event; a pending one of the key serves as well."""


async def wakes_nobody(_tenant: str, _kind: JobKind, _key: str, _event: Mapping[str, str]) -> None:
    """Make no job: where there is no ledger."""


class FlowsOwnStock:
    """Looks through the stores of one run. Raises ApiError, Deferred, InvalidData, LedgerUnavailableError."""

    def __init__(self, goods: FlowGoods, wakes: WakesJob) -> None:
        self._goods = goods
        self._wakes = wakes

    async def look(self, run: TaskRun, known: Collection[str]) -> None:
        """Ask for a job of each warehouse in which something has changed since the run before.

        In a full run, and of a store that is not among the `known` sources, each warehouse gets one.
        """
        for store in masters_of(run.tenant):
            is_whole = run.is_full or source_of_flow(store) not in known
            since = None if is_whole else run.since
            for warehouse in await self._warehouses(run, store, since):
                await self._ask(run, store, warehouse, since)

    async def _warehouses(self, run: TaskRun, store: str, since: datetime | None) -> tuple[str, ...]:
        try:
            stock = await self._goods.changed_stock(run.tenant, store, since)
        except (NotFound, Rejected) as refusal:
            run.tally.flag(f"store {store}: its stock is Flow's, and cannot be read: {refusal}")
            return ()
        return owned(stock, store)

    async def _ask(self, run: TaskRun, store: str, warehouse: str, since: datetime | None) -> None:
        run.tally.tell(f"ask for a comparison of the levels in warehouse {warehouse}, whose stock is Flow's")
        if run.is_dry:
            return
        key = key_of_look(warehouse, since)
        await self._wakes(run.tenant.tenant_uid, JobKind.STOCK_LEVEL, key, {"storeUid": store})
