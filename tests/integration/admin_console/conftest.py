"""The console as an operator runs it: arguments and environment in, exit code and two streams out."""

import asyncio
import base64
import uuid
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from admin_console.__main__ import main
from flow_omnium.jobs.attempt_result import AttemptResult
from flow_omnium.jobs.entry import JobEntry
from flow_omnium.jobs.ledger.runs import MongoRunLedger
from flow_omnium.runtime.database import Database, connect
from flow_omnium.schema.database import DatabaseSchema
from flow_omnium.testing.filled_ledger import FilledLedger
from flow_omnium.testing.jobs import NOON, a_failure, a_lease, a_message

KEY = base64.b64encode(b"k" * 32).decode()


@dataclass(frozen=True)
class Answer:
    """What a command left behind."""

    exit_code: int
    output: str
    errors: str


Run = Callable[..., Answer]
InDatabase = Callable[[Callable[[Database], Awaitable[Any]]], Any]
FAILED = a_failure()


@pytest.fixture
def database_name(mongodb_url: str) -> Iterator[str]:
    """Name a database of the test's own, dropped afterwards."""
    name = f"test_{uuid.uuid4().hex[:16]}"
    yield name

    async def drop() -> None:
        client = connect(mongodb_url, application="tests")
        await client.drop_database(name)
        client.close()

    asyncio.run(drop())


@pytest.fixture
def in_database(mongodb_url: str, database_name: str) -> InDatabase:
    """Use the database of the test."""

    async def use_it(use: Callable[[Database], Awaitable[Any]]) -> Any:
        client = connect(mongodb_url, application="tests")
        try:
            return await use(client[database_name])
        finally:
            client.close()

    return lambda use: asyncio.run(use_it(use))


@pytest.fixture
def jobs(in_database: InDatabase) -> list[str]:
    """Record a job of each of two tenants, and name them."""
    messages = [a_message(tenant_uid="acme"), a_message(tenant_uid="globex")]

    async def record(database: Database) -> list[str]:
        ledger = MongoRunLedger(database)
        await DatabaseSchema(database).create_missing()
        return [result.job_id for result in await ledger.record(messages)]

    named: list[str] = in_database(record)
    return named


@pytest.fixture
def completed(in_database: InDatabase) -> Callable[..., str]:
    """Let a new job of `initech` run and end, with a failure unless told otherwise; name it."""

    async def complete(database: Database, key: str, result: AttemptResult) -> str:
        ledger = MongoRunLedger(database)
        message = a_message(key, tenant_uid="initech")
        await DatabaseSchema(database).create_missing()
        await ledger.record([message])
        entry = await ledger.claim(message, a_lease())
        assert isinstance(entry, JobEntry)
        await ledger.complete(entry, result, NOON)
        return message.job_id

    return lambda key="1", result=FAILED: in_database(lambda database: complete(database, key, result))


@pytest.fixture
def ledger(in_database: InDatabase) -> FilledLedger:
    """A ledger that a test fills with jobs."""
    return FilledLedger(in_database)


@pytest.fixture
def flow_omnium(
    mongodb_url: str,
    amqp_url: str,
    database_name: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Run:
    """Run `flow-omnium` with these arguments."""
    monkeypatch.setenv("MONGODB_URL", mongodb_url)
    monkeypatch.setenv("AMQP_URL", amqp_url)
    monkeypatch.setenv("FLOW_OMNIUM_OPERATOR", "kari")
    monkeypatch.setenv("MONGODB_DATABASE", database_name)
    monkeypatch.setenv("SETTINGS_ENCRYPTION_KEYS", KEY)

    def run(*arguments: str) -> Answer:
        capsys.readouterr()  # what fixtures have said is no answer
        with pytest.raises(SystemExit) as exit_:
            main(arguments)
        captured = capsys.readouterr()
        return Answer(int(exit_.value.code or 0), captured.out, captured.err)

    return run
