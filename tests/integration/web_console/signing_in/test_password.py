"""Signing in by the password, and what a session is worth."""

import re
from datetime import timedelta

import pytest

from admin_console.testing.settings import PASSWORD
from admin_console.testing.signing_in import (
    BEFORE,
    SESSION,
    Browser,
    sign_in,
    sign_ins,
    signed_in,
)
from admin_console.web.signing_in.keys import key_of
from flow_omnium.console.sessions import COLLECTION
from flow_omnium.runtime.database import Database


async def test_who_knows_the_password_is_let_in_and_goes_on_to_where_they_wanted(
    browser: Browser, database: Database
) -> None:
    visit = browser()
    page = await sign_in(visit)
    assert (page.status, page.location) == (303, "/help")
    assert "local" in (await visit.get("/help")).soup.one(".person a").text
    (record,) = await sign_ins(database)
    assert (record["by"], record["result"], record["source"]) == ("local", "signed in", "127.0.0.1")


async def test_another_password_lets_nobody_in_and_leaves_them_where_they_are(browser: Browser) -> None:
    visit = browser()
    page = await sign_in(visit, "not-this-one")
    assert page.status == 401
    assert page.soup.one("#password-fault").text == "This is not the password."
    assert page.soup.one("input[name=next]")["value"] == "/help"
    assert "not-this-one" not in page.text
    assert SESSION not in visit.cookies


async def test_after_five_tries_even_the_right_password_must_wait(browser: Browser) -> None:
    visit = browser()
    for _ in range(5):
        assert (await sign_in(visit, "not-this-one")).status == 401
    page = await sign_in(visit)
    assert page.status == 429
    assert 0 < int(page.headers["Retry-After"]) <= 60


@pytest.mark.parametrize(
    "place",
    ["//evil.example", "/\\evil.example", "https://evil.example", "/%09/evil", "\t/evil", "", "/login"],
)
async def test_nobody_is_sent_to_another_host(place: str, browser: Browser) -> None:
    page = await sign_in(browser(), place=place)
    assert page.location in {"/", "/%09/evil"}  # the latter is a path of ours that does not exist


async def test_the_cookies_are_out_of_reach_for_scripts_and_other_sites(browser: Browser) -> None:
    visit = browser()
    before = (await visit.get("/login")).headers["Set-Cookie"]
    session = (await sign_in(visit)).headers["Set-Cookie"]
    for cookie, name in ((before, BEFORE), (session, SESSION)):
        assert re.fullmatch(rf"{name}=[\w-]{{43}}; Path=/; Max-Age=\d+; HttpOnly; SameSite=Lax", cookie)


async def test_a_session_that_somebody_has_set_before_is_not_the_one_that_is_begun(
    browser: Browser, database: Database
) -> None:
    other = await signed_in(browser)
    fixed = "A" * 43
    visit = browser()
    visit.cookies[SESSION] = fixed
    await sign_in(visit)
    assert visit.cookies[SESSION] != fixed
    # The session that the browser had ends when somebody signs in anew.
    again = browser()
    again.cookies |= {SESSION: other.cookies[SESSION]}
    assert (await again.get("/login")).location == "/"
    keys = {document["_id"] async for document in database[COLLECTION].find()}
    assert keys == {key_of(other.cookies[SESSION]), key_of(visit.cookies[SESSION])}
    assert fixed not in keys


async def test_the_database_has_nothing_that_a_cookie_could_be_made_from(
    browser: Browser, database: Database
) -> None:
    visit = await signed_in(browser)
    (stored,) = await database[COLLECTION].find().to_list(10)
    assert visit.cookies[SESSION] not in str(stored)
    assert (visit.token or "") not in str(stored)
    assert PASSWORD not in str(stored)


async def test_who_signs_out_is_out_and_the_cookie_is_worth_nothing_any_more(
    browser: Browser, database: Database
) -> None:
    visit = await signed_in(browser)
    kept = visit.cookies[SESSION]
    page = await visit.post("/logout")
    assert (page.status, page.location) == (303, "/login")
    visit.cookies[SESSION] = kept
    assert (await visit.get("/help")).location == "/login?next=/help"
    assert [record["result"] for record in await sign_ins(database)] == ["signed in", "signed out"]


@pytest.mark.parametrize(
    ("field", "ago"), [("usedAt", timedelta(hours=1)), ("since", timedelta(hours=12))], ids=["idle", "in all"]
)
async def test_a_session_ends_by_its_time(
    field: str, ago: timedelta, browser: Browser, database: Database
) -> None:
    visit = await signed_in(browser)
    (stored,) = await database[COLLECTION].find().to_list(10)
    await database[COLLECTION].update_one({}, {"$set": {field: stored[field] - ago}})
    assert (await visit.get("/help")).status == 303


async def test_a_session_of_another_password_is_none(browser: Browser, database: Database) -> None:
    visit = await signed_in(browser)
    await database[COLLECTION].update_one({}, {"$set": {"basis": "of another one"}})
    assert (await visit.get("/help")).status == 303


async def test_that_a_session_is_used_is_written_once_a_minute(browser: Browser, database: Database) -> None:
    visit = await signed_in(browser)
    (begun,) = await database[COLLECTION].find().to_list(10)
    await visit.get("/help")
    assert await database[COLLECTION].find().to_list(10) == [begun]
    minutes = timedelta(minutes=5)
    await database[COLLECTION].update_one({}, {"$set": {"usedAt": begun["usedAt"] - minutes}})
    await visit.get("/help")
    (used,) = await database[COLLECTION].find().to_list(10)
    assert used["usedAt"] >= begun["usedAt"]
    assert used["endsAt"] >= begun["endsAt"]


async def test_nobody_signs_in_from_another_site(browser: Browser, database: Database) -> None:
    visit = browser()
    visit.token = (await visit.get("/login")).soup.one("input[name=csrf]")["value"]
    del visit.cookies[BEFORE]  # another browser's form
    assert (await visit.post("/login", password=PASSWORD)).status == 403
    assert SESSION not in visit.cookies
    assert await database[COLLECTION].count_documents({}) == 0
