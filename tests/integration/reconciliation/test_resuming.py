"""A reconciliation is gone on with where it stopped: killed at any step, or cut short by a list that breaks off."""

from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

from flow_omnium.jobs.handler import JobContext
from flow_omnium.jobs.kinds import JobKind
from flow_omnium.jobs.sync import Plan, Summary, Syncs
from flow_omnium.outcomes import Deferral, Deferred, Unavailable
from flow_omnium.polling.source import Sighting
from flow_omnium.reconciliation.documents import NOTED
from flow_omnium.reconciliation.mongo import MongoReconciliations
from flow_omnium.reconciliation.report import Report, ReportState, Row
from flow_omnium.reconciliation.result import Result
from flow_omnium.runtime.database import Database

ORDERS = 120
"""More than two batches of what is compared; a list gives them in six."""

DRIFTING = 12


class Killed(BaseException):
    """The process is gone: nothing that it has begun is ended."""


@dataclass
class Change:
    """Stands for a write that would mend a record."""

    def describe(self) -> Summary:
        """See `Write.describe`."""
        return Summary("change it")


@dataclass
class Planning:
    """Stands for the plans of orders, of which each tenth differs: what is tried is how the work is gone on with."""

    compared: list[str] = field(default_factory=list)

    async def plan(self, job: JobContext) -> Plan:
        """See `Sync.plan`."""
        self.compared.append(job.key)
        return Plan(writes=(Change(),)) if int(job.key) % 10 == 0 else Plan()

    async def apply(self, _job: JobContext, _write: object) -> None:
        """See `Sync.apply`."""

    @property
    def syncs(self) -> Syncs:
        """Return it for every kind of job."""
        return dict.fromkeys(JobKind, self)


class Dying(MongoReconciliations):
    """Keeps reconciliations until its process is killed: just before, or just after, what it does for the n-th time."""

    def __init__(self, database: Database, step: str, times: int, *, is_done: bool) -> None:
        super().__init__(database)
        self._step = step
        self._left = times
        self._is_done = is_done

    async def note(self, report_id: str, records: Sequence[Sighting]) -> None:
        """See `Reconciliations.note`."""
        await self._dies_at("note", lambda: super(Dying, self).note(report_id, records))

    async def add(self, report_id: str, rows: Sequence[Row]) -> None:
        """See `Reconciliations.add`."""
        await self._dies_at("add", lambda: super(Dying, self).add(report_id, rows))

    async def save(self, report: Report) -> None:
        """See `Reconciliations.save`."""
        await self._dies_at("save", lambda: super(Dying, self).save(report))

    async def _dies_at(self, step: str, act: Callable[[], Awaitable[None]]) -> None:
        self._left -= step == self._step
        dies = step == self._step and not self._left
        if not dies or self._is_done:
            await act()
        if dies:
            raise Killed


@pytest.fixture
async def orders(world: Any) -> Any:
    """Omnium has so many orders that changed, and lists twenty at once."""
    assert (await world.omnium.patch("/_sim/config", {"orderBatch": 20})).status == 200
    world.has_orders(f"{number:03}" for number in range(ORDERS))
    return world


async def is_kept(world: Any) -> set[str]:
    """Return the orders whose comparison is kept."""
    rows = world.database["reconciliation_rows"].find({"result": {"$ne": NOTED}})
    return {document["key"] async for document in rows}


@pytest.mark.parametrize("is_done", [False, True], ids=["before", "after"])
@pytest.mark.parametrize(
    ("step", "times"),
    [("note", 4), ("save", 2), ("add", 1), ("add", 2), ("save", 4)],
)
async def test_a_run_that_is_killed_is_gone_on_with_and_leaves_nothing_out(
    orders: Any, step: str, times: int, is_done: bool
) -> None:
    planning = Planning()
    id_ = await orders.order(fix=True)
    with pytest.raises(Killed):
        await orders.work(planning.syncs, Dying(orders.database, step, times, is_done=is_done))
    kept, before = await is_kept(orders), len(planning.compared)

    await orders.work(planning.syncs)

    report, rows = await orders.report(id_)
    assert (report.state, report.total, report.counts.looked_at) == (ReportState.DONE, ORDERS, ORDERS)
    assert not kept & set(planning.compared[before:])
    assert set(planning.compared) | set(rows) == {f"{number:03}" for number in range(ORDERS)}
    # What was compared for nothing is the batch that was on its way, if there was one.
    assert len(planning.compared) <= ORDERS + before - len(kept)
    # A job that was made before the end is pending, and serves: none is made twice, and none is lost.
    jobs = Counter([job["key"] async for job in orders.database["jobs"].find()])
    assert jobs == Counter(f"{number:03}" for number in range(0, ORDERS, 10))
    assert {row.result for row in rows.values()} <= {Result.DIFFER, Result.PENDING}
    assert len(rows) == DRIFTING


async def test_a_scroll_that_expired_is_read_anew_and_each_order_is_compared_once(orders: Any) -> None:
    planning = Planning()
    id_ = await orders.order()
    scroll = {"method": "GET", "route": "/api/Orders/Scroll/{id}"}
    for fault in ({"kind": "delay", "seconds": 0, "count": 2}, {"kind": "status", "status": 404}):
        assert (await orders.omnium.post("/_sim/faults", {**scroll, **fault})).status == 201
    await orders.work(planning.syncs)
    report, _ = await orders.report(id_)
    assert (report.total, report.counts.agree, report.counts.differ) == (ORDERS, ORDERS - DRIFTING, DRIFTING)
    assert (len(planning.compared), len(set(planning.compared))) == (ORDERS, ORDERS)


async def test_a_scroll_that_expires_again_and_again_ends_the_run_and_the_next_one_reads_it(
    orders: Any,
) -> None:
    planning = Planning()
    id_ = await orders.order()
    assert (await orders.omnium.patch("/_sim/config", {"scrollSeconds": 0})).status == 200
    with pytest.raises(Unavailable, match="expired"):
        await orders.work(planning.syncs)
    begun, _ = await orders.report(id_)
    assert (begun.state, begun.total, planning.compared) == (ReportState.RUNNING, None, [])
    assert (await orders.omnium.patch("/_sim/config", {"scrollSeconds": 300})).status == 200
    await orders.work(planning.syncs)
    report, _ = await orders.report(id_)
    assert (report.state, report.total) == (ReportState.DONE, ORDERS)
    assert Counter(planning.compared) == Counter(f"{number:03}" for number in range(ORDERS))


async def test_more_orders_than_a_search_of_omnium_can_show_are_all_noted(world: Any) -> None:
    """Pages end at 10,000 (omnium.md 2.4); here the limit that ends the run comes before the first comparison."""
    world.has_orders(f"{number:05}" for number in range(10_050))
    id_ = await world.order()

    class Limited(Planning):
        """Meets a limit at once."""

        async def plan(self, _job: JobContext) -> Plan:
            """See `Sync.plan`."""
            raise Deferred("slowly", cause=Deferral.RATE_LIMITED, after_seconds=2)

    with pytest.raises(Deferred):
        await world.work(Limited().syncs)
    report, _ = await world.report(id_)
    assert (report.state, report.total, report.counts.looked_at) == (ReportState.RUNNING, 10_050, 0)
