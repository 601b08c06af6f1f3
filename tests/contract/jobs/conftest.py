"""The ledger in memory and in MongoDB: every test of the contract runs on both."""

import pytest

from flow_omnium.jobs.entry import JobEntry
from flow_omnium.jobs.ledger.contract import RunLedger
from flow_omnium.jobs.ledger.runs import MongoRunLedger
from flow_omnium.jobs.operator.job_log import JobLog
from flow_omnium.runtime.database import Database
from flow_omnium.schema.database import DatabaseSchema
from flow_omnium.testing.ledgers import Subject
from flow_omnium.testing.memory_ledger import MemoryLedger


@pytest.fixture(params=["memory", "mongodb"])
async def subject(request: pytest.FixtureRequest, database: Database) -> Subject:
    if request.param == "memory":
        fake = MemoryLedger()

        async def look(job_id: str) -> JobEntry | None:
            return fake.entries.get(job_id)

        return Subject(fake, look)
    real = MongoRunLedger(database)
    await DatabaseSchema(database).create_missing()
    return Subject(real, JobLog(database).get)


@pytest.fixture
def ledger(subject: Subject) -> RunLedger:
    return subject.ledger
