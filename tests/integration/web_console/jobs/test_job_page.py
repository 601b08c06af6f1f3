"""The page of one job: words first, what comes next, what was tried, and what a run would write now."""

import re
from typing import Any

import pytest

from admin_console.testing.ledger import HOSTILE, PageLedger
from admin_console.testing.settings import console_settings
from admin_console.testing.visiting import Visiting
from admin_console.web.jobs import planning
from admin_console.web.settings import ConsoleSettings
from flow_omnium.jobs.attempt_result import AttemptResult
from flow_omnium.jobs.kinds import JobKind
from flow_omnium.jobs.operator.audit_trail import AuditTrail
from flow_omnium.jobs.state import JobState
from flow_omnium.jobs.sync import FieldChange, Plan, Summary
from flow_omnium.runtime.database import Database
from flow_omnium.testing.filled_ledger import failure

DONE = AttemptResult(JobState.DONE)
TRACE = f"00-{'a' * 32}-{'b' * 16}-01"


@pytest.fixture
def settings(mongodb_url: str, database: Database) -> ConsoleSettings:
    """With links to traces and logs."""
    return console_settings(
        mongodb_url,
        database.name,
        console_trace_url="https://traces.example/t/{trace}",
        console_log_url="https://logs.example/?q={job}&from={since}",
    )


async def test_a_job_is_told_in_words_with_its_tries_and_what_comes_next(
    visit: Visiting, ledger: PageLedger
) -> None:
    job_id = await ledger.add("o1", failure(), fields={"trace": TRACE, "numbers": ["68"]})
    await ledger.add("o2", failure())
    page = await visit("operator").get(f"/jobs/{job_id}")
    assert page.status == 200
    told = page.soup.one("#live").text
    assert "Failed once: Unavailable: Flow POST /orders answered 502: bad gateway" in told
    assert "1 other job fails for the same cause" in told
    assert [row["Try"] for row in page.soup.rows("section[aria-labelledby=next]")] == [
        "2",
        "3",
        "4",
        "5",
        "6",
    ]
    (tried,) = page.soup.rows("section[aria-labelledby=tries]")
    assert (tried["HTTP"], tried["Took"]) == ("502", "1.00 s")
    links = [link["href"] for link in page.soup.all("section[aria-labelledby=tries] a")]
    assert f"https://traces.example/t/{'a' * 32}" in links
    assert any(link.startswith(f"https://logs.example/?q={job_id}&from=2026-01-05T11") for link in links)
    assert page.soup.rows("section[aria-labelledby=event]") == [{"Field": "objectId", "Value": "o1"}]
    assert "its event decides nothing" in page.text


async def test_the_beginning_of_an_id_leads_to_the_job(visit: Visiting, ledger: PageLedger) -> None:
    job_id = await ledger.add("o1", DONE)
    page = await visit("viewer").get(f"/jobs/{job_id[:8]}")
    assert (page.status, page.location) == (303, f"/jobs/{job_id}")
    assert (await visit("viewer").get("/jobs/ffffffff")).status == 404


async def test_a_job_of_another_tenant_does_not_exist(visit: Visiting, ledger: PageLedger) -> None:
    job_id = await ledger.add("o1", failure(), tenant_uid="beta")
    acme = visit("operator@acme")
    for path in (f"/jobs/{job_id}", f"/jobs/{job_id[:8]}"):
        assert (await acme.get(path)).status == 404
    assert (await acme.post(f"/jobs/{job_id}/plan")).status == 404
    assert (await acme.post(f"/jobs/{job_id}/reveal", reason="why")).status == 404


async def test_only_who_may_is_offered_to_act(visit: Visiting, ledger: PageLedger) -> None:
    job_id = await ledger.add("o1", failure())

    async def actions(role: str) -> set[str]:
        forms = (await visit(role).get(f"/jobs/{job_id}")).soup.all("main form")
        return {form["action"].rpartition("/")[2] for form in forms}

    assert await actions("viewer") == {"plan"}
    assert await actions("operator") == {"plan", "reveal", "retry", "cancel"}


async def test_other_jobs_of_the_record_stand_beside_it(visit: Visiting, ledger: PageLedger) -> None:
    job_id = await ledger.add("o1", failure())
    await ledger.add("o1", DONE, kind=JobKind.OUTBOUND_ORDER)
    await ledger.add("o9", DONE)
    page = await visit("viewer").get(f"/jobs/{job_id}")
    (other,) = page.soup.rows("section[aria-labelledby=others]")
    assert other["What"] == "order, Flow → Omnium"
    assert page.soup.has('a[href="/records/acme/order%3Ao1"]') or "/records/acme/order%3Ao1" in page.text


async def test_whatever_was_sent_is_shown_as_text(visit: Visiting, ledger: PageLedger) -> None:
    event = {f"field{number}": text for number, text in enumerate(HOSTILE)}
    job_id = await ledger.add(
        "o1", failure(text=HOSTILE[0]), fields={"event": event, "attention": list(HOSTILE)}
    )
    page = await visit("viewer").get(f"/jobs/{job_id}")
    assert page.status == 200
    assert "<script>alert" not in page.text
    assert "<img src=x" not in page.text


async def test_a_job_that_cannot_be_read_is_shown_as_it_is_stored(
    visit: Visiting, ledger: PageLedger, schema: Database
) -> None:
    job_id = await ledger.add("o1", failure())
    await schema["jobs"].update_one({"_id": job_id}, {"$set": {"ticket": "many"}})
    page = await visit("viewer").get(f"/jobs/{job_id}")
    assert page.status == 200
    assert "cannot read the job: ticket" in page.text


class _Write:
    def describe(self) -> Summary:
        return Summary(
            "POST Flow /customers",
            (
                FieldChange("firstName", "Kari", "Karianne", is_personal=True),
                FieldChange("uid", None, "c-1"),
            ),
        )


@pytest.fixture
def planned(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Both systems answer, and a customer would be written."""
    asked: list[Any] = []

    async def plan_of(*given: Any) -> Plan:
        asked.append(given[1:])
        return Plan(writes=(_Write(),), flags=("look at line 2",))

    monkeypatch.setattr(planning, "plan_of", plan_of)
    return asked


async def test_what_a_run_would_write_is_shown_without_names_and_that_somebody_looked_is_kept(
    visit: Visiting, ledger: PageLedger, schema: Database, planned: list[Any]
) -> None:
    job_id = await ledger.add("o1", failure())
    page = await visit("viewer").post(f"/jobs/{job_id}/plan")
    assert page.status == 200
    rows = {row["Field"]: row for row in page.soup.one("#plan").rows()}
    assert rows["firstName"] == {"Field": "firstName", "Is": "K•••", "Would be": "K•••••••"}
    assert rows["uid"]["Would be"] == "c-1"
    assert "Kari" not in page.text
    assert planned == [(JobKind.INBOUND_ORDER, "o1", "acme", {"objectId": "o1"})]
    (act,) = await AuditTrail(schema).latest(1)
    assert (act.act, act.target, act.tenant, act.result) == ("plan", f"job {job_id}", "acme", "done")


async def test_names_are_shown_to_who_says_why_and_may(
    visit: Visiting, ledger: PageLedger, schema: Database, planned: list[Any]
) -> None:
    job_id = await ledger.add("o1", failure())
    assert (await visit("viewer").post(f"/jobs/{job_id}/reveal", reason="INC-77")).status == 403
    assert (await visit("operator").post(f"/jobs/{job_id}/reveal")).status == 400
    assert planned == []
    page = await visit("operator").post(f"/jobs/{job_id}/reveal", reason="INC-77")
    assert "Karianne" in page.soup.one("#plan").text
    (act,) = await AuditTrail(schema).latest(1)
    assert (act.act, act.reason, act.target) == ("reveal", "INC-77", f"job {job_id}")
    assert "Kari" not in str(await schema["audit"].find().to_list(None))


async def test_a_system_that_does_not_answer_is_said_so(visit: Visiting, ledger: PageLedger) -> None:
    await ledger.tenants("acme")
    job_id = await ledger.add("o1", failure())
    page = await visit("viewer").post(f"/jobs/{job_id}/plan")
    told = page.soup.one("#plan").text
    assert told.startswith(("A run would fail:", "It cannot be told just now:"))


async def test_what_to_do_names_the_buttons_of_the_page(visit: Visiting, ledger: PageLedger) -> None:
    gone = await ledger.add("o1", failure(status=404, error="RecordMissing"))
    paused = await ledger.hold("o2", "tenant:acme")
    page = await visit("operator").get(f"/jobs/{gone}")
    advice = next(one.text for one in page.soup.all("#live p") if one.text.startswith("What to do"))
    named = set(re.findall("“(.+?)”", advice))
    assert named == {"Try it now", "Cancel"}
    assert named <= {button.text for button in page.soup.all("main button")}
    assert "flow-omnium" not in page.soup.one("main").text
    held = (await visit("operator").get(f"/jobs/{paused}")).soup
    assert "resume tenant acme" in [link.text for link in held.all('#live a[href="/pauses"]')]
