"""What tests share: one broker and one database for the whole run, a fresh database for each test that asks."""

import uuid
from collections.abc import AsyncIterator, Iterator

import pytest

from flow_omnium.runtime.database import Database, connect
from local_stack.infrastructure import Infrastructure


@pytest.fixture(scope="session")
def infrastructure() -> Iterator[Infrastructure]:
    """Broker and database, started once; a missing one fails every test that needs it."""
    with Infrastructure("tests") as started:
        yield started


@pytest.fixture(scope="session")
def amqp_url(infrastructure: Infrastructure) -> str:
    """Where the broker listens."""
    return infrastructure.amqp_url


@pytest.fixture(scope="session")
def mongodb_url(infrastructure: Infrastructure) -> str:
    """Where the database listens."""
    return infrastructure.mongodb_url


@pytest.fixture
async def database(mongodb_url: str) -> AsyncIterator[Database]:
    """A database of the test's own, dropped afterwards."""
    client = connect(mongodb_url, application="tests")
    name = f"test_{uuid.uuid4().hex[:16]}"
    yield client[name]
    await client.drop_database(name)
    client.close()
