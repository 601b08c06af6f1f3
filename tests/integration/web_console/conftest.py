"""The web console as browsers meet it: real pages over HTTP on a real database, and visitors with any roles."""

import uuid
from collections.abc import AsyncIterator

import pytest
from aiohttp.test_utils import TestClient

from admin_console.testing.ledger import PageLedger
from admin_console.testing.sessions import COOKIE, FakeSessions, a_grant
from admin_console.testing.settings import console_settings
from admin_console.testing.visiting import Client, Visit, Visiting
from admin_console.web.app import open_app
from admin_console.web.rights import Grant
from admin_console.web.settings import ConsoleSettings
from flow_omnium.runtime.database import Database, connect
from flow_omnium.schema.database import DatabaseSchema
from flow_omnium.testing.polling import until
from flow_omnium.testing.served import Served


@pytest.fixture(scope="session")
async def prepared(mongodb_url: str) -> AsyncIterator[Database]:
    """One database with all collections and indexes for all tests of the run: to make it takes longer than most of them."""
    client = connect(mongodb_url, application="tests")
    name = f"test_{uuid.uuid4().hex[:16]}"
    await DatabaseSchema(client[name]).create_missing()
    yield client[name]
    await client.drop_database(name)
    client.close()


@pytest.fixture
async def database(prepared: Database) -> AsyncIterator[Database]:
    """That database, which a test finds empty."""
    yield prepared
    for name in await prepared.list_collection_names():
        await prepared[name].delete_many({})


@pytest.fixture
def settings(mongodb_url: str, database: Database) -> ConsoleSettings:
    """What the console is told; a test that needs another overrides this fixture."""
    return console_settings(mongodb_url, database.name)


@pytest.fixture
def schema(database: Database) -> Database:
    """The same: it has all collections and indexes."""
    return database


@pytest.fixture
def ledger(schema: Database) -> PageLedger:
    """What the ledger of the test's database has."""
    return PageLedger(schema)


@pytest.fixture
def sessions() -> FakeSessions:
    """Who has signed in."""
    return FakeSessions()


@pytest.fixture
async def console(settings: ConsoleSettings, sessions: FakeSessions) -> AsyncIterator[Client]:
    """The console, as one process runs it."""
    async with open_app(settings, opening=sessions.opened) as app, Served(app) as server:
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
