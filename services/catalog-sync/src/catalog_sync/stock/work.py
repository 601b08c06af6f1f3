"""What is under way to Omnium and not in its levels yet: sales, returns and receptions that our own jobs tell it of.

A job names an order or a reception, and no products, so these are read from Flow. Where that cannot be done, or there are very
many, the whole store waits.
"""

import asyncio
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final

from catalog_sync.stock.under_way import UnderWay, under_way
from flow_omnium.flow.goods import FlowGoods
from flow_omnium.flow.orders import FlowOrders
from flow_omnium.jobs.kinds import TELLS_OMNIUM_OF_GOODS, JobKind
from flow_omnium.jobs.work import RecentWork, Work
from flow_omnium.outcomes import InvalidData
from flow_omnium.tenants.tenant import Tenant

MOST_READ: Final = 100
"""Of so many jobs the products are read each time; beyond them their stores wait whole."""

SHOWN_LATE: Final = timedelta(seconds=60)
"""A job that ended so shortly before a run began may not show in Omnium's search yet."""

_AT_ONCE: Final = 4


class WorkReading:
    """Reads the jobs of a tenant, and what they are about. Raises ApiError, Deferred, LedgerUnavailableError."""

    def __init__(
        self, orders: FlowOrders, goods: FlowGoods, work: RecentWork, tenant: Tenant, began_at: datetime
    ) -> None:
        self._orders = orders
        self._goods = goods
        self._work = work
        self._tenant = tenant
        self._since = began_at - SHOWN_LATE

    async def read(self) -> UnderWay:
        """Return what is under way now, or has ended since the run began: Omnium may have been read before it was told."""
        jobs = await self._work.since(self._tenant.tenant_uid, TELLS_OMNIUM_OF_GOODS, self._since)
        found: list[tuple[Work, frozenset[str] | None]] = [(job, None) for job in jobs[MOST_READ:]]
        for start in range(0, min(len(jobs), MOST_READ), _AT_ONCE):
            some = jobs[start : min(start + _AT_ONCE, MOST_READ)]
            found += zip(some, await self._about(some), strict=True)
        return under_way(found)

    async def _about(self, jobs: Sequence[Work]) -> Sequence[frozenset[str] | None]:
        return await asyncio.gather(*(self._products(job) for job in jobs))

    async def _products(self, job: Work) -> frozenset[str] | None:
        """Return the products that a job is about: none where Flow has no such record. None: they cannot be told."""
        try:
            if job.kind == JobKind.RECEIVEMENT:
                return await self._received(job)
            order = await self._orders.read(self._tenant, job.key)
        except InvalidData:
            return None
        return _uids(item.product_uid for item in order.items) if order is not None else frozenset()

    async def _received(self, job: Work) -> frozenset[str] | None:
        if job.store_uid is None:
            return None
        goods, store = self._goods, job.store_uid
        order = await goods.purchase_order(self._tenant, store, job.key)
        single = await goods.receivement(self._tenant, store, job.key)
        several = await goods.receivements(self._tenant, store, job.key)
        receptions = [*several, *([single] if single is not None else [])]
        ordered = _uids(item.product_uid for item in order.items) if order is not None else frozenset()
        return ordered | _uids(item.product.product_uid for one in receptions for item in one.items)


def _uids(uids: Iterable[str | None]) -> frozenset[str]:
    return frozenset(uid for uid in uids if uid is not None)
