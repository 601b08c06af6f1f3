"""Problems: failures by cause, one cause, and notes beside it."""

import csv
import io

from admin_console.testing.ledger import HOSTILE, PageLedger
from admin_console.testing.visiting import Visiting
from flow_omnium.jobs.kinds import JobKind
from flow_omnium.jobs.operator.audit_trail import AuditTrail
from flow_omnium.runtime.database import Database
from flow_omnium.testing.filled_ledger import failure

BAD_GATEWAY = failure()
REFUSED = failure(status=400, text="unknown handling", error="Rejected")


async def test_nothing_that_fails_is_said_so(visit: Visiting) -> None:
    page = await visit("viewer").get("/problems")
    assert page.status == 200
    assert "Nothing is failing." in page.soup.one("#live").text


async def test_failures_are_grouped_by_cause_the_largest_first(visit: Visiting, ledger: PageLedger) -> None:
    await ledger.tenants("acme", "beta")
    one = await ledger.add("a1", BAD_GATEWAY, fields={"storeUid": "oslo"})
    await ledger.add("b1", BAD_GATEWAY, tenant_uid="beta")
    await ledger.add("a2", REFUSED)
    await ledger.hold("a3", "tenant:acme")
    key = await ledger.cause(one)
    page = await visit("operator").get("/problems")
    first, second = [row for row in page.soup.rows() if "Cause" in row]
    (held,) = [row for row in page.soup.rows() if "Held" in row]
    assert "Unavailable 502" in first["Cause"]
    assert "bad gateway" in first["Cause"]
    assert first["Jobs"] == "2"
    assert first["Where"] == "acme, beta; 1 store: oslo"
    assert "Rejected 400" in second["Cause"]
    assert (held["Held"], held["Jobs"]) == ("since tenant acme is paused", "1")
    links = {link.text: link["href"] for link in page.soup.all("td[data-label=Act] a")}
    assert f"/bulk?cause={key}&act=retry&first=1" in [
        a["href"] for a in page.soup.all("td[data-label=Act] a")
    ]
    assert set(links) == {"Retry 1 first …", "Retry all …", "Cancel all …"}
    narrowed = await visit("viewer").get("/problems?tenant=beta")
    assert [row["Jobs"] for row in narrowed.soup.rows() if "Cause" in row] == ["1"]
    taken = list(csv.DictReader(io.StringIO((await visit("viewer").get("/problems?format=csv")).text)))
    assert [(row["error"], row["jobs"]) for row in taken] == [("Unavailable", "2"), ("Rejected", "1")]


async def test_one_cause_is_told_with_its_parts_and_what_can_be_done(
    visit: Visiting, ledger: PageLedger
) -> None:
    one = await ledger.add("a1", BAD_GATEWAY, fields={"storeUid": "oslo"})
    await ledger.add("a2", BAD_GATEWAY, kind=JobKind.OUTBOUND_ORDER)
    key = await ledger.cause(one)
    page = await visit("operator").get(f"/problems/{key}")
    assert page.soup.one("h1").text == "Unavailable: Flow POST /orders answered 502"
    told = page.soup.one("#live").text
    assert "2 jobs fail for it" in told
    assert page.soup.one("main").has("a[href='/help/runbook#flowomniumdownstreamerrors']")
    links = [link["href"] for link in page.soup.all("#live a")]
    assert f"/customers-affected?cause={key}" in links
    assert f"/jobs?cause={key}&tenant=acme&store=oslo" in links
    assert f"/jobs?cause={key}&kind=outbound-order" in links
    assert (await visit("viewer").get(f"/problems/{key[:6]}")).location == f"/problems/{key}"


async def test_a_cause_that_never_was_is_not_there_and_one_that_is_over_keeps_its_notes(
    visit: Visiting, ledger: PageLedger, schema: Database
) -> None:
    key = await ledger.cause(await ledger.add("a1", BAD_GATEWAY))
    operator = visit("operator")
    assert (await operator.post(f"/problems/{key}/note", text="INC-77 <b>")).location == f"/problems/{key}"
    assert "INC-77 <b>" in (await operator.get("/problems")).soup.rows()[0]["Known"]
    await schema["jobs"].update_many({}, {"$set": {"state": "done"}, "$unset": {"cause": "", "pending": ""}})
    over = await operator.get(f"/problems/{key}")
    assert over.status == 200
    assert "No job fails for this any more." in over.text
    assert "kari: INC-77 <b>" in over.soup.one("section[aria-labelledby=notes]").text
    (act,) = await AuditTrail(schema).latest(1)
    assert (act.act, act.reason, act.target) == ("note", "INC-77 <b>", f"cause {key}")
    assert (await operator.get("/problems/ffffffffffff")).status == 404
    assert (await operator.post("/problems/ffffffffffff/note", text="x")).status == 404
    assert (await operator.post(f"/problems/{key}/note")).status == 400
    assert (await visit("viewer").post(f"/problems/{key}/note", text="x")).status == 403


async def test_a_note_is_of_one_cause_and_not_of_all_that_begin_alike(
    visit: Visiting, ledger: PageLedger, schema: Database
) -> None:
    key = await ledger.cause(await ledger.add("a1", BAD_GATEWAY))
    assert (await visit("operator").post(f"/problems/{key[:1]}/note", text="x")).status == 404
    assert await schema["cause_notes"].count_documents({}) == 0


async def test_who_sees_one_tenant_is_told_of_no_other(visit: Visiting, ledger: PageLedger) -> None:
    await ledger.tenants("acme", "beta")
    await ledger.add("a1", BAD_GATEWAY)
    await ledger.add("b1", BAD_GATEWAY, tenant_uid="beta", fields={"storeUid": "molde"})
    other = await ledger.cause(await ledger.add("b2", REFUSED, tenant_uid="beta"))
    await visit("operator").post(f"/problems/{other}/note", text="only for us")
    acme = visit("operator@acme")
    page = await acme.get("/problems")
    (row,) = [row for row in page.soup.rows() if "Cause" in row]
    assert row["Jobs"] == "1"
    assert "beta" not in page.soup.one("main").text
    assert "molde" not in page.text
    assert (await acme.get(f"/problems/{other}")).status == 404
    assert (await acme.post(f"/problems/{other}/note", text="x")).status == 404
    mine = await ledger.cause(await ledger.add("a9", BAD_GATEWAY))
    await acme.post(f"/problems/{mine}/note", text="from acme")
    assert "from acme" in (await acme.get(f"/problems/{mine}")).text
    assert "from acme" in (await visit("viewer").get(f"/problems/{mine}")).text
    assert "from acme" not in (await visit("viewer@beta").get(f"/problems/{mine}")).text


async def test_whatever_a_system_answered_is_shown_as_text(visit: Visiting, ledger: PageLedger) -> None:
    for number, text in enumerate(HOSTILE):
        await ledger.add(f"k{number}", failure(text=text), fields={"storeUid": text[:80]})
    page = await visit("viewer").get("/problems")
    assert page.status == 200
    assert "<script>alert" not in page.text
    assert "<img src=x" not in page.text


async def test_beside_a_cause_stands_what_a_real_attempt_said(visit: Visiting, ledger: PageLedger) -> None:
    """Of a cause whatever differs from job to job is left out: `the store … is unknown` is no sentence to act on."""
    said = failure(status=400, text="the store 'oslo-7' is unknown", error="Rejected")
    job_id = await ledger.add("a1", said)
    key = await ledger.cause(job_id)
    example = f"For instance: Flow answered 400: the store 'oslo-7' is unknown job {job_id[:8]}"
    for path in ("/problems", f"/problems/{key}"):
        page = await visit("viewer").get(path)
        assert page.soup.one(".said").text == example
        assert page.soup.one(".said a")["href"] == f"/jobs/{job_id}"
