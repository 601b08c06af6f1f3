"""Reports are worked off record by record, gone on with wherever they stopped, and end with what was found."""

from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from flow_omnium.jobs.handler import JobContext
from flow_omnium.jobs.kinds import JobKind
from flow_omnium.jobs.message import new_message
from flow_omnium.jobs.state import JobState
from flow_omnium.jobs.sync import Plan, Summary, Write
from flow_omnium.jobs.worker.other_jobs import NoOthers, Wanted
from flow_omnium.outcomes import (
    ApiCall,
    Deferral,
    Deferred,
    Ignored,
    InvalidData,
    NotAccepted,
    TokenUnavailable,
    Unavailable,
)
from flow_omnium.polling.source import Flag, Sighting, Window
from flow_omnium.reconciliation.compares import Compares
from flow_omnium.reconciliation.comparing import OUTAGE
from flow_omnium.reconciliation.judging import Meaning
from flow_omnium.reconciliation.memory import MemoryReconciliations
from flow_omnium.reconciliation.order import ReconciliationKind, ReconciliationOrder
from flow_omnium.reconciliation.pace import Pace
from flow_omnium.reconciliation.parts import ReportParts
from flow_omnium.reconciliation.report import Report, ReportState
from flow_omnium.reconciliation.result import Result
from flow_omnium.reconciliation.run import RECONCILED, UNKNOWN
from flow_omnium.reconciliation.task import ReconciliationTask
from flow_omnium.reconciliation.weekly import LOOKS_BACK, WEEKLY
from flow_omnium.tasks.kind import TaskName
from flow_omnium.tasks.request import RunRequest
from flow_omnium.tasks.task import TaskRun
from flow_omnium.tenants.tenant import Tenant
from flow_omnium.testing.clock import FixedClock
from flow_omnium.testing.memory_ledger import MemoryLedger
from flow_omnium.testing.tenants import a_tenant

NOW = datetime(2026, 1, 5, 9, tzinfo=UTC)
ORDERS, CUSTOMERS = ReconciliationKind.ORDERS, ReconciliationKind.CUSTOMERS
INBOUND = JobKind.INBOUND_ORDER
CALL = ApiCall("Omnium", "GET", "/api/Orders/{id}")
AWAY = Unavailable(CALL, "no answer")
LIMITED = Deferred("slowly", cause=Deferral.RATE_LIMITED, after_seconds=2)

Stands = Plan | Exception


@dataclass(frozen=True)
class Set:
    """A write."""

    what: str = "set the state"

    def describe(self) -> Summary:
        """See `Write.describe`."""
        return Summary(self.what)


class Killed(BaseException):
    """What ends a process in the middle."""


@dataclass
class World:
    """Records by their ids, and everything that compares them."""

    ids: list[str] = field(default_factory=lambda: ["A", "B", "C"])
    stands: dict[str, Stands] = field(default_factory=dict)
    listing: Exception | None = None
    compared: list[str] = field(default_factory=list)
    windows: list[Window] = field(default_factory=list)
    made: list[Wanted] = field(default_factory=list)
    ledger: MemoryLedger = field(default_factory=MemoryLedger)
    store: MemoryReconciliations = field(default_factory=MemoryReconciliations)

    async def sightings(
        self, _tenant: Tenant, window: Window, _flag: Flag
    ) -> AsyncGenerator[Sequence[Sighting], None]:
        """See `Source.sightings`."""
        self.windows.append(window)
        if self.listing is not None:
            raise self.listing
        for start in range(0, len(self.ids), 100):
            yield [Sighting(INBOUND, id_, "v") for id_ in self.ids[start : start + 100]]

    async def find(self, _tenant: Tenant, id_: str) -> Sequence[Sighting]:
        """See `FindsById`."""
        return [Sighting(INBOUND, id_, "")] if id_ in self.ids else []

    async def plan(self, job: JobContext) -> Plan:
        """See `Sync.plan`."""
        self.compared.append(job.key)
        stands = self.stands.get(job.key, Plan())
        if isinstance(stands, Exception):
            raise stands
        return stands

    async def apply(self, _job: JobContext, _write: Write) -> None:
        """See `Sync.apply`."""
        pytest.fail("a comparison writes nothing")

    async def make(self, tenant_uid: str, wanted: Sequence[Wanted]) -> int:
        """See `MakesJobs.make`."""
        self.made += wanted
        return await make_jobs(self.ledger, tenant_uid, wanted)

    def task(self) -> ReconciliationTask:
        """Return the task; a new one each time, as after a restart."""
        meaning = Meaning(makes=lambda write: "create" in str(write.describe()), notes=lambda _write: False)
        pace = Pace(per_second=float("inf"))
        parts = ReportParts(
            self.store, {INBOUND: self}, meaning, self.ledger, self.ledger, self, FixedClock(NOW), pace
        )
        compares: Mapping[ReconciliationKind, Compares] = {
            ORDERS: Compares((INBOUND,), self.find, (self,)),
            CUSTOMERS: Compares((JobKind.OUTBOUND_CUSTOMER,), self.find),
        }
        return ReconciliationTask(parts, compares, NoOthers())

    async def order(self, kind: ReconciliationKind = ORDERS, **wanted: Any) -> str:
        """Order a report over the last hour, unless ids are wanted."""
        since = None if "ids" in wanted else NOW - timedelta(hours=1)
        order = ReconciliationOrder("acme", kind, "kari", NOW, since=since, **wanted)
        return (await self.store.order(order)).id

    async def reported(self, **wanted: Any) -> Report:
        """Order a report, work it off, and return it."""
        id_ = await self.order(**wanted)
        await self.task().run(asked())
        return self.store.kept[id_]

    async def results(self, report_id: str) -> dict[str, Result]:
        """Return how the rows of a report stand."""
        return {row.key: row.result for row in await self.store.rows(report_id, 10_000)}


async def make_jobs(ledger: MemoryLedger, tenant_uid: str, wanted: Sequence[Wanted]) -> int:
    jobs = [
        new_message(
            job_id=f"job-{len(ledger.entries)}-{number}",
            tenant_uid=tenant_uid,
            kind=one.kind,
            key=one.key,
            event=dict(one.event),
            accepted_at=NOW,
        )
        for number, one in enumerate(wanted)
    ]
    return sum(recorded.is_new for recorded in await ledger.record(jobs))


def asked(*, is_dry: bool = False) -> TaskRun:
    request = RunRequest("kari", NOW, is_dry=is_dry)
    return TaskRun(a_tenant(), TaskName.RECONCILE_ORDERS, NOW, request=request)


def scheduled(*, is_first: bool = False) -> TaskRun:
    return TaskRun(a_tenant(), TaskName.RECONCILE_ORDERS, NOW, is_first=is_first)


async def test_a_report_says_of_every_record_how_it_stands() -> None:
    world = World([*"ABCDE"])
    world.stands = {
        "B": Plan([Set("create order B")]),
        "C": Plan([Set()]),
        "D": InvalidData("taxRate", "x", "a number"),
        "E": Ignored("of no interest"),
    }
    report = await world.reported()
    assert report.state is ReportState.DONE
    assert (report.counts.looked_at, report.counts.agree, world.made) == (5, 2, [])
    assert await world.results(report.id) == {
        "B": Result.MISSING_IN_FLOW,
        "C": Result.DIFFER,
        "D": Result.NOT_COMPARABLE,
    }
    rows = {row.key: row.judgement for row in await world.store.rows(report.id, 10)}
    assert rows["C"].told == ("set the state",)
    assert rows["D"].error is not None
    assert "taxRate" in rows["D"].error


async def test_a_record_whose_job_is_pending_is_not_compared() -> None:
    world = World()
    await make_jobs(world.ledger, "acme", [Wanted(INBOUND, "B")])
    report = await world.reported(fix=True)
    assert (await world.results(report.id), world.compared) == ({"B": Result.PENDING}, ["A", "C"])


async def test_fixing_makes_a_job_of_each_that_differs_and_of_no_other() -> None:
    world = World([*"ABC"], {"A": Plan([Set()]), "B": InvalidData("id", "x", "known")})
    report = await world.reported(fix=True)
    assert world.made == [Wanted(INBOUND, "A", {RECONCILED: report.id})]
    assert (report.counts.fixed, report.counts.drift) == (1, 1)


async def flagged(world: World, *keys: str) -> None:
    """Let a job of each record have ended with a flag."""
    await make_jobs(world.ledger, "acme", [Wanted(INBOUND, key) for key in keys])
    for job_id, entry in world.ledger.entries.items():
        ended = {"state": JobState.DONE, "attention": (f"{entry.key}: look",)}
        world.ledger.entries[job_id] = entry.model_copy(update=ended)


def is_open(world: World) -> set[str]:
    return {entry.key for entry in world.ledger.entries.values() if entry.attention}


async def test_what_was_flagged_of_records_that_agree_is_settled_and_of_no_other() -> None:
    world = World([*"ABCDEF"])
    world.stands = {
        "B": Plan([Set()]),
        "C": Plan(flags=("C: look",)),
        "D": InvalidData("taxRate", "x", "a number"),
        "E": Ignored("of no interest"),
    }
    await flagged(world, *"ABCDEF", "not compared")
    report = await world.reported()
    assert is_open(world) == {*"BCDE", "not compared"}
    notes = {entry.settled.report_id for entry in world.ledger.entries.values() if entry.settled}
    assert notes == {report.id}


async def test_a_dry_run_settles_nothing() -> None:
    world = World([*"A"])
    await flagged(world, "A")
    await world.reported(dry_run=True)
    assert is_open(world) == {"A"}


async def test_what_is_flagged_while_a_record_is_compared_stays_open() -> None:
    world = World([*"A"])
    plan = world.plan

    async def flagging(job: JobContext) -> Plan:
        await flagged(world, "A")
        return await plan(job)

    world.plan = flagging  # type: ignore[method-assign]
    report = await world.reported()
    assert (report.counts.agree, is_open(world)) == (1, {"A"})


async def test_a_run_that_has_to_stop_settles_what_it_has_compared() -> None:
    world = World([*"AB"], {"B": LIMITED})
    await flagged(world, *"AB")
    await world.order()
    with pytest.raises(Deferred):
        await world.task().run(asked())
    assert is_open(world) == {"B"}


async def test_a_dry_run_makes_none() -> None:
    world = World([*"ABC"], {"A": Plan([Set()])})
    report = await world.reported(fix=True, dry_run=True)
    assert (world.made, report.counts.differ, report.counts.fixed) == ([], 1, 0)


@pytest.mark.parametrize("stop", [LIMITED, TokenUnavailable("none")])
async def test_what_stops_a_run_leaves_what_was_compared_and_the_next_goes_on(stop: Exception) -> None:
    # Seen elsewhere: https://github.com/PostHog/posthog/pull/80186, a run that goes on behind what was noted before it was kept.
    world = World([f"{number:03}" for number in range(250)], {"120": stop, "007": Plan([Set()])})
    id_ = await world.order()
    with pytest.raises(type(stop)):
        await world.task().run(asked())
    assert world.store.kept[id_].state is ReportState.RUNNING
    before = len(world.compared)
    assert 100 <= before < 125

    del world.stands["120"]
    await world.task().run(asked())

    report = world.store.kept[id_]
    assert (report.state, report.counts.looked_at, report.counts.differ) == (ReportState.DONE, 250, 1)
    # Each but the one that stopped it was compared once.
    assert len(world.compared) == 251
    assert set(world.compared) == set(world.ids)


async def test_a_run_that_was_killed_counts_nothing_twice() -> None:
    # Seen elsewhere: https://github.com/toluaina/pgsync/issues/192, all 250,000,000 rows again for three that failed.
    world = World([f"{number:03}" for number in range(120)])

    async def killed(job: JobContext) -> Plan:
        world.compared.append(job.key)
        if job.key == "060":
            raise Killed
        return Plan([Set()])

    id_ = await world.order(fix=True)
    alive, world.plan = world.plan, killed  # type: ignore[method-assign]
    with pytest.raises(Killed):
        await world.task().run(asked())
    world.plan = alive  # type: ignore[method-assign]
    await world.task().run(asked())
    counts = world.store.kept[id_].counts
    assert (counts.looked_at, counts.differ, counts.fixed, counts.agree) == (120, 50, 50, 70)
    assert len(world.made) == 50


async def test_one_record_that_we_cannot_cope_with_stops_no_other() -> None:
    # Seen elsewhere: https://github.com/open-gsd/gsd-pi/issues/1048, one row that throws, and all behind it are never done.
    world = World([*"ABC"], {"A": KeyError("whatever")})
    report = await world.reported()
    (row,) = await world.store.rows(report.id, 10)
    assert (row.key, row.judgement.error_class) == ("A", "Unexpected KeyError")
    assert (report.state, report.counts.agree) == (ReportState.DONE, 2)


async def test_a_fix_is_believed_only_when_the_next_comparison_agrees() -> None:
    # Seen elsewhere: https://github.com/phnx-labs/agi-cli/pull/3252, "reconciled", and the same drift the next time.
    world = World([*"AB"], {"A": Plan([Set()])})
    first = await world.reported(fix=True)
    for job_id, entry in world.ledger.entries.items():
        world.ledger.entries[job_id] = entry.model_copy(update={"state": "done"})
    second = await world.reported()
    world.stands.clear()
    third = await world.reported()
    assert [one.counts.drift for one in (first, second, third)] == [1, 1, 0]


async def test_an_outage_of_a_system_is_no_fault_of_its_records() -> None:
    ids = [f"{number:03}" for number in range(60)]
    world = World(ids, dict.fromkeys(ids[50:], AWAY))
    id_ = await world.order()
    with pytest.raises(Unavailable):
        await world.task().run(asked())
    # At most one more was on its way.
    assert 50 + OUTAGE <= len(world.compared) < 50 + OUTAGE + Pace().at_once
    world.stands.clear()
    await world.task().run(asked())
    assert (world.store.kept[id_].counts.agree, await world.results(id_)) == (60, {})


async def test_a_single_record_without_an_answer_holds_nothing_up() -> None:
    report = await World([*"ABC"], {"B": AWAY}).reported()
    assert (report.state, report.counts.not_comparable, report.counts.agree) == (ReportState.DONE, 1, 2)


async def test_what_cannot_be_listed_fails_and_the_next_report_is_worked_off() -> None:
    world = World(listing=NotAccepted(CALL, "neither filter nor order was kept"))
    first = await world.order()
    second = await world.order(ids=("A",))
    await world.task().run(asked())
    states = [world.store.kept[id_].state for id_ in (first, second)]
    assert sorted(states) == [ReportState.DONE, ReportState.FAILED]
    assert world.store.kept[first].error == f"NotAccepted: {world.listing}"


async def test_what_no_route_lists_must_be_named() -> None:
    report = await World().reported(kind=CUSTOMERS)
    assert report.state is ReportState.FAILED
    assert "no published route lists which customers changed" in str(report.error)


async def test_ids_are_looked_up_and_an_unknown_one_is_told() -> None:
    world = World([*"AB"])
    report = await world.reported(ids=("A", "nobody", "B", "A"))
    (row,) = await world.store.rows(report.id, 10)
    assert (row.key, row.result, row.judgement.error) == ("nobody", Result.NOT_COMPARABLE, UNKNOWN)
    assert (world.compared, report.counts.looked_at) == (["A", "B"], 3)


async def test_a_scheduled_run_orders_a_week_that_mends_nothing() -> None:
    world = World([*"A"], {"A": Plan([Set()])})
    await world.task().run(scheduled())
    (report,) = world.store.kept.values()
    assert (report.order.by, report.order.fix, report.state) == (WEEKLY, False, ReportState.DONE)
    assert (world.windows, world.made) == ([Window(NOW - LOOKS_BACK, NOW)], [])


async def test_a_run_that_is_tried_again_orders_no_second_one() -> None:
    world = World()
    await world.task().run(scheduled())
    await world.task().run(scheduled())
    assert len(world.store.kept) == 1


async def test_the_first_run_of_a_tenant_orders_nothing_but_works_off_what_waits() -> None:
    world = World()
    id_ = await world.order()
    await world.task().run(scheduled(is_first=True))
    assert {one.id: one.state for one in world.store.kept.values()} == {id_: ReportState.DONE}


async def test_a_dry_run_of_the_task_only_tells_what_waits() -> None:
    world, run = World(), asked(is_dry=True)
    id_ = await world.order(fix=True)
    await world.task().run(run)
    assert (run.tally.told, world.compared) == ([f"orders: {id_} waits"], [])
