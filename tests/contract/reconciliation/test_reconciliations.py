"""What ordering a reconciliation promises: the same tests in memory and on MongoDB."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from flow_omnium.reconciliation.contract import Reconciliations
from flow_omnium.reconciliation.memory import MemoryReconciliations
from flow_omnium.reconciliation.mongo import COLLECTION, MongoReconciliations
from flow_omnium.reconciliation.order import ReconciliationKind, ReconciliationOrder
from flow_omnium.runtime.database import Database

NOW = datetime(2026, 1, 5, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
ORDERS = ReconciliationOrder("acme", ReconciliationKind.ORDERS, "kari", NOW, since=NOW - HOUR, fix=True)


@pytest.fixture(params=["memory", "mongodb"])
def reconciliations(request: pytest.FixtureRequest) -> Reconciliations:
    if request.param == "memory":
        return MemoryReconciliations()
    database: Database = request.getfixturevalue("database")
    return MongoReconciliations(database)


async def test_what_is_ordered_again_while_it_is_queued_is_ordered_once(
    reconciliations: Reconciliations,
) -> None:
    first = await reconciliations.order(ORDERS)
    again = await reconciliations.order(replace(ORDERS, by="ola", at=NOW + HOUR))
    assert (first.is_new, again.is_new, again.id) == (True, False, first.id)


@pytest.mark.parametrize("later", [timedelta(0), HOUR, timedelta(days=3)])
async def test_one_that_looks_back_further_serves(reconciliations: Reconciliations, later: timedelta) -> None:
    first = await reconciliations.order(ORDERS)
    assert ORDERS.since is not None
    assert (await reconciliations.order(replace(ORDERS, since=ORDERS.since + later))).id == first.id


async def test_one_without_a_beginning_serves_whoever_asks(reconciliations: Reconciliations) -> None:
    whole = await reconciliations.order(replace(ORDERS, since=None))
    assert (await reconciliations.order(ORDERS)).id == whole.id
    assert (await reconciliations.order(replace(ORDERS, since=None))).id == whole.id


@pytest.mark.parametrize(
    "change",
    [
        {"since": NOW - 2 * HOUR},
        {"since": None},
        {"tenant_uid": "globex"},
        {"kind": ReconciliationKind.STOCK},
        {"fix": False},
        {"dry_run": True},
        {"until": NOW},
        {"ids": ("1", "2")},
    ],
)
async def test_another_one_is_ordered_beside_it(
    reconciliations: Reconciliations, change: dict[str, Any]
) -> None:
    first = await reconciliations.order(ORDERS)
    other = await reconciliations.order(replace(ORDERS, **change))
    assert other.is_new
    assert other.id != first.id


async def test_it_is_written_down_as_the_workers_read_it(database: Database) -> None:
    ordered = await MongoReconciliations(database).order(ORDERS)
    assert await database[COLLECTION].find_one({}) == {
        "_id": ordered.id,
        "tenantUid": "acme",
        "kind": "orders",
        "since": NOW - HOUR,
        "until": None,
        "ids": None,
        "fix": True,
        "dryRun": False,
        "state": "queued",
        "orderedAt": NOW,
        "orderedBy": "kari",
    }


async def test_one_that_has_begun_serves_nobody_who_asks_later(database: Database) -> None:
    reconciliations = MongoReconciliations(database)
    first = await reconciliations.order(ORDERS)
    await database[COLLECTION].update_one({"_id": first.id}, {"$set": {"state": "running"}})
    assert (await reconciliations.order(ORDERS)).is_new
