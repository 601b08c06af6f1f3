"""What goes over the wire when MONGODB_URL asks for less than the engine needs: every command of ledger, tenants, pauses
and tokens is written and read as if it had not asked."""

import secrets
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from pymongo import monitoring

from flow_omnium.jobs.attempt_result import AttemptResult
from flow_omnium.jobs.circuits.circuit import Circuit
from flow_omnium.jobs.circuits.mongo import MongoCircuits
from flow_omnium.jobs.entry import JobEntry
from flow_omnium.jobs.kinds import QUEUES
from flow_omnium.jobs.ledger.backlog import MongoBacklog
from flow_omnium.jobs.ledger.pauses import MongoPauses, Pause
from flow_omnium.jobs.ledger.recovering import MongoRecoveryLedger
from flow_omnium.jobs.ledger.relaying import MongoRelayLedger
from flow_omnium.jobs.ledger.runs import MongoRunLedger
from flow_omnium.jobs.operator.job_log import JobFilter, JobLog
from flow_omnium.jobs.state import JobState
from flow_omnium.runtime.database import Database, connect
from flow_omnium.schema.database import DatabaseSchema
from flow_omnium.tenants.repository import COLLECTION as TENANTS
from flow_omnium.tenants.repository import TenantRepository
from flow_omnium.testing.jobs import NOON, a_lease, a_message
from flow_omnium.testing.tenants import a_tenant, keyring_of
from flow_omnium.tokens.renewal_leases import COLLECTION as RENEWALS
from flow_omnium.tokens.renewal_leases import MongoRenewalLeases

WEAKENING = (
    "readPreference=secondaryPreferred&maxStalenessSeconds=120&readConcernLevel=available"
    "&w=1&journal=false&retryWrites=false&wTimeoutMS=1"
)
WRITES = {"insert", "update", "delete", "findAndModify"}
READS = {"find", "aggregate", "distinct", "count"}
LATER = NOON + timedelta(hours=1)


class Wire(monitoring.CommandListener):
    """Keeps every command that was sent."""

    def __init__(self) -> None:
        self.sent: list[dict[str, Any]] = []

    def started(self, event: monitoring.CommandStartedEvent) -> None:
        self.sent.append(dict(event.command))

    def succeeded(self, event: monitoring.CommandSucceededEvent) -> None:
        """Of no interest."""

    def failed(self, event: monitoring.CommandFailedEvent) -> None:
        """Of no interest."""

    def named(self, names: set[str]) -> list[dict[str, Any]]:
        return [command for command in self.sent if next(iter(command), None) in names]


@pytest.fixture
def wire() -> Wire:
    return Wire()


@pytest.fixture
def weakened(mongodb_url: str, database: Database, wire: Wire) -> Iterator[Database]:
    separator = "&" if "?" in mongodb_url else "/?"
    client = connect(f"{mongodb_url}{separator}{WEAKENING}", application="tests", listeners=[wire])
    yield client[database.name]
    client.close()


async def exercise_circuits(database: Database) -> None:
    circuits, circuit = MongoCircuits(database), Circuit("acme", "flow", since=NOON, failing_since=NOON)
    await circuits.replace(None, circuit)
    await circuits.replace(circuit, replace(circuit, width=2))
    await circuits.all()
    await MongoRecoveryLedger(database).on_their_way(NOON)


async def exercise(database: Database) -> None:
    runs, relay, pauses = MongoRunLedger(database), MongoRelayLedger(database), MongoPauses(database)
    await DatabaseSchema(database).create_missing()
    jobs = [a_message(str(number)) for number in range(3)]
    await runs.record(jobs)
    await runs.record([a_message("0")])
    done = await runs.claim(jobs[0], a_lease())
    assert isinstance(done, JobEntry)
    await runs.renew(done, LATER)
    await runs.complete(done, AttemptResult(JobState.DONE), LATER)
    await relay.lead("me", NOON, timedelta(seconds=10))
    await relay.reissue(await relay.unclaimed(QUEUES[0], LATER, 10), LATER)
    await relay.holds()
    await MongoBacklog(database).pending()
    await JobLog(database).find(JobFilter())
    await exercise_circuits(database)
    await pauses.pause(Pause("all", "me", NOON))
    await pauses.pauses()
    repository = TenantRepository(
        database[TENANTS],
        keyring_of(secrets.token_bytes(32)),
    )
    await repository.apply(a_tenant())
    await repository.records()
    renewals = MongoRenewalLeases(database[RENEWALS])
    await renewals.claim("acme", "me", NOON, timedelta(seconds=10))
    await renewals.stopped()


async def test_every_write_is_of_a_majority_journaled_and_repeatable(weakened: Database, wire: Wire) -> None:
    await exercise(weakened)

    written = wire.named(WRITES)
    assert len(written) > 8
    assert [
        command for command in written if command.get("writeConcern") != {"w": "majority", "j": True}
    ] == []
    assert [command for command in written if "txnNumber" not in command and not _is_of_many(command)] == []


def _is_of_many(command: dict[str, Any]) -> bool:
    """The driver repeats no write of many documents."""
    return any(update.get("multi") for update in command.get("updates", ()))


async def test_every_read_asks_the_primary_for_what_it_has(weakened: Database, wire: Wire) -> None:
    await exercise(weakened)

    read = wire.named(READS)
    assert len(read) > 6
    levels = [command.get("readConcern", {}).get("level") for command in read]
    assert set(levels) == {"local", "majority"}
    # The driver names a preference only where it is not the primary.
    assert [
        command for command in read if command.get("$readPreference", {}).get("mode", "primary") != "primary"
    ] == []
