"""Acting on many jobs from the console: shown, confirmed, carried out by the server, undone."""

import asyncio
import json
import re
from collections.abc import Sequence
from urllib.parse import quote

import pytest

from admin_console.testing.visiting import Page, Visit, Visiting
from admin_console.web.rights import RIGHTS, Right
from flow_omnium.audit.log import AuditLog
from flow_omnium.jobs.ledger.pauses import MongoPauses, Pause
from flow_omnium.jobs.ledger.runs import MongoRunLedger
from flow_omnium.jobs.operator.audit_trail import AuditTrail
from flow_omnium.jobs.operator.bulk_acts import BulkState
from flow_omnium.jobs.operator.bulk_store import BulkActs
from flow_omnium.runtime.database import Database
from flow_omnium.testing.jobs import NOON, a_message
from flow_omnium.testing.polling import until

PENDING = "state=pending"
_WITHOUT_HOLDING = {role: rights - {Right.HOLD} for role, rights in RIGHTS.items()}


async def many(database: Database, count: int, tenant: str = "acme") -> Sequence[str]:
    """Record so many jobs."""
    messages = [a_message(str(number), tenant_uid=tenant) for number in range(count)]
    await MongoRunLedger(database).record(messages)
    return [message.job_id for message in messages]


def digest(page: Page) -> str:
    """What the form of a page confirms."""
    return page.soup.one("input[name=digest]")["value"]


async def confirmed(visit: Visit, query: str, **fields: str) -> Page:
    """Look at the page that asks, then send its form."""
    page = await visit.get(f"/bulk?{query}")
    assert page.status == 200
    given = {"digest": digest(page), "count": page.soup.one("input[name=count]").get("value") or ""}
    return await visit.post(f"/bulk?{query}", **{**given, **fields})


async def ended(database: Database, page: Page) -> int:
    """Wait until the act that a page leads to has ended; return its number."""
    assert page.status == 303
    number = int((page.location or "").rpartition("/")[2])

    async def is_over() -> bool:
        act = await BulkActs(database).one(number)
        return act is not None and act.state is not BulkState.OPEN

    await until("the act has ended", is_over, seconds=30)
    return number


async def states(database: Database, state: str) -> int:
    return await database["jobs"].count_documents({"state": state})


async def test_the_page_that_asks_shows_how_many_which_since_when_and_five_of_them(
    visit: Visiting, database: Database
) -> None:
    await many(database, 7)
    page = await visit("operator").get(f"/bulk?act=cancel&{PENDING}")

    assert page.soup.one("h1").text == "Cancel 7 jobs?"
    assert len(page.soup.all("tbody tr")) == 5
    told = page.soup.one("main").text
    assert "states: 7 queued" in told
    assert "tenants: 7 acme" in told
    assert "the oldest was accepted" in told
    assert await states(database, "queued") == 7
    assert await AuditLog(database).latest(9) == []


async def test_what_was_confirmed_is_carried_out_by_the_server_and_kept(
    visit: Visiting, database: Database
) -> None:
    await many(database, 7)
    number = await ended(
        database, await confirmed(visit("operator"), f"act=cancel&{PENDING}&tenant=acme", reason="a test")
    )

    assert await states(database, "cancelled") == 7
    act = await AuditTrail(database).one(number)
    assert act is not None
    assert (act.act, act.by, act.reason, act.count, act.result) == ("cancel", "sub-kari", "a test", 7, "done")
    page = await visit("viewer").get(f"/acts/{number}")
    assert "It has ended: 7 of 7 jobs dealt with (7 done)." in page.soup.one("main").text
    assert "7 cancelled" in page.soup.one("main").text
    assert "inbound-order 6 of acme" in [row["What"] for row in page.soup.rows()]


async def test_above_a_hundred_the_number_is_typed(visit: Visiting, database: Database) -> None:
    await many(database, 101)
    visitor, query = visit("operator"), f"act=retry&{PENDING}"

    for typed in ("", "yes", "100"):
        page = await confirmed(visitor, query, count=typed)
        assert page.status == 400
        assert page.soup.one("#count-fault").text == "To go on, type their number: 101"
    assert await AuditLog(database).latest(9) == []

    number = await ended(database, await confirmed(visitor, query, count="101"))
    assert await database["jobs"].count_documents({"acts.actId": number}) == 101


async def test_what_matches_another_number_by_now_is_asked_about_anew(
    visit: Visiting, database: Database
) -> None:
    await many(database, 3)
    visitor, query = visit("operator"), f"act=cancel&{PENDING}"
    shown = await visitor.get(f"/bulk?{query}")
    await MongoRunLedger(database).record([a_message("newcomer")])

    page = await visitor.post(f"/bulk?{query}", digest=digest(shown), count="3", reason="typed already")

    assert page.status == 409
    assert "it was 3, now it is 4 jobs" in page.soup.one("p[role=alert]").text
    assert page.soup.one("input[name=reason]")["value"] == "typed already"
    assert (await states(database, "queued"), await AuditLog(database).latest(9)) == (4, [])
    again = await visitor.post(f"/bulk?{query}", digest=digest(page), count="4", reason="x")
    await ended(database, again)
    assert await states(database, "cancelled") == 4


async def test_as_many_jobs_that_are_not_those_that_were_shown_are_asked_about_anew(
    visit: Visiting, database: Database
) -> None:
    ids = await many(database, 3)
    visitor, query = visit("operator"), f"act=cancel&{PENDING}"
    shown = await visitor.get(f"/bulk?{query}")
    await database["jobs"].delete_one({"_id": ids[0]})
    await MongoRunLedger(database).record([a_message("newcomer")])

    page = await visitor.post(f"/bulk?{query}", digest=digest(shown), count="3", reason="x")

    assert page.status == 409
    assert "it is as many, but not the same jobs" in page.soup.one("p[role=alert]").text
    assert (await states(database, "queued"), await AuditLog(database).latest(9)) == (3, [])
    await ended(database, await visitor.post(f"/bulk?{query}", digest=digest(page), count="3", reason="x"))
    assert await states(database, "cancelled") == 3


async def test_what_was_confirmed_for_one_filter_is_none_for_another(
    visit: Visiting, database: Database
) -> None:
    await many(database, 3)
    await many(database, 3, "globex")
    visitor = visit("operator")
    shown = await visitor.get(f"/bulk?act=cancel&{PENDING}&tenant=acme")
    for query in (f"act=cancel&{PENDING}&tenant=globex", f"act=retry&{PENDING}&tenant=acme"):
        page = await visitor.post(f"/bulk?{query}", digest=digest(shown), count="3", reason="x")
        assert page.status == 409
    assert await states(database, "queued") == 6


async def test_a_cancellation_needs_a_reason_and_what_was_typed_stays(
    visit: Visiting, database: Database
) -> None:
    await many(database, 3)
    page = await confirmed(visit("operator"), f"act=cancel&{PENDING}", per_second="fast")
    assert page.status == 400
    assert page.soup.one("#reason-fault").text == "Say why: it is kept with the act"
    assert page.soup.one("input[name=per_second]")["value"] == "fast"
    assert page.soup.one("#per_second-fault").text == "A number from 0.1 to 200, or nothing"


async def test_only_jobs_that_were_ticked_are_dealt_with(visit: Visiting, database: Database) -> None:
    ids = await many(database, 4)
    query = f"act=cancel&job={ids[0]}&job={ids[2]}"
    await ended(database, await confirmed(visit("operator"), query, reason="x"))
    cancelled = [row["_id"] async for row in database["jobs"].find({"state": "cancelled"})]
    assert sorted(cancelled) == sorted([ids[0], ids[2]])


async def test_who_sees_one_tenant_reaches_no_job_of_another(visit: Visiting, database: Database) -> None:
    acme, globex = await many(database, 2), await many(database, 3, "globex")
    visitor = visit("operator@acme")

    number = await ended(database, await confirmed(visitor, f"act=cancel&{PENDING}", reason="x"))
    named = await confirmed(visitor, f"act=retry&job={acme[0]}&job={globex[0]}")

    assert (await database["jobs"].count_documents({"acts.actId": number})) == 2
    assert (await states(database, "queued")) == 3
    await ended(database, named)
    assert await database["jobs"].count_documents({"tenantUid": "globex", "acts": {"$exists": True}}) == 0
    assert (await visitor.get(f"/bulk?act=cancel&{PENDING}&tenant=globex")).status in {400, 404}
    only_theirs = await visitor.get(f"/bulk?act=cancel&job={globex[0]}")
    assert (only_theirs.status, "globex" in only_theirs.text) == (409, False)


async def test_a_viewer_of_one_tenant_who_operates_another_acts_in_that_alone(
    visit: Visiting, database: Database
) -> None:
    await many(database, 2)
    await many(database, 3, "globex")
    page = await visit("viewer@globex", "operator@acme").get(f"/bulk?act=cancel&{PENDING}")
    assert page.soup.one("h1").text == "Cancel 2 jobs?"


async def test_who_only_looks_is_not_even_asked(visit: Visiting, database: Database) -> None:
    await many(database, 2)
    assert (await visit("viewer").get(f"/bulk?act=retry&{PENDING}")).status == 403
    assert (await visit("viewer").post(f"/bulk?act=retry&{PENDING}")).status == 403


async def test_pauses_that_stand_in_the_way_are_told_of(visit: Visiting, database: Database) -> None:
    await many(database, 2)
    held = a_message("held")
    await MongoRunLedger(database).record([held])
    await MongoRunLedger(database).hold(held, "tenant:acme", NOON)
    await MongoPauses(database).pause(Pause("tenant:acme", "ola", NOON))
    await MongoPauses(database).pause(Pause("tenant:globex", "ola", NOON))

    page = await visit("operator").get(f"/bulk?act=retry&{PENDING}")

    told = [line.text for line in page.soup.all(".warning")]
    assert page.soup.one("h1").text == "Retry 2 jobs?"
    assert "1 more job matches, but a pause or an inactive tenant holds them" in told[0]
    assert "Tenant acme is paused by ola" in told[1]
    assert len(told) == 2


async def test_what_nobody_can_mean_is_said(visit: Visiting, database: Database) -> None:
    await many(database, 1)
    visitor = visit("operator")
    for query, status in (
        ("", 400),
        ("act=explode", 400),
        (f"act=retry&{PENDING}&tenant=acmee", 400),
        ("act=retry&state=done", 400),
        ("act=retry&of=7", 404),
        ("act=retry&of=seven", 400),
        (f"act=retry&{PENDING}&key={quote('<script>')}", 409),
        (f"act=retry&job={'x' * 400}", 409),
    ):
        page = await visitor.get(f"/bulk?{query}")
        assert (query, page.status) == (query, status)
        assert not re.search(r"<script(?! src)", page.text)


async def test_more_than_a_person_may_retry_takes_the_right_to_hold(
    visit: Visiting, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("admin_console.web.bulk.reach.MANY", 2)
    monkeypatch.setattr("admin_console.web.rights.RIGHTS", _WITHOUT_HOLDING)
    await many(database, 3)
    page = await visit("operator").get(f"/bulk?act=retry&{PENDING}")
    assert page.status == 403
    assert "2 jobs at once at most in acme" in page.soup.one("main").text + page.soup.one("h1").text


async def test_a_cancellation_is_undone_by_its_page_once(visit: Visiting, database: Database) -> None:
    await many(database, 3)
    visitor = visit("operator")
    number = await ended(database, await confirmed(visitor, f"act=cancel&{PENDING}", reason="oh"))
    assert "Bring back 3 jobs" in (await visitor.get(f"/acts/{number}")).text

    undone = await ended(database, await visitor.post(f"/acts/{number}/undo"))
    again = await visitor.post(f"/acts/{number}/undo")

    assert (await states(database, "queued"), await states(database, "cancelled")) == (3, 3)
    act = await AuditTrail(database).one(undone)
    assert act is not None
    assert (act.act, act.target, act.count) == ("retry", f"act {number}", 3)
    assert again.status == 409
    assert "Nothing that it cancelled is left" in again.soup.one("main").text
    assert "3 brought back" in (await visitor.get(f"/acts/{number}")).soup.one("main").text


async def test_so_many_that_their_number_is_typed_are_shown_before_they_come_back(
    visit: Visiting, database: Database
) -> None:
    await many(database, 101)
    visitor = visit("operator")
    number = await ended(
        database, await confirmed(visitor, f"act=cancel&{PENDING}", reason="oh", count="101")
    )
    page = await visitor.post(f"/acts/{number}/undo")
    assert (page.status, page.location) == (303, f"/bulk?act=retry&of={number}")
    asked = await visitor.get(f"/bulk?act=retry&of={number}")
    assert asked.soup.one("h1").text == "Bring back 101 jobs?"
    await ended(database, await confirmed(visitor, f"act=retry&of={number}", count="101"))
    assert await states(database, "queued") == 101


async def test_an_act_is_stopped_and_its_page_says_by_whom(visit: Visiting, database: Database) -> None:
    await many(database, 50)
    visitor = visit("operator")
    begun = await confirmed(visitor, f"act=cancel&{PENDING}", reason="x", per_second="5")
    place = begun.location or ""
    going = await visitor.get(place)
    assert "Stop it" in going.text

    assert (await visitor.post(f"{place}/stop")).status == 303
    number = await ended(database, begun)

    page = await visitor.get(f"/acts/{number}")
    assert "It has stopped: stopped by kari" in page.soup.one("main").text
    assert await states(database, "queued") > 0
    assert (await visitor.post(f"{place}/stop")).status == 409
    assert "try them now" not in page.text


async def test_the_progress_of_an_act_is_told_to_its_open_page(visit: Visiting, database: Database) -> None:
    await many(database, 3)
    visitor = visit("operator")
    number = await ended(database, await confirmed(visitor, f"act=cancel&{PENDING}", reason="x"))
    page = await visitor.get(f"/acts/{number}")
    assert page.soup.one("body")["data-live"] == f"/acts/{number}/live"

    cookie = {"Cookie": "; ".join(f"{name}={value}" for name, value in visitor.cookies.items())}
    async with visitor.client.get(f"/acts/{number}/live", headers=cookie) as stream, asyncio.timeout(10):
        assert stream.content_type == "text/event-stream"
        told = await anext(
            json.loads(line[6:]) async for line in stream.content if line.startswith(b"data: ")
        )
    assert (told["state"], told["total"], told["position"], told["done"]) == ("done", 3, 3, 3)
