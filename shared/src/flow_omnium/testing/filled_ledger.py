"""A ledger with jobs as tests of what an operator reads need them."""

from collections.abc import Awaitable, Callable
from typing import Any

from flow_omnium.jobs.attempt_result import AttemptResult
from flow_omnium.jobs.entry import Attempt
from flow_omnium.jobs.ledger.runs import MongoRunLedger
from flow_omnium.jobs.state import JobState
from flow_omnium.runtime.database import Database
from flow_omnium.schema.database import DatabaseSchema
from flow_omnium.testing.jobs import NOON, a_lease, a_message

InDatabase = Callable[[Callable[[Database], Awaitable[Any]]], Any]


def failure(status: int = 502, text: str = "bad gateway", error: str = "Unavailable") -> AttemptResult:
    """Return a run that failed with such an answer."""
    attempt = Attempt(
        number=1,
        started_at=NOON,
        duration_seconds=1,
        outcome="failed",
        error_class=error,
        message=f"Flow POST /orders answered {status}: {text}",
        http_status=status,
        system="Flow",
        call="POST /orders",
    )
    return AttemptResult(JobState.WAITING, delay_ms=120_000, failures=1, attempt=attempt)


class FilledLedger:
    """The ledger of a test, with jobs as it needs them."""

    def __init__(self, in_database: InDatabase) -> None:
        self._in_database = in_database
        in_database(lambda database: DatabaseSchema(database).create_missing())

    def add(self, key: str, result: AttemptResult | None = None, **of: Any) -> str:
        """Record a job, let it run and end so where a result is given, set `fields` of its entry; name it."""
        fields = of.pop("fields", {})

        async def added(database: Database) -> str:
            message = a_message(key, **of)
            ledger = MongoRunLedger(database)
            await ledger.record([message])
            if result is not None:
                entry = await ledger.claim(message, a_lease())
                await ledger.complete(entry, result, NOON)  # type: ignore[arg-type]
            if fields:
                await database["jobs"].update_one({"_id": message.job_id}, {"$set": fields})
            return message.job_id

        named: str = self._in_database(added)
        return named

    def hold(self, key: str, reason: str, **of: Any) -> str:
        """Record a job that is held; name it."""

        async def held(database: Database) -> str:
            message = a_message(key, **of)
            ledger = MongoRunLedger(database)
            await ledger.record([message])
            await ledger.hold(message, reason, NOON)
            return message.job_id

        named: str = self._in_database(held)
        return named

    def cause(self, job_id: str) -> str:
        """The key of why a job fails."""

        async def key(database: Database) -> str:
            stored = await database["jobs"].find_one({"_id": job_id})
            assert stored is not None
            return str(stored["cause"]["key"])

        named: str = self._in_database(key)
        return named
