"""Finding: one hit leads to its record, several are listed, and for none both systems are asked."""

from typing import Any

import pytest

from admin_console.find.asking import Answers, Sighting
from admin_console.testing.ledger import HOSTILE, PageLedger
from admin_console.testing.visiting import Visiting
from admin_console.web.find import reading
from admin_console.web.omnium_pace import OmniumPace
from flow_omnium.jobs.kinds import JobKind
from flow_omnium.jobs.lookup import FoundRecord, RecordJob, RecordType
from flow_omnium.jobs.operator.audit_trail import AuditTrail
from flow_omnium.runtime.database import Database
from flow_omnium.testing.filled_ledger import failure


@pytest.mark.parametrize("text", ["o1", "O1", "68-A", "68-a", "  68-a "])
async def test_one_hit_leads_to_its_record(text: str, visit: Visiting, ledger: PageLedger) -> None:
    await ledger.add("o1", failure(), fields={"numbers": ["68-a", "o1"]})
    page = await visit("viewer").get(f"/find?q={text.replace(' ', '+')}")
    assert (page.status, page.location) == (303, "/records/acme/order%3Ao1")


async def test_a_jobs_id_or_how_it_begins_leads_to_its_record(visit: Visiting, ledger: PageLedger) -> None:
    job_id = await ledger.add("o1", failure())
    for text in (job_id, job_id[:8], job_id[:8].upper()):
        assert (await visit("viewer").get(f"/find?q={text}")).location == "/records/acme/order%3Ao1"


async def test_several_hits_are_listed(visit: Visiting, ledger: PageLedger) -> None:
    for tenant in ("acme", "beta"):
        await ledger.add("o1", failure(), tenant_uid=tenant)
    page = await visit("viewer").get("/find?q=o1")
    assert {row["Tenant"] for row in page.soup.rows()} == {"acme", "beta"}
    assert (await visit("viewer").get("/find?q=o1&tenant=beta")).location == "/records/beta/order%3Ao1"
    assert (await visit("viewer@acme").get("/find?q=o1")).location == "/records/acme/order%3Ao1"


async def test_what_nobody_knows_is_told_and_both_systems_can_be_asked(
    visit: Visiting, ledger: PageLedger
) -> None:
    await ledger.tenants("acme", "beta")
    page = await visit("viewer").get("/find?q=1234")
    assert page.status == 200
    assert page.soup.one("h1").text == "1234 is unknown here"
    assert page.soup.one("form[action=/find/ask] input[name=q]")["value"] == "1234"
    assert [one.text for one in page.soup.all("#whose option")] == ["choose a tenant", "acme", "beta"]
    own = await visit("viewer@acme").get("/find?q=1234")
    assert [one.text for one in own.soup.all("#whose option")] == ["acme"]
    assert "did you mean 'acme'" in (await visit("viewer").get("/find?q=1234&tenant=acmee")).soup.text


@pytest.mark.parametrize("text", [HOSTILE[0], HOSTILE[1].replace("\u202e", "")])
async def test_what_was_typed_is_shown_as_text(text: str, visit: Visiting) -> None:
    page = await visit("viewer").get(f"/find?q={text.replace('<', '%3C').replace('>', '%3E')}")
    assert page.status == 200
    assert text not in page.text
    assert (await visit("viewer").get(f"/find?q={'x' * 600}")).status == 400
    assert (await visit("viewer").get("/find?q=%E2%80%AEabc")).status == 400


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Omnium has the order, and a run of it would be an inbound one."""
    calls: list[Any] = []

    async def ask_with(_settings: Any, *given: Any, exact: bool) -> Answers:
        calls.append((*given, exact))
        found = FoundRecord("order om-1 <of> 12:00", (RecordJob(JobKind.INBOUND_ORDER, "om-1"),))
        return Answers([Sighting(RecordType.ORDER, found)])

    monkeypatch.setattr(reading, "ask_with", ask_with)
    return calls


async def test_both_systems_are_asked_in_a_tenants_name_and_it_is_kept(
    visit: Visiting, ledger: PageLedger, schema: Database, asked: list[Any]
) -> None:
    await ledger.tenants("acme")
    page = await visit("operator").post("/find/ask", tenant="acme", q="1234")
    assert page.status == 200
    assert "Found: order om-1 <of> 12:00" in page.soup.one("main").text
    form = page.soup.one("form[action=/sync]")
    assert {one["name"]: one["value"] for one in form.all("input") if one["name"] != "csrf"} == {
        "tenant": "acme",
        "kind": "order",
        "name": "1234",
    }
    assert asked == [("acme", "1234", list(RecordType), False)]
    (act,) = await AuditTrail(schema).latest(1)
    assert (act.act, act.target, act.tenant, act.by) == ("ask", "1234 of acme", "acme", "sub-kari")


@pytest.mark.parametrize(
    "name", ["Kari Nordmann", "kari.nordmann", "kari@example.com", "+47 400 10 001", "+4740010001"]
)
async def test_what_may_be_of_a_person_is_asked_for_and_not_kept(
    name: str, visit: Visiting, ledger: PageLedger, schema: Database, asked: list[Any]
) -> None:
    await ledger.tenants("acme")
    assert (await visit("operator").post("/find/ask", tenant="acme", q=name)).status == 200
    assert [one[1] for one in asked] == [name]
    (act,) = await AuditTrail(schema).latest(1)
    assert act.target in ("*** of acme", "<phone> of acme")
    assert name not in str(await schema["audit"].find().to_list(None))


async def test_an_ask_waits_for_its_turn_among_all_that_the_console_reads_of_omnium(
    visit: Visiting, ledger: PageLedger, asked: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    turns: list[tuple[str, int]] = []

    async def turn(_pace: OmniumPace, tenant_uid: str, reads: int = 1) -> None:
        assert len(asked) == len(turns)
        turns.append((tenant_uid, reads))

    monkeypatch.setattr(OmniumPace, "turn", turn)
    await ledger.tenants("acme")
    for form in ({"q": "1234"}, {"q": "1234", "kind": "order"}):
        assert (await visit("operator").post("/find/ask", tenant="acme", **form)).status == 200
    assert turns == [("acme", len(RecordType)), ("acme", 1)]


async def test_where_so_much_is_read_already_nobody_is_asked_and_the_page_says_so(
    visit: Visiting, ledger: PageLedger, asked: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("admin_console.web.omnium_pace.LONGEST_SECONDS", -1.0)
    await ledger.tenants("acme")
    page = await visit("operator").post("/find/ask", tenant="acme", q="1234")
    assert page.status == 503
    assert "try again in a minute" in page.soup.one("main").text
    assert asked == []


async def test_who_may_not_repair_is_not_offered_to(
    visit: Visiting, ledger: PageLedger, asked: list[Any]
) -> None:
    await ledger.tenants("acme", "beta")
    page = await visit("viewer").post("/find/ask", tenant="acme", q="1234", kind="order")
    assert not page.soup.has("form[action=/sync]")
    assert asked == [("acme", "1234", [RecordType.ORDER], True)]
    assert (await visit("viewer@acme").post("/find/ask", tenant="beta", q="1")).status == 404
    assert (await visit("viewer").post("/find/ask", tenant="gamma", q="1")).status == 404
    assert (await visit("viewer").post("/find/ask", tenant="acme")).status == 400
    assert (await visit("viewer").post("/find/ask", tenant="acme", q="1", kind="ordr")).status == 400
    assert len(asked) == 1
