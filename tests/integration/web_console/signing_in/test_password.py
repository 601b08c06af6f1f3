"""Signing in by the password, and what a session is worth."""

from collections.abc import Callable

from admin_console.testing.settings import PASSWORD
from admin_console.testing.visiting import Page, Visit

Browser = Callable[[], Visit]


async def sign_in(visit: Visit, password: str = PASSWORD, place: str = "/help") -> Page:
    form = await visit.get("/login")
    visit.token = form.soup.one("input[name=csrf]")["value"]
    return await visit.post("/login", password=password, next=place)


async def test_who_knows_the_password_is_let_in_and_goes_on_to_where_they_wanted(browser: Browser) -> None:
    visit = browser()
    page = await sign_in(visit)
    assert (page.status, page.location) == (303, "/help")
    shown = await visit.get("/help")
    assert shown.status == 200
    assert "local" in shown.text
