"""`flow-omnium status` against a real database and a real broker."""

import json
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest

from flow_omnium.jobs.circuits.circuit import Circuit
from flow_omnium.jobs.circuits.mongo import MongoCircuits
from flow_omnium.jobs.ledger.pauses import MongoPauses, Pause
from flow_omnium.jobs.ledger.runs import MongoRunLedger
from flow_omnium.runtime.database import Database
from flow_omnium.schema.database import DatabaseSchema
from flow_omnium.testing.jobs import NOON, a_message

Run = Callable[..., Any]
InDatabase = Callable[[Callable[[Database], Awaitable[Any]]], Any]


def test_a_suite_that_nothing_has_come_to_is_not_called_quiet(flow_omnium: Run) -> None:
    told = flow_omnium("status")
    assert told.exit_code == 0, told.errors
    assert told.output.splitlines()[0] == (
        "No tenant is active: nothing is to be done, and no event is accepted."
    )


async def trouble(database: Database) -> None:
    await DatabaseSchema(database).create_missing()
    message = a_message("2")
    ledger = MongoRunLedger(database)
    await ledger.record([message])
    await ledger.hold(message, "tenant:acme", NOON)
    await MongoPauses(database).pause(Pause("tenant:acme", "kari", NOON, "stocktaking"))
    opened = Circuit("acme", "flow", NOON, NOON, open_until=NOON + timedelta(days=10_000), opened=1)
    await MongoCircuits(database).replace(None, opened)
    await database["tenants"].insert_one({"_id": "acme", "settings": {"active": True}})
    await database["tenants"].insert_one({"_id": "globex", "settings": {"active": False}})


def test_what_is_wrong_is_one_sentence_and_its_parts(
    flow_omnium: Run, in_database: InDatabase, completed: Callable[..., str]
) -> None:
    completed()
    in_database(trouble)
    first, *parts = flow_omnium("status").output.splitlines()
    wrongs = ("Flow does not answer for acme", "1 job fails for 1 cause", "tenant acme is paused")
    assert [words for words in (*wrongs, "no valid Omnium token for acme") if words not in first] == []
    assert "holds 1 job: stocktaking" in "\n".join(parts)
    assert "Tenants   1 active; off: globex" in parts
    told = json.loads(flow_omnium("status", "--json").output)
    assert (told["sentence"], told["unread"]) == (first, {})
    assert (told["backlog"]["pending"]["waiting"]["jobs"], told["causes"][0]["jobs"]) == (1, 1)
    assert told["pauses"] == [{"scope": "tenant:acme", "by": "kari", "held": 1}]


@pytest.mark.parametrize("address", [None, "amqp://guest:guest@127.0.0.1:1/"])
def test_a_broker_that_cannot_be_asked_hides_nothing_else(
    address: str | None,
    flow_omnium: Run,
    completed: Callable[..., str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    completed()
    if address is None:
        monkeypatch.delenv("AMQP_URL")
    else:
        monkeypatch.setenv("AMQP_URL", address)
    told = json.loads(flow_omnium("status", "--json").output)
    assert told["parked"] is None
    assert told["unread"].keys() == {"parked"}
    assert told["backlog"]["pending"]["waiting"]["jobs"] == 1
