"""The console with its real door: the sessions of a database, and whichever ways in a test opens."""

from collections.abc import AsyncIterator, Callable

import pytest
from aiohttp.test_utils import TestClient

from admin_console.testing.visiting import Client, Visit
from admin_console.web.app import open_app
from admin_console.web.settings import ConsoleSettings
from flow_omnium.runtime.database import Database
from flow_omnium.testing.polling import until
from flow_omnium.testing.served import Served


@pytest.fixture
async def door(settings: ConsoleSettings, schema: Database) -> AsyncIterator[Client]:
    """The console, as one process runs it."""
    del schema
    async with open_app(settings) as app, Served(app) as server:
        client: Client = TestClient(server)
        async with client:
            await until("the console is ready", lambda: _is_ready(client))
            yield client


@pytest.fixture
def browser(door: Client) -> Callable[[], Visit]:
    """Open a browser in which nobody has signed in."""
    return lambda: Visit(door)


async def _is_ready(client: Client) -> bool:
    async with client.get("/readyz") as response:
        return response.status == 200
