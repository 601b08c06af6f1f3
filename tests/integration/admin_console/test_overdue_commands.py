"""`flow-omnium overdue` against a real database."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from flow_omnium.jobs.kinds import JobKind
from flow_omnium.overdue.mongo import MongoAwaitedRecords
from flow_omnium.overdue.record import Awaited, AwaitedName
from flow_omnium.polling.expectation import OverdueState
from flow_omnium.tasks.kind import TaskName
from flow_omnium.tenants.repository import COLLECTION

Run = Callable[..., Any]


@pytest.fixture
def late_since(in_database: Run) -> datetime:
    """Two late records of `acme`, one of `globex`; since when the first one was awaited."""
    now = datetime.now(UTC).replace(microsecond=0)
    orders = [
        _awaited(OverdueState.ORDER, JobKind.INBOUND_ORDER, "1001", now - timedelta(hours=2)),
        _awaited(OverdueState.RECEIPT, JobKind.ORDER_RECEIPT, "o-7", now - timedelta(minutes=3), "r-9"),
        _awaited(OverdueState.PICK_UP, JobKind.INBOUND_ORDER, "1002", now + timedelta(days=1)),
    ]
    in_database(lambda database: MongoAwaitedRecords(database).note("acme", orders))
    in_database(lambda database: MongoAwaitedRecords(database).note("globex", orders[:1]))
    return orders[0].since


def _awaited(state: OverdueState, kind: JobKind, key: str, by: datetime, part: str = "") -> Awaited:
    name = AwaitedName(state, kind, key, part)
    return Awaited(name, TaskName.POLL_OMNIUM_ORDERS, "v1", by - timedelta(minutes=5), by, looked_at=by)


def test_that_nothing_is_overdue_is_said(flow_omnium: Run) -> None:
    assert flow_omnium("overdue").output == "Nothing is overdue.\n"


@pytest.mark.usefixtures("late_since")
def test_what_is_overdue_is_listed_in_words_the_longest_first(flow_omnium: Run) -> None:
    answer = flow_omnium("overdue")
    assert answer.exit_code == 0
    lines = answer.output.splitlines()[1:]
    assert [line.split()[:2] for line in lines] == [["acme", "1001"], ["globex", "1001"], ["acme", "o-7"]]
    assert "not in the shop" in lines[0]
    assert lines[0].rstrip().endswith("2 h")
    assert "o-7 r-9" in lines[2]
    assert "receipt not in Omnium" in lines[2]


def test_it_can_be_chosen_and_is_given_to_programs(
    flow_omnium: Run, in_database: Run, late_since: datetime
) -> None:
    in_database(lambda database: database[COLLECTION].insert_one({"_id": "acme", "revision": 1}))
    answer = flow_omnium("overdue", "--tenant", "acme", "--state", "ordernotinshop", "--json")
    (one,) = json.loads(answer.output)
    assert (one["tenantUid"], one["state"], one["key"]) == ("acme", "orderNotInShop", "1001")
    assert (one["kind"], one["since"]) == ("inbound-order", late_since.isoformat())


@pytest.mark.usefixtures("late_since")
def test_what_goes_beyond_the_limit_is_told(flow_omnium: Run) -> None:
    assert "the first 1; --limit shows more" in flow_omnium("overdue", "--limit", "1").output


def test_an_unknown_tenant_is_an_error(flow_omnium: Run) -> None:
    answer = flow_omnium("overdue", "--tenant", "nobody")
    assert (answer.exit_code, answer.output) == (1, "")
    assert "nobody" in answer.errors
