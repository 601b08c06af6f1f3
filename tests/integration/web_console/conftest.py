"""The web console as browsers meet it: real pages over HTTP on a real database, and visitors with any roles."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiohttp.test_utils import TestClient

from admin_console.testing.sessions import COOKIE, FakeSessions, a_grant
from admin_console.testing.settings import console_settings
from admin_console.testing.visiting import Client, Visit, Visiting
from admin_console.web.app import open_app
from admin_console.web.console import Console
from admin_console.web.rights import Grant
from admin_console.web.settings import ConsoleSettings
from admin_console.web.signing_in.port import Sessions
from flow_omnium.runtime.database import Database
from flow_omnium.schema.database import DatabaseSchema
from flow_omnium.testing.polling import until
from flow_omnium.testing.served import Served


@pytest.fixture
def settings(mongodb_url: str, database: Database) -> ConsoleSettings:
    """What the console is told; a test that needs another overrides this fixture."""
    return console_settings(mongodb_url, database.name)


@pytest.fixture
async def schema(database: Database) -> Database:
    """The test's database with all collections and indexes."""
    await DatabaseSchema(database).create_missing()
    return database


@pytest.fixture
def sessions() -> FakeSessions:
    """Who has signed in."""
    return FakeSessions()


@pytest.fixture
async def console(
    settings: ConsoleSettings, schema: Database, sessions: FakeSessions
) -> AsyncIterator[Client]:
    """The console, as one process runs it."""
    del schema

    @asynccontextmanager
    async def door(_console: Console) -> AsyncIterator[Sessions]:
        yield sessions

    async with open_app(settings, door=door) as app, Served(app) as server:
        client: Client = TestClient(server)
        async with client:
            await until("the console is ready", lambda: _is_ready(client))
            yield client


async def _is_ready(client: Client) -> bool:
    async with client.get("/readyz") as response:
        return response.status == 200


@pytest.fixture
def visit(console: Client, sessions: FakeSessions) -> Visiting:
    """Sign somebody in: `visit("operator")`, `visit(Grant(Role.OPERATOR, "acme"))`, `visit("viewer@acme")`; `visit()` is nobody."""

    def sign_in(*grants: Grant | str, name: str = "kari") -> Visit:
        if not grants:
            return Visit(console)
        visitor = sessions.sign_in(*map(a_grant, grants), name=name)
        return Visit(console, visitor, sessions.token(visitor), {COOKIE: visitor.session})

    return sign_in
