"""What stands still: listed, paused, resumed."""

import pytest

from admin_console.testing.sessions import FakeSessions
from admin_console.testing.visiting import Visiting
from admin_console.web.signing_in.port import Choices
from flow_omnium.jobs.ledger.pauses import MongoPauses, Pause
from flow_omnium.jobs.ledger.runs import MongoRunLedger
from flow_omnium.jobs.operator.audit_trail import AuditTrail
from flow_omnium.runtime.database import Database
from flow_omnium.testing.jobs import NOON, a_message


@pytest.fixture
async def tenants(database: Database) -> None:
    """Two tenants, one of them with a store."""
    settings: dict[str, object] = {"stores": {"oslo": {}}}
    await database["tenants"].insert_many(
        [{"_id": "acme", "settings": settings}, {"_id": "globex", "settings": {}}]
    )


async def scopes(database: Database) -> list[str]:
    return [pause.scope for pause in await MongoPauses(database).pauses()]


async def test_without_any_it_says_so(visit: Visiting) -> None:
    assert (await visit("viewer").get("/pauses")).soup.one(".empty").text == "Nothing is paused."


async def test_a_pause_tells_who_why_since_when_and_what_it_holds(
    visit: Visiting, database: Database
) -> None:
    held = a_message("held")
    await MongoRunLedger(database).record([held, a_message("free")])
    await MongoRunLedger(database).hold(held, "tenant:acme", NOON)
    await MongoPauses(database).pause(Pause("tenant:acme", "sub-ola", NOON, "stocktaking"))

    (row,) = (await visit("viewer").get("/pauses")).soup.all("tbody tr")

    cells = {cell["data-label"]: cell.text for cell in row.all("td")}
    assert (cells["Paused"], cells["Who"], cells["Why"], cells["Jobs held"]) == (
        "tenant acme",
        "sub-ola",
        "stocktaking",
        "1",
    )
    assert cells["Since"].startswith("2026-01-05 12:00:00 UTC")
    assert cells["Until"] == "somebody resumes it"
    assert cells["Oldest"].endswith("ago")
    assert cells["Resume"] == "–"


@pytest.mark.usefixtures("tenants")
async def test_a_store_is_chosen_from_those_that_there_are(visit: Visiting) -> None:
    page = await visit("operator").get("/pauses?tenant=acme&store=oslo")
    options = page.soup.one("#store").all("option")
    assert [(option.text, "selected" in option.attributes) for option in options] == [
        ("the whole tenant", False),
        ("store oslo", True),
    ]
    assert "does not hold customers" in page.soup.one(".warning").text
    assert "Flow could not be asked for its stores" in page.text or "Flow does not tell" in page.text


@pytest.mark.usefixtures("tenants")
async def test_a_store_is_paused_and_resumed_and_both_are_kept(visit: Visiting, database: Database) -> None:
    visitor = visit("operator")
    paused = await visitor.post("/pauses", tenant="acme", store="oslo", reason="stocktaking")
    assert (paused.status, paused.location) == (303, "/pauses?tenant=acme")
    assert await scopes(database) == ["store:acme/oslo"]

    lifted = await visitor.post("/pauses/lift", scope="store:acme/oslo")
    again = await visitor.post("/pauses/lift", scope="store:acme/oslo")

    assert (lifted.status, again.status, await scopes(database)) == (303, 409, [])
    kept = await AuditTrail(database).latest(9)
    assert [(act.act, act.by, act.tenant, act.target, act.count) for act in kept] == [
        ("resume", "sub-kari", "acme", "store:acme/oslo", 0),
        ("resume", "sub-kari", "acme", "store:acme/oslo", 1),
        ("pause", "sub-kari", "acme", "store:acme/oslo", 1),
    ]


@pytest.mark.usefixtures("tenants")
async def test_a_pause_is_undone_from_the_page_of_its_act(visit: Visiting, database: Database) -> None:
    visitor = visit("operator")
    await visitor.post("/pauses", tenant="acme", store="", reason="x")
    assert "Resume what it paused" in (await visitor.get("/acts/1")).text
    undone = await visitor.post("/acts/1/undo")
    assert (undone.status, await scopes(database)) == (303, [])
    assert "Resume what it paused" not in (await visitor.get("/acts/1")).text


@pytest.mark.usefixtures("tenants")
async def test_a_pause_that_somebody_else_has_set_since_is_not_undone(
    visit: Visiting, database: Database
) -> None:
    visitor = visit("operator")
    await visitor.post("/pauses", tenant="acme", reason="x")
    await MongoPauses(database).resume("tenant:acme")
    await MongoPauses(database).pause(Pause("tenant:acme", "sub-ola", NOON))
    assert "Resume what it paused" not in (await visitor.get("/acts/1")).text
    assert (await visitor.post("/acts/1/undo")).status == 409
    assert await scopes(database) == ["tenant:acme"]


@pytest.mark.usefixtures("tenants")
async def test_its_end_is_a_time_in_the_zone_that_is_shown(
    visit: Visiting, database: Database, sessions: FakeSessions
) -> None:
    sessions.chosen["sub-kari"] = Choices(zone="Europe/Oslo")
    await visit("operator").post("/pauses", tenant="acme", reason="x", until="2099-07-01T07:00")
    (pause,) = await MongoPauses(database).pauses()
    assert pause.until is not None
    assert pause.until.isoformat() == "2099-07-01T05:00:00+00:00"


@pytest.mark.usefixtures("tenants")
async def test_what_cannot_be_meant_stands_beside_its_field_and_pauses_nothing(
    visit: Visiting, database: Database
) -> None:
    visitor, acme = visit("operator"), {"tenant": "acme", "reason": "x"}
    for fields, fault in (
        (acme | {"reason": ""}, "#tenant-reason-fault"),
        (acme | {"until": "2020-01-01T00:00"}, "#tenant-until-fault"),
        (acme | {"until": "soon"}, "#tenant-until-fault"),
        (acme | {"store": "atlantis"}, "#tenant-store-fault"),
        ({"kind": "parcels", "reason": "x"}, "#kind-kind-fault"),
    ):
        page = await visitor.post("/pauses", **fields)
        assert page.status in {400, 409}
        assert page.soup.all(fault)
    assert await scopes(database) == []


async def test_a_kind_is_paused_by_who_operates_all_tenants(visit: Visiting, database: Database) -> None:
    fields = {"kind": "inbound-order", "reason": "x"}
    assert (await visit("operator@acme").post("/pauses", **fields)).status in {403, 404}
    assert await scopes(database) == []
    assert (await visit("operator").post("/pauses", **fields)).status == 303
    assert await scopes(database) == ["kind:inbound-order"]


@pytest.mark.usefixtures("tenants")
async def test_who_sees_one_tenant_sees_its_pauses_and_acts_on_no_other(
    visit: Visiting, database: Database
) -> None:
    pauses = MongoPauses(database)
    for scope in ("tenant:acme", "tenant:globex", "kind:inbound-order"):
        await pauses.pause(Pause(scope, "ola", NOON))
    visitor = visit("operator@acme")

    page = await visitor.get("/pauses")

    assert [cell.text for cell in page.soup.all("td[data-label=Paused]")] == [
        "inbound-order of all tenants",
        "tenant acme",
    ]
    assert "globex" not in page.text
    assert (await visitor.get("/pauses?tenant=globex")).status == 404
    assert (await visitor.post("/pauses/lift", scope="tenant:globex")).status == 404
    assert (await visitor.post("/pauses", tenant="globex", reason="x")).status == 404
    assert (await visit("viewer").post("/pauses/lift", scope="tenant:acme")).status == 403
    assert len(await scopes(database)) == 3
