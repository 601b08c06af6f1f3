"""What a person chooses and ends for themselves, and what an administrator ends."""

from admin_console.testing.signing_in import SESSION, Enter
from flow_omnium.console.people import Choices, MongoPeople
from flow_omnium.console.sessions import COLLECTION
from flow_omnium.jobs.operator.audit_trail import AuditTrail
from flow_omnium.runtime.database import Database


async def test_what_a_person_chooses_holds_for_every_page_of_theirs_and_for_nobody_else(
    entered: Enter, database: Database
) -> None:
    kari, ola = await entered("kari", "viewer"), await entered("ola", "viewer")
    page = await kari.post("/me", zone="named", zone_name="Europe/Oslo", theme="dark", rows="25")
    assert (page.status, page.location) == (303, "/me")
    assert await MongoPeople(database).choices("kari") == Choices("Europe/Oslo", "dark", keys=False, rows=25)
    help_page = await kari.get("/help")
    assert help_page.soup.one("html")["data-theme"] == "dark"
    assert "Europe/Oslo" in help_page.soup.one("footer").text
    shown = (await kari.get("/me")).soup
    assert shown.one("#zone-name")["value"] == "Europe/Oslo"
    assert shown.one("#keys").get("checked") is None
    assert (await ola.get("/help")).soup.one("html")["data-theme"] == "system"


async def test_what_cannot_be_meant_is_not_kept_and_stays_as_it_was_typed(
    entered: Enter, database: Database
) -> None:
    kari = await entered("kari", "viewer")
    page = await kari.post("/me", zone="named", zone_name="Europe/Olso", theme="pink", rows="7", keys="on")
    assert page.status == 400
    assert page.soup.one("#zone-fault").text.endswith("Did you mean Europe/Oslo?")
    assert page.soup.one("#zone-name")["value"] == "Europe/Olso"
    assert len(page.soup.all(".error")) == 3
    assert await MongoPeople(database).choices("kari") == Choices()


async def test_who_signs_out_everywhere_is_out_everywhere_and_nobody_else_is(
    entered: Enter, database: Database
) -> None:
    here, there, ola = [await entered(sub, "viewer") for sub in ("kari", "kari", "ola")]
    rows = (await here.get("/me")).soup.all("section[aria-labelledby=sessions] tbody tr")
    assert [row.one("th").text for row in rows].count("Firefox on Linux (this one)") == 1
    assert len(rows) == 2
    secrets = here.cookies[SESSION], there.cookies[SESSION]
    assert (await here.post("/me/sign-out-everywhere")).location == "/login"
    here.cookies[SESSION], there.cookies[SESSION] = secrets
    assert [(await one.get("/help")).status for one in (here, there, ola)] == [303, 303, 200]
    (act,) = await AuditTrail(database).latest(10)
    assert (act.act, act.by, act.via, act.count) == ("sign-out-everywhere", "kari", "console Kari", 2)


async def test_an_administrator_sees_everybody_and_ends_one_session_or_all_of_a_person(
    entered: Enter, database: Database
) -> None:
    admin = await entered("nils", "admin")
    kari, also_kari, ola = [await entered(sub, "operator@acme") for sub in ("kari", "kari", "ola")]
    page = await admin.get("/sessions")
    assert len(page.soup.all("tbody tr")) == 4
    assert str(admin.token) not in [one["value"] for one in page.soup.all("input[name=session]")]
    assert ola.visitor is not None
    assert (await admin.post("/sessions/end", session=ola.visitor.session)).location == "/sessions"
    assert (await ola.get("/help")).status == 303
    await admin.post("/sessions/end", sub="kari")
    assert [(await one.get("/help")).status for one in (kari, also_kari, admin)] == [303, 303, 200]
    all_of_kari, one_of_ola = await AuditTrail(database).latest(10)
    assert (all_of_kari.act, all_of_kari.by, all_of_kari.target, all_of_kari.count) == (
        *("end-sessions", "nils", "kari"),
        2,
    )
    assert (one_of_ola.act, one_of_ola.count) == ("end-session", 1)


async def test_what_names_no_session_ends_none(entered: Enter, database: Database) -> None:
    admin = await entered("nils", "admin")
    assert (await admin.post("/sessions/end", session="../x")).status == 400
    assert (await admin.post("/sessions/end", session="0" * 64)).status == 404
    assert (await admin.post("/sessions/end")).status == 400
    assert await database[COLLECTION].count_documents({}) == 1


async def test_hostile_names_are_shown_as_text(entered: Enter) -> None:
    admin = await entered("<script>alert(1)</script>", "admin")
    for path in ("/me", "/sessions"):
        page = await admin.get(path)
        assert page.status == 200
        assert "<script>alert" not in page.text
