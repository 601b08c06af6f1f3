"""Signing in and out as a person does."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import Any, Final

import aiohttp
from aiohttp import DummyCookieJar
from aiohttp.test_utils import TestClient
from yarl import URL

from admin_console.testing.sessions import a_grant
from admin_console.testing.settings import PASSWORD
from admin_console.testing.visiting import Client, Page, Visit
from admin_console.web.app import open_app
from admin_console.web.settings import ConsoleSettings
from admin_console.web.signing_in.keys import token_of
from admin_console.web.signing_in.person import Person, Way
from admin_console.web.signing_in.sessions import Sessions
from admin_console.web.signing_in.ways import open_ways
from flow_omnium.audit.log import AuditLog
from flow_omnium.console.sessions import MongoSessions
from flow_omnium.runtime.clock import SystemClock
from flow_omnium.runtime.database import Database
from flow_omnium.testing.polling import until
from flow_omnium.testing.served import Served

Browser = Callable[[], Visit]
"""Opens a browser in which nobody has signed in."""

Enter = Callable[[str, str], Awaitable[Visit]]
"""Opens one in which somebody has: `await entered("kari", "viewer@acme")`."""

SESSION: Final = "console"
BEFORE: Final = "console-before"


@asynccontextmanager
async def served(settings: ConsoleSettings) -> AsyncIterator[Client]:
    """The console with its real sessions, as one process runs it. Each browser keeps its own cookies."""
    async with open_app(settings) as app, Served(app) as server:
        client: Client = TestClient(server, cookie_jar=DummyCookieJar())
        async with client:
            await until("the console is ready", lambda: _is_ready(client))
            yield client


def entering(client: Client, settings: ConsoleSettings, database: Database) -> Enter:
    """Open a browser in which somebody has a session already."""
    clock = SystemClock()
    sessions = Sessions(MongoSessions(database), clock, open_ways(settings, clock).bases)

    async def enter(sub: str, grant: str) -> Visit:
        person = Person(sub, sub.title(), (a_grant(grant),), Way.PASSWORD)
        secret = await sessions.begin(person, "Firefox/1 Linux", None)
        return Visit(client, await sessions.visitor(secret), token_of(secret), {SESSION: secret})

    return enter


async def _is_ready(client: Client) -> bool:
    async with client.get("/readyz") as response:
        return response.status == HTTPStatus.OK


async def sign_in(visit: Visit, password: str = PASSWORD, place: str = "/help") -> Page:
    """Fill in the form of the sign-in."""
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
