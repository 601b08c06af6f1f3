"""The inbox: what is open, what was settled, and who sees to it."""

from admin_console.testing.ledger import HOSTILE, PageLedger
from admin_console.testing.visiting import Visiting
from flow_omnium.jobs.attempt_result import AttemptResult
from flow_omnium.jobs.operator.audit_trail import AuditTrail
from flow_omnium.jobs.state import JobState
from flow_omnium.runtime.database import Database
from flow_omnium.testing.filled_ledger import failure
from flow_omnium.testing.jobs import NOON

DONE = AttemptResult(JobState.DONE)
FLAGGED = {"attention": ["line 2: the price differs"]}
SETTLED = {"settled": {"by": "ola", "at": NOON, "note": "mended in Flow", "flags": ["line 2"]}}


async def test_an_empty_inbox_says_so(visit: Visiting) -> None:
    assert "Nothing is open" in (await visit("viewer").get("/attention")).text
    assert "Nothing has been settled yet." in (await visit("viewer").get("/attention?show=settled")).text
    assert (await visit("viewer").get("/attention?show=closed")).status == 400


async def test_what_is_open_and_what_was_settled_stand_apart(visit: Visiting, ledger: PageLedger) -> None:
    await ledger.add("open", DONE, fields=FLAGGED)
    await ledger.add("again", DONE, fields=FLAGGED | SETTLED)
    await ledger.add("gone", DONE, fields=SETTLED)
    await ledger.add("fails", failure())
    visitor = visit("operator")
    inbox = await visitor.get("/attention")
    rows = {row["Record"].split()[0]: row for row in inbox.soup.rows()}
    assert set(rows) == {"open", "again"}
    assert rows["open"]["Look at"] == "line 2: the price differs"
    assert rows["open"]["Taken by"] == "nobody yet"
    (settled,) = (await visitor.get("/attention?show=settled")).soup.rows()
    assert settled["Record"].startswith("gone")
    assert "by ola: mended in Flow" in settled["Settled"]
    forms = {form["action"].rpartition("/")[2] for form in inbox.soup.all("main form")}
    assert forms == {"take", "settle"}
    assert not (await visit("viewer").get("/attention")).soup.has("main form")


async def test_who_sees_to_it_is_known_to_all(visit: Visiting, ledger: PageLedger, schema: Database) -> None:
    job_id = await ledger.add("open", DONE, fields=FLAGGED)
    assert (await visit("operator", name="kari").post(f"/attention/{job_id}/take")).location == "/attention"
    for reader in ("viewer", "viewer@acme"):
        (row,) = (await visit(reader, name="ola").get("/attention")).soup.rows()
        assert row["Taken by"].startswith("kari")
    assert "kari sees to it" in (await visit("viewer").get(f"/jobs/{job_id}")).soup.text
    (act,) = await AuditTrail(schema).latest(1)
    assert (act.act, act.target, act.tenant) == ("take", f"job {job_id}", "acme")


async def test_what_is_not_open_is_taken_by_nobody(visit: Visiting, ledger: PageLedger) -> None:
    fine = await ledger.add("fine", DONE)
    other = await ledger.add("other", DONE, tenant_uid="beta", fields=FLAGGED)
    assert (await visit("operator").post(f"/attention/{fine}/take")).status == 409
    assert (await visit("operator@acme").post(f"/attention/{other}/take")).status == 404
    assert (await visit("viewer").post(f"/attention/{other}/take")).status == 403
    assert (await visit("operator").post("/attention/ffffffff/take")).status == 404


async def test_who_sees_one_tenant_has_its_own_inbox(visit: Visiting, ledger: PageLedger) -> None:
    await ledger.add("a1", DONE, fields=FLAGGED)
    await ledger.add("b1", DONE, tenant_uid="beta", fields=FLAGGED)
    page = await visit("viewer@beta").get("/attention")
    assert [row["Record"] for row in page.soup.rows()] == ["b1 beta"]
    assert "1 open." in page.soup.text


async def test_a_flag_is_shown_as_text(visit: Visiting, ledger: PageLedger) -> None:
    await ledger.add("a1", DONE, fields={"attention": list(HOSTILE)})
    page = await visit("operator").get("/attention")
    assert page.status == 200
    assert "<script>alert" not in page.text
    assert "<img src=x" not in page.text
