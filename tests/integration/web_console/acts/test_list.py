"""The list of what people did, and the page of one act."""

import asyncio
import json
from datetime import timedelta

import pytest
from aiohttp import ClientPayloadError

from admin_console.testing.visiting import Page, Visiting
from flow_omnium.audit.kinds import Kind
from flow_omnium.audit.log import AuditLog
from flow_omnium.jobs.entry import AuditEntry
from flow_omnium.jobs.operator.audit_trail import AuditTrail
from flow_omnium.jobs.operator.kept_acts import KeptEntry
from flow_omnium.jobs.operator.trail import Trail, TrailFilter
from flow_omnium.runtime.database import Database
from flow_omnium.testing.jobs import NOON


async def an_act(
    database: Database, act: str = "retry", tenant: str | None = "acme", target: str = "job x", **of: object
) -> None:
    """Keep an act."""
    fields = {"by": "sub-ola", "at": NOON, "via": "console ola", **of}
    entry = AuditEntry.model_validate({"act": act, **fields})
    async with AuditTrail(database).kept(entry, target, tenant=tenant) as tally:
        tally.count = 1


def acts(page: Page) -> list[str]:
    """Which acts are listed, from the top."""
    assert page.status == 200
    return [cell.text for cell in page.soup.all("td[data-label=What]")]


async def test_without_any_it_says_so(visit: Visiting) -> None:
    page = await visit("viewer").get("/acts")
    assert page.soup.one(".empty").text == "Nobody has done anything yet."


async def test_acts_changes_of_settings_and_sign_ins_stand_in_one_list(
    visit: Visiting, database: Database
) -> None:
    await an_act(database, "retry")
    await an_act(database, "apply", target="tenant acme")
    told = {"by": "sub-ola", "result": "signed in", "source": "10.0.0.7", "reason": ""}
    await AuditLog(database).append(Kind.SIGN_IN, told, NOON)

    page = await visit("viewer").get("/acts")

    assert acts(page) == ["sign-in", "apply", "retry"]
    assert page.soup.all("td[data-label=When]")[0].one("time")["title"] == "2026-01-05T12:00:00.000Z"


async def test_it_is_narrowed(visit: Visiting, database: Database) -> None:
    later = NOON + timedelta(hours=1)
    await an_act(database, "retry")
    await an_act(database, "cancel", tenant="globex")
    await an_act(database, "pause", by="sub-nils", via="terminal nils@desk", at=later)
    told = {"by": "sub-ola", "result": "signed in", "source": "10.0.0.7", "reason": ""}
    await AuditLog(database).append(Kind.SIGN_IN, told, later)
    helsinki = {"catalog": {"timeZone": "Europe/Helsinki"}}
    await database["tenants"].insert_many([{"_id": "acme"}, {"_id": "globex", "settings": helsinki}])
    visitor = visit("viewer")
    for query, found in (
        ("act=cancel", ["cancel"]),
        ("act=sign-in", ["sign-in"]),
        ("by=sub-nils", ["pause"]),
        ("tenant=globex", ["cancel"]),
        ("via=terminal", ["pause"]),
        ("via=console", ["sign-in", "cancel", "retry"]),
        ("since=2026-01-05T12:30", ["sign-in", "pause"]),
        ("until=2026-01-05T12:30", ["cancel", "retry"]),
        ("since=2026-01-05T12:30&act=pause", ["pause"]),
    ):
        assert (query, acts(await visitor.get(f"/acts?{query}"))) == (query, found)


async def test_times_are_in_the_zone_that_all_tenants_have_whom_one_sees(
    visit: Visiting, database: Database
) -> None:
    oslo = {"_id": "acme", "settings": {"catalog": {"timeZone": "Europe/Oslo"}}}
    helsinki = {"_id": "globex", "settings": {"catalog": {"timeZone": "Europe/Helsinki"}}}
    await database["tenants"].insert_one(oslo)
    await an_act(database, "retry")
    for path in ("/acts", "/"):
        assert "13:00:00 CET" in (await visit("viewer").get(path)).text
    await database["tenants"].insert_one(helsinki)
    for visitor, shown in (("viewer@acme", "13:00:00 CET"), ("viewer", "12:00:00 UTC")):
        for path in ("/acts", "/"):
            page = await visit(visitor).get(path)
            assert shown in page.soup.one("main").text, (visitor, path)


async def test_nothing_that_matches_and_nothing_that_can_be_meant_are_told_apart(
    visit: Visiting, database: Database
) -> None:
    await an_act(database)
    none = await visit("viewer").get("/acts?by=nobody")
    assert none.soup.one(".empty").text == "No act matches. Show all acts"
    for query in ("via=pigeon", "since=yesterdayish", "after=x", "after=0"):
        assert (await visit("viewer").get(f"/acts?{query}")).status == 400


async def test_pages_follow_one_another_without_a_gap(visit: Visiting, database: Database) -> None:
    for number in range(55):
        await an_act(database, target=f"job {number}")
    visitor = visit("viewer")
    first = await visitor.get("/acts?act=retry")
    await an_act(database, target="a newcomer")
    second = await visitor.get(first.soup.one("a[rel=next]")["href"])

    targets = [cell.text for page in (first, second) for cell in page.soup.all("td[data-label=Target]")]
    assert targets == [f"job {number}" for number in reversed(range(55))]
    assert second.soup.all("a[rel=next]") == []


async def test_who_sees_one_tenant_sees_its_acts_and_the_own(visit: Visiting, database: Database) -> None:
    await an_act(database, "retry", tenant="globex", target="their job")
    await an_act(database, "cancel", tenant="acme")
    await an_act(database, "requeue", tenant=None)
    await an_act(database, "settle", tenant=None, by="sub-kari")
    told = {"by": "sub-ola", "result": "signed in", "source": "10.0.0.7", "reason": ""}
    await AuditLog(database).append(Kind.SIGN_IN, told, NOON)
    visitor = visit("viewer@acme")

    page = await visitor.get("/acts")

    assert acts(page) == ["settle", "cancel"]
    assert "their job" not in page.text
    assert (await visitor.get("/acts/1")).status == 404
    assert (await visitor.get("/acts/1/live")).status == 404
    assert (await visitor.get("/acts/3")).status == 200
    taken = await visitor.get("/acts?format=json")
    assert [row["what"] for row in json.loads(taken.text)] == ["settle", "cancel"]


async def test_it_is_taken_away_whole(visit: Visiting, database: Database) -> None:
    await an_act(database, target="=cmd")
    page = await visit("viewer").get("/acts?format=csv")
    assert page.text.splitlines()[1] == (
        "1,2026-01-05T12:00:00.000Z,sub-ola,retry,1,done,'=cmd,acme,,console ola"
    )


async def test_a_list_that_is_taken_away_waits_for_the_database_no_longer_than_a_page(
    visit: Visiting, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def slow(_trail: Trail, _limit: int, _wanted: TrailFilter) -> list[KeptEntry]:
        await database["audit"].find({"$where": "sleep(20000) || true"}).to_list(None)
        return []

    await an_act(database)
    monkeypatch.setattr(Trail, "latest", slow)
    monkeypatch.setattr("admin_console.web.brief.READ_SECONDS", 0.5)
    async with asyncio.timeout(10):
        for way in ("csv", "json"):
            with pytest.raises(ClientPayloadError):  # cut off: nobody takes it for a whole list
                await visit("viewer").get(f"/acts?format={way}")


async def test_what_others_wrote_is_only_text(visit: Visiting, database: Database) -> None:
    hostile = "<script>alert(1)</script>\u202e" + "x" * 1_900
    await an_act(database, "<b>", target=hostile, by="<i>", reason=hostile[:500])
    page = await visit("viewer").get("/acts")
    one = await visit("viewer").get("/acts/1")
    for shown in (page, one):
        assert shown.status == 200
        assert "<script>alert" not in shown.text
        assert "<i>" not in shown.text


async def test_an_act_that_there_is_not(visit: Visiting) -> None:
    visitor = visit("viewer")
    for number, status in (("77", 404), ("x", 400), ("0", 400), ("9" * 40, 400)):
        assert (number, (await visitor.get(f"/acts/{number}")).status) == (number, status)


async def test_what_has_run_cannot_be_undone(visit: Visiting, database: Database) -> None:
    await an_act(database, "retry")
    page = await visit("operator").post("/acts/1/undo")
    assert page.status == 409
    assert "what has run has written" in page.soup.one("main").text
