"""The console with its real door: the sessions of a database, and whichever ways in a test opens."""

import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator

import pytest
import structlog
from aiohttp import DummyCookieJar
from aiohttp.test_utils import TestClient

from admin_console.testing.sessions import a_grant
from admin_console.testing.signing_in import SESSION
from admin_console.testing.visiting import Client, Visit
from admin_console.web.app import open_app
from admin_console.web.settings import ConsoleSettings
from admin_console.web.signing_in.keys import token_of
from admin_console.web.signing_in.person import Person, Way
from admin_console.web.signing_in.sessions import Sessions
from admin_console.web.signing_in.ways import open_ways
from flow_omnium.console.sessions import MongoSessions
from flow_omnium.runtime.clock import SystemClock
from flow_omnium.runtime.database import Database
from flow_omnium.runtime.logging import configure_logging
from flow_omnium.runtime.settings.process import LogSettings
from flow_omnium.testing.polling import until
from flow_omnium.testing.served import Served


@pytest.fixture
async def door(settings: ConsoleSettings) -> AsyncIterator[Client]:
    """The console, as one process runs it, on an empty database. Each browser keeps its own cookies."""
    async with open_app(settings) as app, Served(app) as server:
        client: Client = TestClient(server, cookie_jar=DummyCookieJar())
        async with client:
            await until("the console is ready", lambda: _is_ready(client))
            yield client


@pytest.fixture
def browser(door: Client) -> Callable[[], Visit]:
    """Open a browser in which nobody has signed in."""
    return lambda: Visit(door)


@pytest.fixture
def entered(
    door: Client, settings: ConsoleSettings, database: Database
) -> Callable[[str, str], Awaitable[Visit]]:
    """Open a browser in which somebody has a session: `await entered("kari", "viewer@acme")`."""
    clock = SystemClock()
    sessions = Sessions(MongoSessions(database), clock, open_ways(settings, clock).bases)

    async def enter(sub: str, grant: str) -> Visit:
        person = Person(sub, sub.title(), (a_grant(grant),), Way.PASSWORD)
        secret = await sessions.begin(person, "Firefox/1 Linux", None)
        return Visit(door, await sessions.visitor(secret), token_of(secret), {SESSION: secret})

    return enter


@pytest.fixture
def debug_logs(capfd: pytest.CaptureFixture[str]) -> Iterator[pytest.CaptureFixture[str]]:
    """Everything that is logged, down to what libraries tell when they are debugged."""
    root = logging.getLogger()
    handlers, level, before = root.handlers, root.level, structlog.get_config()
    output = configure_logging("test", LogSettings(log_level="DEBUG"))
    yield capfd
    # The captured file is closed with the test: whatever still wrote there would write into a connection of another.
    output.close()
    structlog.configure(**before)
    root.handlers = handlers
    root.setLevel(level)


async def _is_ready(client: Client) -> bool:
    async with client.get("/readyz") as response:
        return response.status == 200
