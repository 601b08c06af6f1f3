"""The first page: whether anything is wrong now, for whom."""

import asyncio
from datetime import timedelta

import pytest

from admin_console.testing.visiting import Visiting
from flow_omnium.job_hours.contract import ACCEPTED, SLICE, Counted, slice_of
from flow_omnium.job_hours.mongo import MongoJobHours
from flow_omnium.jobs.entry import AuditEntry
from flow_omnium.jobs.operator.audit_trail import AuditTrail
from flow_omnium.runtime.database import Database, server_time
from flow_omnium.tenants.senders import MongoSightings, Sighting

HOSTILE = "<script>alert(1)</script>\u202eabc"


async def tenants(database: Database, *uids: str, active: bool = True) -> None:
    for uid in uids:
        await database["tenants"].insert_one({"_id": uid, "revision": 1, "settings": {"active": active}})


async def test_an_empty_suite_says_what_to_do_first(visit: Visiting) -> None:
    page = await visit("viewer").get("/")
    assert page.status == 200
    assert "There is no tenant yet" in page.text


async def test_a_tenant_shows_its_last_day(visit: Visiting, schema: Database) -> None:
    now = await server_time(schema.client)
    await tenants(schema, "acme")
    hour = slice_of(now) + SLICE
    await MongoJobHours(schema).add(hour, [Counted("acme", "inbound-order", ACCEPTED, 41)])
    await MongoSightings(schema).note([Sighting("acme", "omnium", "abcd", now - timedelta(minutes=3))])
    page = await visit("viewer").get("/")
    assert "events by hour: 41" in page.text
    assert "3 min ago" in page.text
    assert "no valid Omnium token for acme" in page.text


async def test_whoever_is_limited_to_a_tenant_sees_that_one_alone(visit: Visiting, schema: Database) -> None:
    await tenants(schema, "acme", "globex")
    page = await visit("viewer@acme").get("/")
    assert page.status == 200
    assert "globex" not in page.text
    assert 'href="/tenants/acme"' in page.text
    assert "</strong> parked" not in page.text


async def test_people_of_some_tenants_see_what_was_done_to_these(visit: Visiting, schema: Database) -> None:
    """An act on all tenants may name one of them in passing, and others beside it."""
    await tenants(schema, "acme", "globex")
    at, trail = await server_time(schema.client), AuditTrail(schema)
    for act, tenant, target in (
        ("pause", "acme", "store acme/oslo"),
        ("cancel", "globex", "job 7 of globex"),
        ("rotate", None, "tenants acme, globex"),
    ):
        async with trail.kept(AuditEntry(act=act, by="nils", at=at), target, tenant=tenant):
            pass
    told = {who: (await visit(who).get("/")).text for who in ("viewer@acme", "viewer")}
    assert ("store acme/oslo" in told["viewer@acme"], "globex" in told["viewer@acme"]) == (True, False)
    assert all(
        what in told["viewer"] for what in ("store acme/oslo", "job 7 of globex", "tenants acme, globex")
    )


async def test_a_database_that_does_not_tell_of_tokens_in_time_takes_nothing_else_from_the_page(
    visit: Visiting, schema: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    await tenants(schema, "acme")

    async def slow(database: Database, *_asked: object) -> object:
        return await database["tenants"].find({"$where": "sleep(20000) || true"}).to_list(None)

    monkeypatch.setattr("admin_console.status.overview.tokens", slow)
    monkeypatch.setattr("admin_console.web.overview.pages.READ_SECONDS", 0.5)
    async with asyncio.timeout(10):
        page = await visit("viewer").get("/")
    assert page.status == 200
    tiles = {tile.text for tile in page.soup.all(".tiles li")}
    assert "⚠ no data without a token" in tiles
    assert "⚠ no data paused" not in tiles
    assert "tokens could not be read" in page.text


async def test_acts_that_stand_still_or_have_failed_are_told_to_who_sees_their_tenants(
    visit: Visiting, schema: Database
) -> None:
    now = await server_time(schema.client)
    await tenants(schema, "acme", "globex")
    act = {"act": "retry", "by": "nils", "at": now}
    for number, tenant, state in ((7, "acme", "open"), (8, "globex", "failed"), (9, "acme", "open")):
        at = now - timedelta(minutes=1 if number == 9 else 20)
        told = {"_id": number, "repair": "retry", "act": act, "total": 3, "at": at, "tenants": [tenant]}
        await schema["bulk_acts"].insert_one({**told, "state": state, "endedAt": now})
    every, some = await visit("viewer").get("/"), await visit("viewer@acme").get("/")
    assert "act 7 stands still, act 8 has failed" in every.soup.one(".lead").text
    assert "act 7 stands still." in some.soup.one(".lead").text
    assert ("act 8" in some.text, "act 9" in every.text) == (False, False)
    assert every.soup.one("a[href=/acts/7]").text == "⚠ 2 acts stuck or failed"
    system = (await visit("viewer").get("/system")).soup.one("main").text
    assert ("Act 7 (retry by nils) stands still" in system, "Act 8" in system) == (True, True)


async def test_what_others_wrote_is_text(visit: Visiting, schema: Database) -> None:
    await schema["pauses"].insert_one(
        {"_id": f"kind:{HOSTILE}", "by": HOSTILE, "at": await server_time(schema.client)}
    )
    page = await visit("admin").get("/")
    assert page.status == 200
    assert "<script>alert" not in page.text


async def test_held_jobs_are_told_with_what_holds_them(visit: Visiting, schema: Database) -> None:
    await tenants(schema, "acme", "globex")
    for number, (tenant, reason) in enumerate(
        [
            ("acme", "store:acme/oslo"),
            ("acme", "tenant:acme"),
            ("acme", "poison"),
            ("globex", "inactive:globex"),
        ]
    ):
        await schema["jobs"].insert_one(
            {
                "_id": f"j-{number}",
                "tenantUid": tenant,
                "queue": "external_order_sync",
                "kind": "inbound-order",
            }
            | {"key": str(number), "record": f"order:{number}", "state": "held", "heldBy": reason}
            | {"pending": True, "acceptedAt": await server_time(schema.client)}
        )
    page = await visit("viewer").get("/")
    assert "2 paused, 1 of a tenant that is not active, 1 set aside" in page.text
    assert "2 paused, 1 set aside<" in (await visit("viewer@acme").get("/")).text
