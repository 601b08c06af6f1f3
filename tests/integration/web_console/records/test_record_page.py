"""The page of a record: the head in words, what happened over all its jobs, and what can be done."""

from datetime import timedelta

from admin_console.testing.ledger import HOSTILE, PageLedger
from admin_console.testing.sessions import FakeSessions
from admin_console.testing.visiting import Visiting
from flow_omnium.console.people import Choices
from flow_omnium.jobs.attempt_result import AttemptResult
from flow_omnium.jobs.kinds import JobKind
from flow_omnium.jobs.state import JobState
from flow_omnium.runtime.database import Database
from flow_omnium.testing.filled_ledger import failure
from flow_omnium.testing.jobs import NOON

DONE = AttemptResult(JobState.DONE)
NOTHING = AttemptResult(JobState.IGNORED, reason="both sides agree")


async def test_a_record_is_told_with_the_jobs_of_both_directions(visit: Visiting, ledger: PageLedger) -> None:
    await ledger.add("o1", failure(), fields={"numbers": ["68"], "storeUid": "oslo"})
    for minute in range(3):
        at = NOON + timedelta(minutes=minute + 1)
        await ledger.add("o1", NOTHING, kind=JobKind.OUTBOUND_ORDER, at=at)
    page = await visit("operator").get("/records/acme/order%3Ao1")
    assert page.status == 200
    assert page.soup.one("h1").text == "Order 68 of acme"
    told = page.soup.one("#live").text
    assert "Order o1, also called 68, tenant acme, store oslo." in told
    assert "Omnium → Flow (inbound-order): Waiting. Failed once" in told
    assert "3 runs found nothing to do" in told
    assert "try 1 failed: Unavailable" in told
    forms = {form["action"] for form in page.soup.all("main form")}
    assert {"/sync", "/find/ask"} < forms
    assert any(action.endswith("/retry") for action in forms)
    assert page.soup.has('a[href="/pauses?tenant=acme&store=oslo"]') or "store=oslo" in page.text


async def test_a_record_of_nothing_is_told_with_where_to_look(visit: Visiting) -> None:
    page = await visit("viewer").get("/records/acme/order%3Anothing")
    assert page.status == 404
    assert [link["href"] for link in page.soup.all("main a")] == ["/find?q=nothing&tenant=acme"]
    assert (await visit("viewer").get("/records/acme/order%3Ao1?before=soon")).status == 400


async def test_a_record_of_another_tenant_does_not_exist(visit: Visiting, ledger: PageLedger) -> None:
    await ledger.add("o1", failure(), tenant_uid="beta")
    assert (await visit("viewer@acme").get("/records/beta/order%3Ao1")).status == 404
    assert (await visit("viewer@beta").get("/records/beta/order%3Ao1")).status == 200


async def test_a_long_story_is_told_in_pages(visit: Visiting, ledger: PageLedger, schema: Database) -> None:
    await ledger.add("o1", failure())
    stored = await schema["jobs"].find_one({})
    assert stored is not None
    del stored["pending"]
    old = [
        stored | {"_id": f"{n:032x}", "state": "done", "acceptedAt": NOON - timedelta(minutes=n)}
        for n in range(1, 70)
    ]
    await schema["jobs"].insert_many(old)
    visitor, seen, path = visit("viewer"), set[str](), "/records/acme/order%3Ao1"
    for _ in range(3):
        page = await visitor.get(path)
        links = (link["href"] for link in page.soup.all("ol a"))
        seen |= {link for link in links if link.startswith("/jobs/")}
        further = page.soup.all("a[rel=next]")
        if not further:
            break
        path = further[0]["href"]
    assert len(seen) == 70
    assert not page.soup.has("section[aria-labelledby=do]")


async def test_whatever_was_sent_is_shown_as_text(visit: Visiting, ledger: PageLedger) -> None:
    for text in HOSTILE[:2]:
        event = {"category": text}
        await ledger.add(
            "o1", failure(text=text), fields={"event": event, "attention": [text], "pending": None}
        )
    page = await visit("viewer").get("/records/acme/order%3Ao1")
    assert page.status == 200
    assert "<script>alert" not in page.text
    assert "<img src=x" not in page.text


async def test_a_page_of_the_story_has_as_many_jobs_as_its_reader_has_chosen(
    visit: Visiting, sessions: FakeSessions, ledger: PageLedger
) -> None:
    sessions.chosen["sub-kari"] = Choices(rows=2)
    for minute in range(4):
        await ledger.add("o1", DONE, at=NOON + timedelta(minutes=minute), fields={"acts": []})
    page = await visit("viewer").get("/records/acme/order%3Ao1")
    further = page.soup.one("a[rel=next]")["href"]
    assert len({link["href"] for link in page.soup.all("ol a")}) == 2
    assert not (await visit("viewer").get(further)).soup.has("a[rel=next]")


async def test_it_begins_with_words_and_its_ids_are_folded_away(visit: Visiting, ledger: PageLedger) -> None:
    await ledger.add("o1", DONE, fields={"numbers": ["1234", "o1", "68"], "storeUid": "oslo"})
    await ledger.add("o1", NOTHING, kind=JobKind.OUTBOUND_ORDER, at=NOON + timedelta(minutes=1))
    page = (await visit("operator").get("/records/acme/order%3Ao1")).soup
    assert page.one("p.lead").text.startswith("In Flow since")
    assert page.one("p.lead").text.endswith("store oslo, as number 68.")
    assert "Order o1, also called" in page.all("#live details")[0].text
    reading = [button.text for button in page.all("main button") if "quiet" not in button.classes]
    assert len([text for text in reading if "would write" in text]) == 1
