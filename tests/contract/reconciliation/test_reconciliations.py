"""What keeping reconciliations promises: the same tests in memory and on MongoDB."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from flow_omnium.jobs.kinds import JobKind
from flow_omnium.polling.source import Sighting
from flow_omnium.reconciliation import memory, mongo
from flow_omnium.reconciliation.contract import Reconciliations
from flow_omnium.reconciliation.judging import Judgement
from flow_omnium.reconciliation.memory import MemoryReconciliations
from flow_omnium.reconciliation.mongo import COLLECTION, MongoReconciliations
from flow_omnium.reconciliation.order import ReconciliationKind, ReconciliationOrder
from flow_omnium.reconciliation.report import Report, ReportState, Row
from flow_omnium.reconciliation.result import Counts, Result
from flow_omnium.runtime.database import Database

NOW = datetime(2026, 1, 5, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
ORDERS = ReconciliationOrder("acme", ReconciliationKind.ORDERS, "kari", NOW, since=NOW - HOUR, fix=True)


@pytest.fixture(params=["memory", "mongodb"])
def reconciliations(request: pytest.FixtureRequest) -> Reconciliations:
    if request.param == "memory":
        return MemoryReconciliations()
    database: Database = request.getfixturevalue("database")
    return MongoReconciliations(database)


async def test_what_is_ordered_again_while_it_is_queued_is_ordered_once(
    reconciliations: Reconciliations,
) -> None:
    first = await reconciliations.order(ORDERS)
    again = await reconciliations.order(replace(ORDERS, by="ola", at=NOW + HOUR))
    assert (first.is_new, again.is_new, again.id) == (True, False, first.id)


@pytest.mark.parametrize("later", [timedelta(0), HOUR, timedelta(days=3)])
async def test_one_that_looks_back_further_serves(reconciliations: Reconciliations, later: timedelta) -> None:
    first = await reconciliations.order(ORDERS)
    assert ORDERS.since is not None
    assert (await reconciliations.order(replace(ORDERS, since=ORDERS.since + later))).id == first.id


async def test_one_without_a_beginning_serves_whoever_asks(reconciliations: Reconciliations) -> None:
    whole = await reconciliations.order(replace(ORDERS, since=None))
    assert (await reconciliations.order(ORDERS)).id == whole.id
    assert (await reconciliations.order(replace(ORDERS, since=None))).id == whole.id


@pytest.mark.parametrize(
    "change",
    [
        {"since": NOW - 2 * HOUR},
        {"since": None},
        {"tenant_uid": "globex"},
        {"kind": ReconciliationKind.STOCK},
        {"fix": False},
        {"dry_run": True},
        {"until": NOW},
        {"ids": ("1", "2")},
    ],
)
async def test_another_one_is_ordered_beside_it(
    reconciliations: Reconciliations, change: dict[str, Any]
) -> None:
    first = await reconciliations.order(ORDERS)
    other = await reconciliations.order(replace(ORDERS, **change))
    assert other.is_new
    assert other.id != first.id


async def test_it_is_written_down_as_the_workers_read_it(database: Database) -> None:
    ordered = await MongoReconciliations(database).order(ORDERS)
    assert await database[COLLECTION].find_one({}) == {
        "_id": ordered.id,
        "tenantUid": "acme",
        "kind": "orders",
        "since": NOW - HOUR,
        "until": None,
        "ids": None,
        "fix": True,
        "dryRun": False,
        "state": "queued",
        "orderedAt": NOW,
        "orderedBy": "kari",
    }


async def test_one_that_has_begun_serves_nobody_who_asks_later(database: Database) -> None:
    reconciliations = MongoReconciliations(database)
    first = await reconciliations.order(ORDERS)
    await database[COLLECTION].update_one({"_id": first.id}, {"$set": {"state": "running"}})
    assert (await reconciliations.order(ORDERS)).is_new


KINDS = (ReconciliationKind.ORDERS, ReconciliationKind.RECEIPTS)
INBOUND = JobKind.INBOUND_ORDER


def a_row(key: str, result: Result = Result.AGREE, *, is_fixed: bool = False) -> Row:
    told = () if result is Result.AGREE else ("set the state (state: PARKED)",)
    error = ("NotFound", "there is none") if result is Result.NOT_COMPARABLE else (None, None)
    return Row(INBOUND, key, Judgement(result, told, *error), NOW, is_fixed)


async def begun(reconciliations: Reconciliations, order: ReconciliationOrder = ORDERS) -> Report:
    id_ = (await reconciliations.order(order)).id
    report = Report(id_, replace(order, until=NOW), ReportState.RUNNING, started_at=NOW)
    await reconciliations.save(report)
    return report


async def ended(reconciliations: Reconciliations, report: Report, at: datetime = NOW) -> Report:
    counts = await reconciliations.counted(report.id)
    over = replace(report, state=ReportState.DONE, counts=counts, ended_at=at)
    await reconciliations.save(over)
    return over


async def test_what_is_queued_or_begun_is_unfinished_the_oldest_first(
    reconciliations: Reconciliations,
) -> None:
    receipts = replace(ORDERS, kind=ReconciliationKind.RECEIPTS)
    second = await reconciliations.order(replace(receipts, at=NOW + HOUR))
    first = await begun(reconciliations)
    await ended(reconciliations, await begun(reconciliations, replace(ORDERS, fix=False)))
    for other in (
        replace(ORDERS, tenant_uid="globex"),
        replace(ORDERS, kind=ReconciliationKind.STOCK),
    ):
        await reconciliations.order(other)
    found = await reconciliations.unfinished("acme", KINDS)
    assert [one.id for one in found] == [first.id, second.id]
    assert found[0] == first


async def test_a_report_is_read_as_it_was_saved(reconciliations: Reconciliations) -> None:
    report = await begun(reconciliations, replace(ORDERS, since=None, ids=("1", "2")))
    over = replace(
        report,
        state=ReportState.FAILED,
        counts=Counts(agree=3, differ=1, fixed=1),
        total=5,
        notes=("look at this",),
        error="Rejected: no",
        ended_at=NOW + HOUR,
    )
    await reconciliations.save(over)
    assert await reconciliations.read(report.id) == over
    assert await reconciliations.read("another") is None


async def test_a_tenants_reports_are_listed_the_newest_first(reconciliations: Reconciliations) -> None:
    ids = [
        (await reconciliations.order(replace(ORDERS, at=NOW + number * HOUR, until=NOW + number * HOUR))).id
        for number in range(3)
    ]
    await reconciliations.order(replace(ORDERS, tenant_uid="globex"))
    found = await reconciliations.reports("acme", 2)
    assert [one.id for one in found] == [ids[2], ids[1]]


async def test_what_is_noted_is_left_until_it_is_compared(reconciliations: Reconciliations) -> None:
    report, other = await begun(reconciliations), await begun(reconciliations, replace(ORDERS, fix=False))
    seen = [Sighting(INBOUND, key, "", {"storeUid": "oslo"}) for key in "CAB"]
    await reconciliations.note(report.id, [*seen, seen[0]])
    await reconciliations.note(other.id, seen[:1])
    await reconciliations.add(report.id, [a_row("A")])
    await reconciliations.note(report.id, [*seen, Sighting(INBOUND, "D", "")])
    left = await reconciliations.left(report.id, 10)
    assert [(one.key, dict(one.event)) for one in left] == [
        ("B", {"storeUid": "oslo"}),
        ("C", {"storeUid": "oslo"}),
        ("D", {}),
    ]
    assert [one.key for one in await reconciliations.left(report.id, 1)] == ["B"]
    assert (await reconciliations.noted(report.id), await reconciliations.noted(other.id)) == (4, 1)
    assert await reconciliations.rows(report.id, 10) == []


async def test_what_was_compared_is_counted_once(reconciliations: Reconciliations) -> None:
    report, other = await begun(reconciliations), await begun(reconciliations, replace(ORDERS, fix=False))
    await reconciliations.note(report.id, [Sighting(INBOUND, "E", "")])
    for _ in range(2):
        await reconciliations.add(
            report.id,
            [a_row("A"), a_row("B", Result.DIFFER, is_fixed=True), a_row("C", Result.NOT_COMPARABLE)],
        )
    await reconciliations.add(other.id, [a_row("D")])
    assert await reconciliations.counted(report.id) == Counts(agree=1, differ=1, not_comparable=1, fixed=1)


async def test_rows_are_read_as_they_were_kept_by_kind_and_key(reconciliations: Reconciliations) -> None:
    report = await begun(reconciliations)
    rows = [
        a_row("B", Result.DIFFER, is_fixed=True),
        a_row("C", Result.NOT_COMPARABLE),
        a_row("D", Result.DIFFER),
    ]
    await reconciliations.add(report.id, [a_row("A"), *reversed(rows)])
    assert await reconciliations.rows(report.id, 10) == rows
    assert await reconciliations.rows(report.id, 2) == rows[:2]
    assert await reconciliations.rows(report.id, 10, Result.DIFFER) == [rows[0], rows[2]]


async def test_of_a_report_that_is_over_rows_are_left_that_do_not_agree_and_not_too_many(
    reconciliations: Reconciliations, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (memory, mongo):
        monkeypatch.setattr(module, "MOST_ROWS", 2)
    report = await begun(reconciliations)
    await reconciliations.add(report.id, [a_row("A"), *(a_row(key, Result.DIFFER) for key in "BCD")])
    over = await ended(reconciliations, report)
    assert [row.key for row in await reconciliations.rows(report.id, 10)] == ["B", "C"]
    assert await reconciliations.noted(report.id) == 2
    assert (over.counts.agree, over.counts.differ) == (1, 3)


async def test_the_latest_of_a_window_is_told_by_tenant_and_kind(reconciliations: Reconciliations) -> None:
    older = await begun(reconciliations)
    newer = await begun(reconciliations, replace(ORDERS, fix=False))
    of_ids = await begun(reconciliations, replace(ORDERS, ids=("1",)))
    elsewhere = await begun(reconciliations, replace(ORDERS, tenant_uid="globex"))
    stock = await begun(reconciliations, replace(ORDERS, kind=ReconciliationKind.STOCK))
    await begun(reconciliations, replace(ORDERS, dry_run=True))
    newer = await ended(reconciliations, newer, NOW)
    await ended(reconciliations, older, NOW - HOUR)
    await ended(reconciliations, of_ids, NOW + HOUR)
    elsewhere = await ended(reconciliations, elsewhere, NOW)
    await ended(reconciliations, stock, NOW)
    orders = ReconciliationKind.ORDERS
    found = await reconciliations.latest(KINDS, NOW - timedelta(days=1))
    assert found == {("acme", orders): newer, ("globex", orders): elsewhere}
    assert await reconciliations.latest(KINDS, NOW) == {}


async def test_a_damaged_report_hides_no_other(database: Database) -> None:
    reconciliations = MongoReconciliations(database)
    good = await reconciliations.order(ORDERS)
    await database[COLLECTION].insert_one(
        {"_id": "bad", "tenantUid": "acme", "kind": "orders", "state": "queued"}
    )
    assert [one.id for one in await reconciliations.unfinished("acme", KINDS)] == [good.id]
    assert await reconciliations.read("bad") is None
