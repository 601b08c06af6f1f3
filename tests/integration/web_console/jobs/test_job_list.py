"""The list of jobs: what needs somebody, filters, pages, counts, bulk acts, and rows to take away."""

import csv
import io
import json

import pytest

from admin_console.testing.ledger import HOSTILE, PageLedger
from admin_console.testing.visiting import Visiting
from flow_omnium.jobs.attempt_result import AttemptResult
from flow_omnium.jobs.kinds import JobKind
from flow_omnium.jobs.state import JobState
from flow_omnium.runtime.database import Database
from flow_omnium.testing.filled_ledger import failure

DONE = AttemptResult(JobState.DONE)


async def test_an_empty_list_says_that_nobody_is_needed(visit: Visiting) -> None:
    page = await visit("viewer").get("/jobs")
    assert page.status == 200
    assert page.soup.one("h1").text == "Jobs that need somebody"
    assert "No job needs somebody." in page.soup.one("#live").text


async def test_what_needs_somebody_is_listed_and_the_rest_is_counted(
    visit: Visiting, ledger: PageLedger
) -> None:
    await ledger.add("fails", failure())
    await ledger.hold("held", "tenant:acme")
    await ledger.add("flagged", DONE, fields={"attention": ["look at line 2"]})
    await ledger.add("quiet")
    await ledger.add("well", DONE)
    page = await visit("viewer").get("/jobs")
    rows = {row["Record"].split()[0]: row for row in page.soup.rows()}
    assert set(rows) == {"fails", "held", "flagged"}
    assert "bad gateway" in rows["fails"]["Why"]
    assert "look at line 2" in rows["flagged"]["Why"]
    told = page.soup.one("#live").text
    assert "3 jobs match." in told
    assert "Not shown: 1 queued and what has ended" in told


async def test_every_filter_narrows_the_list(visit: Visiting, ledger: PageLedger) -> None:
    await ledger.tenants("acme", "beta")
    first = await ledger.add("a1", failure(status=500), fields={"numbers": ["68"], "storeUid": "oslo"})
    await ledger.add("b1", failure(status=400, error="Rejected"), tenant_uid="beta")
    await ledger.add("c1", failure(status=500), kind=JobKind.OUTBOUND_ORDER, fields={"attemptCount": 7})
    await ledger.hold("p1", "store:gamma/oslo", tenant_uid="gamma")
    await ledger.hold("p2", "tenant:gamma", tenant_uid="gamma")
    await ledger.hold("s1", "outage:acme/flow")
    await ledger.hold("x1", "poison")
    cause = await ledger.cause(first)
    visitor = visit("viewer")
    found = {
        "held=pause": ["p1", "p2"],
        "held=pause&tenant=acme": [],
        "held=system": ["s1"],
        "held=poison&state=held": ["x1"],
        "held=slot": [],
        "tenant=beta": ["b1"],
        "kind=outbound-order": ["c1"],
        "state=waiting&tenant=beta": ["b1"],
        "number=68": ["68"],
        "key=c1": ["c1"],
        "store=oslo&tenant=acme": ["68"],
        "error=rejected": ["b1"],
        "status=400": ["b1"],
        "attempts=5": ["c1"],
        f"cause={cause[:8]}": ["68", "c1"],
        "since=2026-01-05T11:00&zone=UTC&tenant=beta": ["b1"],
        "since=2026-01-05T12:30&zone=Europe/Oslo&tenant=beta": ["b1"],
        "until=2026-01-05T12:30&zone=Europe/Oslo": [],
    }
    for query, names in found.items():
        page = await visitor.get(f"/jobs?{query}")
        assert page.status == 200, query
        assert sorted(row["Record"].split()[0] for row in page.soup.rows()) == names, query


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("tenant=acmee", "did you mean 'acme'"),
        ("store=oslo", "say of which tenant"),
        ("store=osslo&tenant=acme", "did you mean 'oslo'"),
        ("error=Rejectd", "did you mean 'Rejected'"),
        ("state=wating", "did you mean 'waiting'"),
        ("tennant=acme", "did you mean 'tenant'"),
        ("cause=ffffff", "no job fails for the cause"),
        ("sort=colour", "there is no order 'colour'"),
        ("after=here", "this page does not exist"),
    ],
)
async def test_a_name_of_nothing_is_told_with_the_nearest_one_and_is_no_empty_list(
    query: str, told: str, visit: Visiting, ledger: PageLedger
) -> None:
    await ledger.tenants("acme")
    page = await visit("viewer").get(f"/jobs?{query}")
    assert page.status == 400
    assert told in page.soup.one("main").text


async def test_page_by_page_each_job_is_shown_once_in_every_order(
    visit: Visiting, ledger: PageLedger, schema: Database
) -> None:
    await ledger.add("o0", failure(), fields={"attemptCount": 2})
    stored = await schema["jobs"].find_one({})
    assert stored is not None
    more = [
        stored | {"_id": f"{n:032x}", "key": f"o{n}", "attemptCount": n % 3 + 2, "numbers": []}
        for n in range(1, 70)
    ]
    await schema["jobs"].insert_many(more)
    visitor = visit("viewer")
    for order in ("newest", "age", "next", "attempts"):
        first = await visitor.get(f"/jobs?sort={order}")
        second = await visitor.get(first.soup.one("a[rel=next]")["href"])
        names = [row["Record"].split()[0] for page in (first, second) for row in page.soup.rows()]
        assert len(first.soup.rows()) == 50
        assert sorted(names) == sorted(f"o{n}" for n in range(70))
        assert not second.soup.has("a[rel=next]")
    assert "70 jobs match." in first.soup.one("#live").text


async def test_chips_lead_to_the_list_without_them(visit: Visiting, ledger: PageLedger) -> None:
    await ledger.tenants("acme")
    page = await visit("viewer").get("/jobs?tenant=acme&store=oslo&state=waiting&state=held&sort=age")
    links = {link.text.rstrip(" ×"): link["href"] for link in page.soup.all(".chips a")}
    assert links["tenant acme"] == "/jobs?state=waiting&state=held&sort=age"
    assert links["state held"] == "/jobs?tenant=acme&state=waiting&store=oslo&sort=age"
    assert links["Without any filter"] == "/jobs"


async def test_a_bulk_act_is_offered_on_what_is_pending_and_no_more_than_is_shown(
    visit: Visiting, ledger: PageLedger
) -> None:
    await ledger.add("fails", failure())
    visitor = visit("operator")

    async def retry_all(query: str) -> list[str]:
        page = await visitor.get(f"/jobs{query}")
        return [link["href"] for link in page.soup.all(".acts a") if link.text == "Retry all …"]

    assert await retry_all("") == ["/bulk?state=waiting&state=held&act=retry"]
    assert await retry_all("?tenant=acme") == ["/bulk?tenant=acme&state=waiting&state=held&act=retry"]
    assert await retry_all("?all=1") == []
    assert await retry_all("?state=waiting&state=done") == []
    first = (await visitor.get("/jobs")).soup
    assert first.one("form[action=/bulk] input[name=job]")["value"]
    looking = (await visit("viewer").get("/jobs")).soup
    assert not looking.has("input[name=job]")
    assert not looking.has(".acts")


async def test_a_visitor_of_one_tenant_sees_nothing_of_another(visit: Visiting, ledger: PageLedger) -> None:
    await ledger.tenants("acme", "beta")
    await ledger.add("a1", failure())
    await ledger.add("b1", failure(text="secret of beta"), tenant_uid="beta")
    visitor = visit("viewer@acme")
    page = await visitor.get("/jobs")
    assert [row["Record"].split()[0] for row in page.soup.rows()] == ["a1"]
    assert "1 job matches." in page.text
    assert "beta" not in page.soup.one("main").text
    other = await visitor.get("/jobs?tenant=beta")
    assert other.status == 400
    assert "there is no tenant 'beta'" in other.text.replace("&#39;", "'")
    taken = csv.DictReader(io.StringIO((await visitor.get("/jobs?format=csv&all=1")).text))
    assert [row["record"] for row in taken] == ["a1"]


async def test_whatever_a_sender_wrote_is_shown_as_text(visit: Visiting, ledger: PageLedger) -> None:
    for number, text in enumerate(HOSTILE):
        await ledger.add(
            f"k{number}", failure(text=text), fields={"storeUid": text[:100], "attention": [text]}
        )
    page = await visit("viewer").get("/jobs")
    assert page.status == 200
    assert "<script>alert" not in page.text
    assert "<img src=x" not in page.text
    assert len(page.soup.rows()) == len(HOSTILE)


async def test_the_list_can_be_taken_away_whole(visit: Visiting, ledger: PageLedger) -> None:
    await ledger.add("=1+1", failure(), fields={"storeUid": "=cmd()"})
    await ledger.add("a2", failure())
    visitor = visit("viewer")
    taken = await visitor.get("/jobs?format=csv")
    rows = list(csv.DictReader(io.StringIO(taken.text)))
    assert {row["record"] for row in rows} == {"'=1+1", "a2"}
    assert next(row for row in rows if row["record"] == "'=1+1")["store"] == "'=cmd()"
    assert "attachment" in taken.headers["Content-Disposition"]
    assert {row["record"] for row in json.loads((await visitor.get("/jobs?format=json")).text)} == {
        "=1+1",
        "a2",
    }


async def test_a_job_that_cannot_be_read_is_listed_as_such(
    visit: Visiting, ledger: PageLedger, schema: Database
) -> None:
    job_id = await ledger.add("odd", failure())
    await schema["jobs"].update_one({"_id": job_id}, {"$set": {"ticket": "many"}})
    page = await visit("viewer").get("/jobs")
    assert "This version cannot read it: ticket" in page.soup.rows()[0]["Why"]
