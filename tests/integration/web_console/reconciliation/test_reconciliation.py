"""Ordering a reconciliation from a page, and what it shows."""

from datetime import UTC, datetime

import pytest

from admin_console.testing.sessions import FakeSessions
from admin_console.testing.visiting import Visiting
from flow_omnium.console.people import Choices
from flow_omnium.jobs.kinds import JobKind
from flow_omnium.jobs.operator.audit_trail import AuditTrail
from flow_omnium.polling.source import Sighting
from flow_omnium.reconciliation.judging import Judgement
from flow_omnium.reconciliation.mongo import MongoReconciliations
from flow_omnium.reconciliation.order import ReconciliationKind, ReconciliationOrder
from flow_omnium.reconciliation.report import Report, ReportState, Row
from flow_omnium.reconciliation.result import Counts, Result
from flow_omnium.runtime.database import Database

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOSTILE = "<script>alert(1)</script>\u202e" + "x" * 300
WINDOW = {"tenant": "acme", "kind": "orders", "since": "2026-03-01T02:10", "zone": "Europe/Oslo"}

pytestmark = pytest.mark.usefixtures("acme")


@pytest.fixture
async def acme(schema: Database) -> None:
    for uid in ("acme", "globex"):
        await schema["tenants"].insert_one({"_id": uid, "revision": 1, "settings": {"active": True}})


@pytest.fixture
async def report(schema: Database) -> str:
    """A report of two orders that differ, one of which has been given a job."""
    store = MongoReconciliations(schema)
    wanted = ReconciliationOrder("acme", ReconciliationKind.ORDERS, "nils", AT, since=AT)
    one = (await store.order(wanted)).id
    await store.note(one, [Sighting(JobKind.INBOUND_ORDER, key, "", {}) for key in ("om-1", "om-2")])
    missing, differ = Judgement(Result.MISSING_IN_FLOW, (HOSTILE,)), Judgement(Result.DIFFER, ("total",))
    rows = [
        Row(JobKind.INBOUND_ORDER, "om-1", missing, AT),
        Row(JobKind.INBOUND_ORDER, "om-2", differ, AT, is_fixed=True),
    ]
    await store.add(one, rows)
    counts = Counts(agree=3, missing_in_flow=1, differ=1, fixed=1)
    await store.save(Report(one, wanted, ReportState.DONE, counts, 5, started_at=AT, ended_at=AT))
    return one


async def test_a_dry_run_is_what_is_ordered_unless_more_is_said(visit: Visiting, schema: Database) -> None:
    done = await visit("operator").post("/reconciliation", **WINDOW)
    assert done.status == 303, done.text
    (ordered,) = await MongoReconciliations(schema).reports("acme", 5)
    assert done.location == f"/reconciliation/{ordered.id}"
    assert (ordered.makes_jobs, ordered.order.by) == (False, "sub-kari")
    assert ordered.order.since == datetime(2026, 3, 1, 1, 10, tzinfo=UTC)
    (act, *_) = await AuditTrail(schema).latest(1)
    assert (act.act, act.tenant) == ("reconcile", "acme")


async def test_a_form_that_cannot_be_meant_orders_nothing(visit: Visiting, schema: Database) -> None:
    browser = visit("operator")
    for change in (
        {"since": ""},
        {"since": "yesterday"},
        {"kind": "everything"},
        {"zone": "Mars"},
        {"ids": "om-1"},
        {"until": "2020-01-01T00:00"},
    ):
        assert (await browser.post("/reconciliation", **{**WINDOW, **change})).status == 400
    assert not await MongoReconciliations(schema).reports("acme", 5)


async def test_what_is_not_the_visitor_s_is_not_there(visit: Visiting, report: str) -> None:
    assert (await visit("viewer").post("/reconciliation", **WINDOW)).status == 403
    assert (await visit("operator@globex").post("/reconciliation", **WINDOW)).status == 404
    assert (await visit("viewer@globex").get(f"/reconciliation/{report}")).status == 404
    assert (await visit("viewer@globex").get("/reconciliation?tenant=acme")).status == 404
    assert report not in (await visit("viewer@globex").get("/reconciliation")).text


async def test_a_report_shows_its_rows_and_gives_them_away(visit: Visiting, report: str) -> None:
    browser = visit("viewer")
    page = await browser.get(f"/reconciliation/{report}")
    assert page.status == 200
    assert "/records/acme/order%3Aom-1" in page.text
    assert "<script>alert" not in page.text
    only = await browser.get(f"/reconciliation/{report}?result=differ")
    assert "om-2" in only.text
    assert "om-1" not in only.text
    assert (await browser.get(f"/reconciliation/{report}?result=odd")).status == 400
    taken = await browser.get(f"/reconciliation/{report}?format=csv")
    assert taken.text.count("\r\n") == 3
    assert (await browser.get("/reconciliation")).status == 200


async def test_the_missing_are_queued_as_an_act(visit: Visiting, schema: Database, report: str) -> None:
    assert (await visit("viewer").post(f"/reconciliation/{report}/mend")).status == 403
    done = await visit("operator").post(f"/reconciliation/{report}/mend")
    assert done.status == 303
    newest, _ = await MongoReconciliations(schema).reports("acme", 5)
    assert (newest.order.ids, newest.makes_jobs) == (("om-1",), True)


async def test_what_is_offered_fits_how_the_records_stand(
    visit: Visiting, schema: Database, report: str
) -> None:
    """Of the two records the one that differs has been given a job: nothing is left to be done about it."""
    main = (await visit("operator").get(f"/reconciliation/{report}")).soup.one("main")
    assert "1 record is missing on one side." in main.text
    assert [button.text for button in main.all("button")] == ["Queue the missing"]
    assert (await visit("operator").post(f"/reconciliation/{report}/compare")).status == 409

    await schema["reconciliation_rows"].update_many({"report": report}, {"$set": {"isFixed": False}})
    main = (await visit("operator").get(f"/reconciliation/{report}")).soup.one("main")
    assert "1 record is on both sides and differs." in main.text
    offered = ["Queue the missing", "Compare once more", "Queue what still differs"]
    assert [button.text for button in main.all("button")] == offered
    assert not (await visit("viewer").get(f"/reconciliation/{report}")).soup.has("main button")


async def test_what_differs_is_compared_again_apart_from_what_is_missing(
    visit: Visiting, schema: Database, report: str
) -> None:
    await schema["reconciliation_rows"].update_many({"report": report}, {"$set": {"isFixed": False}})
    store, operator = MongoReconciliations(schema), visit("operator")
    assert (await visit("viewer").post(f"/reconciliation/{report}/compare")).status == 403
    assert (await operator.post(f"/reconciliation/{report}/mend", what="everything")).status == 400

    looked = await operator.post(f"/reconciliation/{report}/compare", what="differ")
    again = await store.read(str(looked.location).rpartition("/")[2])
    mended = await operator.post(f"/reconciliation/{report}/mend", what="differ")
    fixing = await store.read(str(mended.location).rpartition("/")[2])

    assert again is not None
    assert fixing is not None
    assert (again.order.ids, again.makes_jobs) == (("om-2",), False)
    assert (fixing.order.ids, fixing.makes_jobs) == (("om-2",), True)


async def test_a_page_has_as_many_rows_as_its_reader_has_chosen(
    visit: Visiting, sessions: FakeSessions, schema: Database, report: str
) -> None:
    """Three are ordered at one moment, and none of them is left out between two pages."""
    sessions.chosen["sub-kari"] = Choices(rows=2)
    store, kinds = MongoReconciliations(schema), list(ReconciliationKind)
    for number in range(3):
        await store.order(ReconciliationOrder("acme", kinds[0], "nils", AT, ids=(f"om-{number}",)))
    seen, path, pages = list[str](), "/reconciliation?tenant=acme", list[int]()
    while path:
        page = (await visit("viewer").get(path)).soup
        found = [
            str(one["href"]) for one in page.all("a") if str(one.get("href")).startswith("/reconciliation/")
        ]
        seen, path = (
            seen + found,
            next((str(one["href"]) for one in page.all("a") if one.get("rel") == "next"), ""),
        )
        pages.append(len(found))
    assert pages == [2, 2]
    assert len(set(seen)) == 4
    assert f"/reconciliation/{report}" in seen


async def test_the_rows_of_a_report_are_read_page_by_page(
    visit: Visiting, sessions: FakeSessions, report: str
) -> None:
    sessions.chosen["sub-kari"] = Choices(rows=1)
    browser = visit("viewer")
    first = await browser.get(f"/reconciliation/{report}")
    assert "om-1" in first.text
    assert "om-2" not in first.text
    (link,) = [str(one["href"]) for one in first.soup.all("a") if one.get("rel") == "next"]
    second = await browser.get(link)
    assert "om-2" in second.text
    assert ">om-1<" not in second.text
    assert not [one for one in second.soup.all("a") if one.get("rel") == "next"]
