"""Orders are compared as their jobs would, on both systems and a real database, and the work is gone on with."""

from datetime import UTC, datetime
from typing import Any

import pytest

from flow_omnium.jobs.handler import JobContext
from flow_omnium.jobs.kinds import JobKind
from flow_omnium.jobs.sync import Plan
from flow_omnium.jobs.worker.other_jobs import Wanted
from flow_omnium.outcomes import Deferral, Deferred
from flow_omnium.reconciliation.report import ReportState
from flow_omnium.reconciliation.result import Result
from flow_omnium.testing.sales import SALE
from simulators.testing import sample_order

INBOUND = JobKind.INBOUND_ORDER


async def test_every_way_in_which_two_systems_may_stand_is_told(world: Any) -> None:
    for order_id in ("AGREES", "DIFFERS"):
        await world.put(sample_order(order_id))
        await world.run_jobs_of(order_id)
    changed = sample_order("DIFFERS")
    changed["orderForm"]["lineItems"][0]["quantity"] = 5
    changed["orderForm"]["shipments"][0]["lineItems"][0]["quantity"] = 5
    await world.put(changed)
    await world.put(sample_order("MISSING"))
    await world.put(sample_order("PENDING"))
    await world.make("acme", [Wanted(INBOUND, "PENDING")])
    await world.put(sample_order("BROKEN", orderForm="no form at all"))
    await world.act("sell", **SALE)

    report, rows = await world.reconciled()

    assert {key: row.result for key, row in rows.items()} == {
        "DIFFERS": Result.DIFFER,
        "MISSING": Result.MISSING_IN_FLOW,
        "PENDING": Result.PENDING,
        "BROKEN": Result.NOT_COMPARABLE,
        "sale-1": Result.MISSING_IN_OMNIUM,
    }
    assert any("quantity" in line for line in rows["DIFFERS"].judgement.told)
    assert rows["MISSING"].judgement.told[0].startswith("create order MISSING in store oslo")
    assert (report.state, report.counts.agree >= 1) == (ReportState.DONE, True)
    calls = [*(await world.omnium.get("/_sim/calls")).json, *(await world.flow.get("/_sim/calls")).json]
    # What the jobs wrote before is theirs; comparing has written nothing.
    assert not [call for call in calls if "MISSING" in call["path"] and call["method"] != "GET"]


async def test_after_the_jobs_that_a_fix_has_made_both_sides_agree(world: Any) -> None:
    await world.put(sample_order("MISSING"))
    await world.act("sell", **SALE)
    report, rows = await world.reconciled(fix=True)
    assert {row.is_fixed for row in rows.values()} == {True}
    assert {(one.kind, one.key) for one in world.made} == {
        (INBOUND, "MISSING"),
        (JobKind.OUTBOUND_ORDER, "sale-1"),
    }
    for one in world.made:
        await world.run_job(one.kind, one.key)
    # As by the event of what the first one has made in the shop.
    await world.run_job(JobKind.OUTBOUND_ORDER, "MISSING")
    await world.database["jobs"].update_many({}, {"$set": {"state": "done"}, "$unset": {"pending": ""}})
    again, left = await world.reconciled()
    assert (report.counts.drift, again.counts.drift, left) == (2, 0, {})


async def test_what_was_flagged_of_an_order_that_agrees_is_settled_by_the_report(world: Any) -> None:
    for order_id in ("AGREES", "DIFFERS"):
        await world.put(sample_order(order_id))
        await world.run_jobs_of(order_id)
    changed = sample_order("DIFFERS")
    changed["orderForm"]["lineItems"][0]["quantity"] = 5
    changed["orderForm"]["shipments"][0]["lineItems"][0]["quantity"] = 5
    await world.put(changed)
    await world.make("acme", [Wanted(INBOUND, "AGREES"), Wanted(INBOUND, "DIFFERS")])
    ended = {"$set": {"state": "done", "attention": ["line 2: look"]}, "$unset": {"pending": ""}}
    await world.database["jobs"].update_many({}, ended)

    await world.reconciled(dry_run=True)
    assert await world.database["jobs"].count_documents({"attention.0": {"$exists": True}}) == 2
    report, _ = await world.reconciled()

    (open_one,) = await world.database["jobs"].find({"attention.0": {"$exists": True}}).to_list(None)
    (settled,) = await world.database["jobs"].find({"settled": {"$exists": True}}).to_list(None)
    assert (open_one["key"], settled["key"]) == ("DIFFERS", "AGREES")
    assert (settled["settled"]["reportId"], settled["settled"]["flags"]) == (report.id, ["line 2: look"])


async def test_2500_orders_are_compared_once_each_though_omnium_limits_the_calls(world: Any) -> None:
    modified = datetime.now(UTC).isoformat()
    for number in range(2500):
        await world.put({"id": f"F-{number}", "orderType": "Online", "versionId": "1", "modified": modified})
    compared: list[str] = []

    class Planning:
        """Stands for the plan: what is tried here is the list, and going on with it."""

        async def plan(self, job: JobContext) -> Plan:
            """See `Sync.plan`. The first look at one of them meets a limit."""
            compared.append(job.key)
            if job.key == "F-1234" and compared.count(job.key) == 1:
                raise Deferred("slowly", cause=Deferral.RATE_LIMITED, after_seconds=2)
            return Plan()

        async def apply(self, _job: JobContext, _write: object) -> None:
            """See `Sync.apply`."""

    syncs = dict.fromkeys(JobKind, Planning())
    id_ = await world.order()
    fault = {"method": "GET", "route": "/api/Orders/Scroll/{id}", "kind": "status", "status": 429}
    assert (await world.omnium.post("/_sim/faults", fault)).status == 201
    with pytest.raises(Deferred):
        await world.work(syncs)
    assert compared == []
    with pytest.raises(Deferred):
        await world.work(syncs)
    before, _ = await world.report(id_)
    assert (before.state, before.total) == (ReportState.RUNNING, 2500)
    assert before.counts.agree == len(compared) - 1

    await world.work(syncs)

    after, rows = await world.report(id_)
    assert (after.state, after.counts.agree, rows) == (ReportState.DONE, 2500, {})
    assert (len(compared), len(set(compared))) == (2501, 2500)
    assert await world.database["reconciliation_rows"].count_documents({}) == 0


async def test_ids_name_orders_of_both_systems_and_an_unknown_one_is_told(world: Any) -> None:
    await world.put(sample_order("MISSING"))
    await world.act("sell", **SALE)
    report, rows = await world.reconciled(ids=("MISSING", "sale-1", "NOBODY"))
    assert {key: row.result for key, row in rows.items()} == {
        "MISSING": Result.MISSING_IN_FLOW,
        "sale-1": Result.MISSING_IN_OMNIUM,
        "NOBODY": Result.NOT_COMPARABLE,
    }
    assert report.counts.looked_at == 3
