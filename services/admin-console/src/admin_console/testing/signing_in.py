"""Signing in and out as a person does."""

from collections.abc import Callable
from typing import Any, Final

import aiohttp
from yarl import URL

from admin_console.testing.settings import PASSWORD
from admin_console.testing.visiting import Page, Visit
from flow_omnium.audit.log import AuditLog
from flow_omnium.runtime.database import Database

Browser = Callable[[], Visit]

SESSION: Final = "console"
BEFORE: Final = "console-before"


async def sign_in(visit: Visit, password: str = PASSWORD, place: str = "/help") -> Page:
    """Fill in the form of the door."""
    form = await visit.get("/login")
    visit.token = form.soup.one("input[name=csrf]")["value"]
    page = await visit.post("/login", password=password, next=place)
    visit.token = None
    return page


async def signed_in(browser: Browser) -> Visit:
    """Return a browser in which somebody has signed in by the password."""
    visit = browser()
    await sign_in(visit)
    return await at_home(visit)


async def at_home(visit: Visit) -> Visit:
    """Read the token of the session's forms from a page."""
    visit.token = (await visit.get("/help")).soup.one(".person input[name=csrf]")["value"]
    return visit


async def through_the_issuer(visit: Visit, place: str = "/help") -> Page:
    """Go to the issuer and come back."""
    return await visit.get(await back_from_the_issuer(visit, place))


async def back_from_the_issuer(visit: Visit, place: str = "/help") -> str:
    """Go to the issuer; return the address to which it sends the browser back."""
    away = await visit.get(f"/login/oidc?next={place}")
    if away.location is None:
        raise AssertionError(away.text)
    async with (
        aiohttp.ClientSession() as issuer,
        issuer.get(away.location, allow_redirects=False) as sent,
    ):
        return str(URL(sent.headers["Location"]).relative())


async def sign_ins(database: Database) -> list[dict[str, Any]]:
    """Return what the audit log tells of sign-ins."""
    return [record["content"] async for record in AuditLog(database).records() if record["kind"] == "sign-in"]
