"""What people do to one job in the console."""

import pytest

from admin_console.testing.visiting import Visiting
from admin_console.web.acts import syncing
from flow_omnium.audit.log import AuditLog
from flow_omnium.jobs.entry import JobEntry
from flow_omnium.jobs.kinds import JobKind
from flow_omnium.jobs.ledger.runs import MongoRunLedger
from flow_omnium.jobs.lookup import RecordJob
from flow_omnium.jobs.operator.audit_trail import AuditTrail
from flow_omnium.runtime.database import Database
from flow_omnium.testing.jobs import NOON, a_lease, a_message
from flow_omnium.testing.operator_bench import DONE


async def a_job(database: Database, tenant_uid: str = "acme") -> str:
    """Record a job."""
    message = a_message(tenant_uid=tenant_uid)
    await MongoRunLedger(database).record([message])
    return message.job_id


async def state_of(database: Database, job_id: str) -> str:
    row = await database["jobs"].find_one({"_id": job_id})
    assert row is not None
    return str(row["state"])


async def test_a_cancelled_job_tells_who_cancelled_it_and_why_and_the_act_was_kept(
    visit: Visiting, database: Database
) -> None:
    job_id = await a_job(database)
    page = await visit("operator", name="ola").post(f"/jobs/{job_id}/cancel", reason="a test order")

    assert (page.status, page.location) == (303, f"/jobs/{job_id}")
    row = await database["jobs"].find_one({"_id": job_id})
    assert row is not None
    assert (row["state"], row["reason"], row["acts"][0]["by"]) == ("cancelled", "a test order", "sub-ola")
    (act,) = await AuditTrail(database).latest(9)
    assert (act.act, act.by, act.via, act.reason) == ("cancel", "sub-ola", "console ola", "a test order")
    assert (act.target, act.tenant, act.count) == (f"job {job_id}", "acme", 1)


async def test_no_field_says_who_acts(visit: Visiting, database: Database) -> None:
    job_id = await a_job(database)
    await visit("operator").post(f"/jobs/{job_id}/retry", by="somebody else", actor="somebody else")
    (act,) = await AuditTrail(database).latest(9)
    assert act.by == "sub-kari"


async def test_a_cancellation_without_a_reason_is_none(visit: Visiting, database: Database) -> None:
    job_id = await a_job(database)
    page = await visit("operator").post(f"/jobs/{job_id}/cancel", reason="  ")
    assert (page.status, await state_of(database, job_id)) == (400, "queued")
    assert await AuditLog(database).latest(9) == []


async def test_a_finished_job_is_done_again_as_a_new_one(visit: Visiting, database: Database) -> None:
    message = a_message()
    ledger = MongoRunLedger(database)
    await ledger.record([message])
    entry = await ledger.claim(message, a_lease())
    assert isinstance(entry, JobEntry)
    await ledger.complete(entry, DONE, NOON)

    page = await visit("operator").post(f"/jobs/{message.job_id}/retry", back="/records/acme/x")

    assert (page.status, page.location) == (303, "/records/acme/x")
    assert await database["jobs"].count_documents({"state": "queued"}) == 1


async def test_only_a_place_of_ours_is_gone_back_to(visit: Visiting, database: Database) -> None:
    job_id = await a_job(database)
    for back in ("https://evil.example/", "//evil.example", "/\\evil.example", "evil"):
        page = await visit("operator").post(f"/jobs/{job_id}/retry", back=back)
        assert page.location == f"/jobs/{job_id}"


async def test_a_job_that_has_changed_is_a_conflict_that_tells_how_it_stands(
    visit: Visiting, database: Database
) -> None:
    message = a_message()
    await MongoRunLedger(database).record([message])
    await MongoRunLedger(database).claim(message, a_lease())

    stale = await visit("operator").post(f"/jobs/{message.job_id}/cancel", reason="x", state="queued")
    assert stale.status == 409
    assert "The page showed it as queued; now it is running" in stale.soup.one("main").text
    assert await AuditLog(database).latest(9) == []

    running = await visit("operator").post(f"/jobs/{message.job_id}/cancel", reason="x")
    assert running.status == 409
    assert "is running and cannot be cancelled" in running.soup.one("main").text
    assert "Running since" in running.soup.one("main").text
    assert await state_of(database, message.job_id) == "running"


async def test_a_flag_is_settled_once_with_a_note(visit: Visiting, database: Database) -> None:
    job_id = await a_job(database)
    await database["jobs"].update_one({"_id": job_id}, {"$set": {"attention": ["paid too much"]}})
    visitor = visit("operator")

    assert (await visitor.post(f"/jobs/{job_id}/settle", note="")).status == 400
    assert (await visitor.post(f"/jobs/{job_id}/settle", note="repaid")).status == 303
    again = await visitor.post(f"/jobs/{job_id}/settle", note="repaid")

    assert again.status == 409
    assert "was settled already by sub-kari: repaid" in again.soup.one("main").text


async def test_another_tenants_job_does_not_exist(visit: Visiting, database: Database) -> None:
    job_id, visitor = await a_job(database, tenant_uid="globex"), visit("operator@acme")
    for what in ("retry", "cancel", "settle"):
        page = await visitor.post(f"/jobs/{job_id}/{what}", reason="x", note="x")
        unknown = await visitor.post(f"/jobs/{'0' * 32}/{what}", reason="x", note="x")
        assert (page.status, unknown.status, await state_of(database, job_id)) == (404, 404, "queued")
        assert page.soup.one("h1").text == unknown.soup.one("h1").text


async def test_who_only_looks_changes_nothing(visit: Visiting, database: Database) -> None:
    job_id, visitor = await a_job(database), visit("viewer")
    for what in ("retry", "cancel", "settle"):
        page = await visitor.post(f"/jobs/{job_id}/{what}", reason="x", note="x")
        assert (page.status, await state_of(database, job_id)) == (403, "queued")


async def test_an_operator_of_one_tenant_who_looks_at_another_changes_nothing_there(
    visit: Visiting, database: Database
) -> None:
    job_id = await a_job(database, tenant_uid="globex")
    page = await visit("operator@acme", "viewer").post(f"/jobs/{job_id}/retry")
    assert page.status == 403


async def test_a_record_that_neither_system_can_be_asked_about_makes_no_job(
    visit: Visiting, database: Database
) -> None:
    visitor = visit("operator")
    assert (await visitor.post("/sync", tenant="acme", kind="order")).status == 400
    assert (await visitor.post("/sync", tenant="acme", kind="parcel", name="7")).status == 400
    unknown = await visitor.post("/sync", tenant="acmee", kind="order", name="7")
    assert unknown.status == 404
    assert "there is no tenant 'acmee'" in unknown.soup.one("main").text
    assert (await visit("operator@globex").post("/sync", tenant="acme", kind="order", name="7")).status == 404
    assert await database["jobs"].count_documents({}) == 0


async def test_the_jobs_of_a_record_are_made_as_an_event_would_make_them(
    visit: Visiting, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    await database["tenants"].insert_one({"_id": "acme", "settings": {"active": True}})
    found = [RecordJob(JobKind.INBOUND_ORDER, "om-7"), RecordJob(JobKind.OUTBOUND_ORDER, "7")]

    async def find(_settings: object, _request: object) -> list[RecordJob]:
        return found

    monkeypatch.setattr(syncing, "found_jobs", find)
    visitor = visit("operator")
    both = await visitor.post("/sync", tenant="acme", kind="order", name="7")
    found.pop()
    one = await visitor.post("/sync", tenant="acme", kind="order", name="7")

    assert (both.status, both.location) == (303, "/acts/1")
    row = await database["jobs"].find_one({"key": "om-7"})
    assert row is not None
    assert (one.status, one.location) == (303, f"/jobs/{row['_id']}")
    assert await database["jobs"].count_documents({}) == 2
    act = await AuditTrail(database).one(1)
    assert act is not None
    assert (act.act, act.by, act.tenant, act.count) == ("sync order", "sub-kari", "acme", 2)


async def test_a_name_by_which_somebody_meant_a_record_is_not_kept_with_the_act(
    visit: Visiting, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    await database["tenants"].insert_one({"_id": "acme", "settings": {"active": True}})

    async def find(_settings: object, _request: object) -> list[RecordJob]:
        return [RecordJob(JobKind.OUTBOUND_CUSTOMER, "c-7")]

    monkeypatch.setattr(syncing, "found_jobs", find)
    name = "kari@example.com"
    assert (await visit("operator").post("/sync", tenant="acme", kind="customer", name=name)).status == 303
    act = await AuditTrail(database).one(1)
    assert act is not None
    assert act.target == "customer '***' of tenant acme: outbound-customer c-7"
