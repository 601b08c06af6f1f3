"""The ledger in memory and in MongoDB: every test of the contract runs on both."""

import uuid
from collections.abc import AsyncIterator

import pytest

from flow_omnium.jobs.entry import JobEntry
from flow_omnium.jobs.ledger.contract import RunLedger
from flow_omnium.jobs.ledger.runs import MongoRunLedger
from flow_omnium.jobs.operator.job_log import JobLog
from flow_omnium.runtime.database import Database, connect
from flow_omnium.schema.catalogue import COLLECTIONS
from flow_omnium.schema.database import DatabaseSchema
from flow_omnium.testing.ledgers import Subject
from flow_omnium.testing.memory_ledger import MemoryLedger


@pytest.fixture(scope="session")
async def indexed(mongodb_url: str) -> AsyncIterator[Database]:
    """A database with its indexes, which take longer to build than most tests."""
    client = connect(mongodb_url, application="tests")
    database = client[f"test_{uuid.uuid4().hex[:16]}"]
    await DatabaseSchema(database).create_missing()
    yield database
    await client.drop_database(database.name)
    client.close()


@pytest.fixture
async def empty(indexed: Database) -> AsyncIterator[Database]:
    """The same database, emptied after the test."""
    yield indexed
    for collection in COLLECTIONS:
        await indexed[collection.name].delete_many({})


@pytest.fixture(params=["memory", "mongodb"])
def subject(request: pytest.FixtureRequest) -> Subject:
    if request.param == "memory":
        fake = MemoryLedger()

        async def look(job_id: str) -> JobEntry | None:
            return fake.entries.get(job_id)

        return Subject(fake, look)
    database: Database = request.getfixturevalue("empty")
    return Subject(MongoRunLedger(database), JobLog(database).get)


@pytest.fixture
def ledger(subject: Subject) -> RunLedger:
    return subject.ledger
