"""What the shell does for every page: who is let in, what an answer carries, and what is said when there is no page."""

import io
from collections.abc import AsyncIterator, Sequence

import pytest
from aiohttp.test_utils import TestClient

from admin_console.failures import UnknownJob
from admin_console.testing.sessions import COOKIE, FakeSessions
from admin_console.testing.visiting import Client, Page, Visiting
from admin_console.web.answers import Answer, Away, BadAsk, Saved, SeeOther, Shown, Taken
from admin_console.web.app import open_app
from admin_console.web.ask import Ask
from admin_console.web.rights import Right
from admin_console.web.routing import Route
from admin_console.web.settings import ConsoleSettings
from admin_console.web.signing_in.port import Choices
from flow_omnium.runtime.database import Database, DatabaseError
from flow_omnium.tenants.repository import COLLECTION as TENANTS
from flow_omnium.testing.served import Served


async def page(ask: Ask) -> Answer:
    values = {"lines": [ask.text("x") or "", *ask.texts("many")], "links": {}, "status": 200, "trace": None}
    return Shown("shell/error.html", "A page", values)


async def act(ask: Ask) -> Answer:
    return SeeOther("/page", f"{ask.part('tenant')} did <b>{', '.join(ask.fields('job'))}</b>")


async def failing(ask: Ask) -> Answer:
    raise {
        "defect": RuntimeError("password=hunter2"),
        "database": DatabaseError("away"),
        "job": UnknownJob("0198"),
        "value": BadAsk("state: 'x' is none", ["It is one of waiting, held."], {"All jobs": "/jobs"}),
        "away": Away("Flow does not answer"),
    }[ask.part("what")]


async def listed(ask: Ask) -> Answer:
    async def rows() -> AsyncIterator[Sequence[str | int | None]]:
        for number in range(3):
            yield f"=job-{number}", number
            if ask.text("breaks"):
                raise RuntimeError("the cursor is gone")

    return Taken("jobs of acme", ("job", "tries"), rows(), ask.text("format") or "csv")


async def kept(ask: Ask) -> Answer:
    del ask
    return Saved("secrets.bin", "application/octet-stream", b"\0\1")


async def zoned(ask: Ask) -> Answer:
    values = {"lines": [str(await ask.zone(ask.text("tenant")))], "links": {}, "status": 200, "trace": None}
    return Shown("shell/error.html", "A page", values)


TABLE = (
    Route("GET", "/page", Right.LOOK, page),
    Route("GET", "/zone", Right.LOOK, zoned),
    Route("GET", "/list", Right.LOOK, listed),
    Route("GET", "/file", Right.LOOK, kept),
    Route("GET", "/fails/{what}", Right.LOOK, failing),
    Route("POST", "/tenants/{tenant}/act", Right.REPAIR, act),
    Route("GET", "/admin", Right.ADMINISTER, page),
    Route("GET", "/door", None, page),
)
ANSWERS = ("/page", "/page?x=%00", "/list", "/file", "/nowhere", "/fails/defect", "/fails/database", "/admin")
BESIDE = ("/healthz", "/readyz", "/metrics")


@pytest.fixture
async def console(settings: ConsoleSettings, sessions: FakeSessions) -> AsyncIterator[Client]:
    """A console with pages of the test's own."""
    async with open_app(settings, opening=sessions.opened, table=TABLE) as app, Served(app) as server:
        client: Client = TestClient(server)
        async with client:
            yield client


@pytest.mark.parametrize("path", [*ANSWERS, *BESIDE])
async def test_every_answer_carries_the_headers(visit: Visiting, path: str) -> None:
    headers = (await visit("viewer").get(path)).headers
    assert headers["Content-Security-Policy"].startswith("default-src 'none'; script-src 'self';")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Cache-Control"] == "no-store"
    assert "aiohttp" not in headers["Server"]


async def test_files_are_kept_for_good_under_a_name_that_changes_with_them(visit: Visiting) -> None:
    soup = (await visit("viewer").get("/page")).soup
    for path in [one["src"] for one in soup.all("script")] + [one["href"] for one in soup.all("link")]:
        page = await visit().get(path)
        assert page.status == 200
        assert "immutable" in page.headers["Cache-Control"]
        assert page.headers["X-Content-Type-Options"] == "nosniff"
    assert (await visit().get("/static/000000000000/console.css")).status == 404


async def test_the_answer_to_a_form_is_read_from_its_heading_and_a_page_that_was_opened_is_not(
    visit: Visiting,
) -> None:
    browser = visit("operator")
    refused = await browser.post("/tenants/acme/act", csrf="of another session")
    assert refused.soup.one("#heading").get("autofocus") is not None
    assert (await browser.get("/page")).soup.one("#heading").get("autofocus") is None


async def test_a_page_whose_visitor_cannot_be_looked_up_is_opened_again_by_itself(
    visit: Visiting, sessions: FakeSessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = visit("operator")
    known = await browser.get("/fails/database")
    assert (known.status, known.soup.one("body").get("data-again")) == (503, None)
    monkeypatch.setattr(sessions, "visitor", _away)
    page, form = await browser.get("/page"), await browser.post("/tenants/acme/act")
    assert (page.status, page.headers["Retry-After"]) == (503, "10")
    assert page.soup.one("body")["data-again"] == "/help"
    assert (form.status, form.soup.one("body").get("data-again")) == (
        503,
        None,
    )  # it is sent by a person alone


async def _away(_request: object) -> None:
    raise DatabaseError("away")


async def test_a_stranger_is_sent_to_the_door_and_back_again(visit: Visiting) -> None:
    page = await visit().get("/page?x=1&y=2")
    assert page.status == 303
    assert page.location == "/login?next=/page%3Fx%3D1%26y%3D2"
    assert (await visit().get("/door")).status == 200


async def test_a_stranger_s_form_and_fragment_are_refused(visit: Visiting) -> None:
    assert (await visit().post("/tenants/acme/act")).status == 401
    fragment = await visit().get("/page", HX_Request="true")
    assert fragment.status == 401
    assert fragment.soup.one("#live a")["href"] == "/login"


async def test_what_a_page_raises_is_said_in_a_page(visit: Visiting) -> None:
    page = await visit("viewer").get("/fails/value")
    assert page.status == 400
    assert page.soup.one("h1").text == "state: 'x' is none"
    assert page.soup.one("[role=alert] a")["href"] == "/jobs"


@pytest.mark.parametrize(
    ("what", "status"), [("defect", 500), ("database", 503), ("job", 404), ("away", 503)]
)
async def test_an_error_has_its_status_and_tells_no_secret(visit: Visiting, what: str, status: int) -> None:
    page = await visit("viewer").get(f"/fails/{what}")
    assert page.status == status
    assert "hunter2" not in page.text
    assert ("Retry-After" in page.headers) == (status == 503)


async def test_an_address_that_leads_nowhere_has_a_page(visit: Visiting) -> None:
    page = await visit("viewer").get("/nowhere")
    assert (page.status, page.soup.one("h1").text) == (404, "There is no such page")
    answer = await visit("viewer").client.put("/page")
    assert (answer.status, answer.headers["Allow"]) == (405, "GET,HEAD")


async def test_a_form_without_the_session_s_token_does_nothing(
    visit: Visiting, sessions: FakeSessions
) -> None:
    operator = visit("operator")
    assert (await operator.post("/tenants/acme/act", csrf="another")).status == 403
    assert sessions.refusals == [("sub-kari", "/tenants/acme/act")]


async def test_an_act_leads_to_a_page_that_tells_of_it_once(visit: Visiting) -> None:
    operator = visit("operator")
    done = await operator.post("/tenants/acme/act", job=["a", "b"])
    assert (done.status, done.location) == (303, "/page")
    page = await operator.get("/page")
    assert page.soup.one(".flash").text == "acme did <b>a, b</b>"
    assert not (await operator.get("/page")).soup.has(".flash")


async def test_another_tenant_does_not_exist_and_a_missing_right_is_refused(
    visit: Visiting, sessions: FakeSessions
) -> None:
    assert (await visit("operator@beta").post("/tenants/acme/act")).status == 404
    assert (await visit("viewer@acme").post("/tenants/acme/act")).status == 403
    assert (await visit("operator@acme").post("/tenants/acme/act")).status == 303
    assert (await visit("integrator").get("/admin")).status == 403
    assert len(sessions.refusals) == 2


async def test_a_head_is_answered_as_its_page_is_without_the_page(visit: Visiting) -> None:
    browser = visit("viewer")
    for path in ("/page", "/list"):
        answer = await browser.head(path)
        assert (answer.status, answer.text) == (200, "")


async def test_values_are_read_as_they_are_meant(visit: Visiting) -> None:
    page = await visit("viewer").get("/page?x=%20a%20&many=b&many=&many=c")
    assert [one.text for one in page.soup.all("[role=alert] p")][:3] == ["a", "b", "c"]
    assert (await visit("viewer").get("/page?x=a%00b")).status == 400
    assert (await visit("viewer").get("/page?x=" + "a" * 600)).status == 400


async def test_a_list_is_taken_away_as_a_file(visit: Visiting) -> None:
    page = await visit("viewer").get("/list?format=csv")
    assert page.text == "job,tries\r\n'=job-0,0\r\n'=job-1,1\r\n'=job-2,2\r\n"
    assert page.headers["Content-Disposition"] == 'attachment; filename="jobs-of-acme.csv"'
    assert (
        (await visit("viewer").get("/list?format=json"))
        .headers["Content-Type"]
        .startswith("application/json")
    )
    assert (await visit("viewer").get("/list?format=xml")).status == 400


async def test_a_list_that_breaks_off_does_not_look_complete(visit: Visiting) -> None:
    with pytest.raises(Exception, match=r"(?i)payload|disconnected|closed"):
        await visit("viewer").get("/list?breaks=yes")


async def test_times_are_the_person_s_choice_else_the_tenant_s(
    visit: Visiting, sessions: FakeSessions, database: Database
) -> None:
    await database[TENANTS].insert_one(
        {"_id": "acme", "settings": {"catalog": {"timeZone": "Europe/Helsinki"}}}
    )
    viewer = visit("viewer")
    assert _line(await viewer.get("/zone?tenant=acme")) == "Europe/Helsinki"
    # What is of no one tenant is read in the zone that all tenants have whom the visitor sees.
    assert _line(await viewer.get("/zone")) == "Europe/Helsinki"
    await database[TENANTS].insert_one({"_id": "beta", "settings": {"catalog": {"timeZone": "Europe/Oslo"}}})
    assert _line(await viewer.get("/zone")) == "UTC"
    assert _line(await visit("viewer@beta").get("/zone")) == "Europe/Oslo"
    sessions.chosen["sub-kari"] = Choices(zone="Asia/Tokyo", theme="dark", keys=False)
    page = await viewer.get("/zone?tenant=acme")
    assert _line(page) == "Asia/Tokyo"
    assert page.soup.one("html")["data-theme"] == "dark"
    assert page.soup.one("body").get("data-keys") is None


async def test_the_navigation_says_where_one_is(visit: Visiting) -> None:
    soup = (await visit("viewer").get("/page")).soup
    assert not soup.has("nav [aria-current]")
    assert soup.one("header form[role=search] input[name=q]")
    assert soup.one("a.skip")["href"] == "#main"


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("multipart/form-data", b"x"),
        ("multipart/form-data; boundary=x", b"--y"),
        (
            "multipart/form-data; boundary=x",
            b"--x\r\nContent-Disposition: form-data; name=a\r\nContent-Transfer-Encoding: martian\r\n\r\nb\r\n--x--\r\n",
        ),
        ("application/x-www-form-urlencoded; charset=martian", b"a=b"),
        ("application/x-www-form-urlencoded", b"a=%ff\xff"),
        ("application/json", b"{"),
    ],
)
async def test_a_form_that_cannot_be_read_is_no_defect(visit: Visiting, kind: str, body: bytes) -> None:
    operator = visit("operator")
    headers = {"Content-Type": kind, "Cookie": f"{COOKIE}={operator.cookies[COOKIE]}"}
    async with operator.client.post("/tenants/acme/act", data=body, headers=headers) as answer:
        assert answer.status in (400, 403)


async def test_what_nothing_can_be_called_is_not_there(visit: Visiting) -> None:
    assert (await visit("viewer").get("/fails/a%00b")).status == 404
    assert (await visit("viewer").get("/fails/" + "a" * 600)).status == 404


async def test_a_zone_that_is_no_more_closes_no_page(visit: Visiting, sessions: FakeSessions) -> None:
    sessions.chosen["sub-kari"] = Choices(zone="Mars/Olympus")
    assert _line(await visit("viewer").get("/zone")) == "UTC"


async def test_a_form_that_is_too_large_is_refused(visit: Visiting) -> None:
    operator = visit("operator")
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Cookie": f"{COOKIE}={operator.cookies[COOKIE]}",
    }
    body = io.BytesIO(b"text=" + b"x" * 2**20)
    async with operator.client.post("/tenants/acme/act", data=body, headers=headers) as answer:
        assert answer.status == 413
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


def _line(page: Page) -> str:
    return page.soup.all("[role=alert] p")[0].text
