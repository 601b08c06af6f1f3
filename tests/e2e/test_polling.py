"""What no event tells is found all the same: the demo's day without a single event, on real processes."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pymongo import MongoClient

from flow_omnium.tasks.kind import POLLS
from local_stack.demo.shop import SALE, WEB_ORDER, Shop
from local_stack.demo.stockroom import ORDER, Stockroom
from local_stack.demo.story import Story
from local_stack.demo.tenant import TENANT_UID, DemoTenant
from local_stack.infrastructure import Infrastructure
from local_stack.scene import Scene, awaited, play
from rigs.polling.orders import web_order


@pytest.fixture(scope="module")
def silent(infrastructure: Infrastructure) -> Iterator[Scene]:
    """The suite after the day that the demo tells of, in which neither system has sent an event."""
    settings = {"MONGODB_DATABASE": "e2e_polling", "RETRY_UNIT_SECONDS": "0.1", "RELAY_INTERVAL_SECONDS": "1"}
    with play(infrastructure, settings, DemoTenant(polls_every="1s", has_events=False)) as scene:
        story = Story(scene.tenant, scene.simulators)
        story.await_arrivals(story.place_orders())
        Shop(scene.simulators).tell()
        Stockroom(scene.simulators).tell()
        scene.await_quiet()
        yield scene


def test_orders_sales_and_returns_reach_the_other_side_without_any_event(silent: Scene) -> None:
    web, sale = _order(silent, WEB_ORDER), _order(silent, SALE)
    assert (web["status"], sale["status"]) == ("Completed", "PartiallyReturned")
    assert [one["amount"] for one in web["orderForm"]["payments"]] == [1798]
    assert len(sale["returnOrderForms"]) == 1


def test_receipts_and_receptions_are_told_once(silent: Scene) -> None:
    receipts = silent.simulators.flow("GET", f"/_sim/tenants/{TENANT_UID}/receipts")
    invoices = silent.simulators.omnium("GET", "/_sim/invoices")
    assert sorted(one["id"] for one in invoices) == sorted(one["orderReceiptUid"] for one in receipts)
    transactions = silent.simulators.omnium("GET", "/_sim/inventory/transactions")
    keys = [one["goodsReceptionId"] for one in transactions if one["purchaseOrderId"] == ORDER]
    assert len(keys) == len(set(keys)) == 3


def test_each_job_says_which_poll_has_found_it(silent: Scene) -> None:
    jobs: list[dict[str, Any]] = json.loads(
        silent.suite.cli_checked("jobs", "list", "--all-states", "--json", "--limit", "500")
    )
    polls = {job["event"].get("polled") for job in jobs if job["event"].get("passedOnBy") is None}
    # A job may be made by another job, as where an inbound one has seen a change of the shop's.
    assert polls - {None} == {poll.value for poll in POLLS}


def test_an_order_that_somebody_cancels_at_the_till_is_cancelled_in_omnium(silent: Scene) -> None:
    silent.place(web_order("SILENT-1"))
    made = awaited("the order is in the shop", lambda: _parked(silent, "SILENT-1"))
    act = {"act": "cancel", "orderUid": made["orderUid"]}
    silent.simulators.flow("POST", f"/_sim/tenants/{TENANT_UID}/shop", act)
    awaited("Omnium knows", lambda: _order(silent, "SILENT-1")["status"] == "OrderCanceledByStore")


def test_an_order_that_nobody_collects_in_time_is_overdue_until_it_is_over(silent: Scene) -> None:
    deadline = (datetime.now(UTC) - timedelta(minutes=1)).isoformat()
    silent.place({**web_order("SILENT-2"), "customerPickupDeadline": deadline})
    awaited("it is told", lambda: _overdue(silent) == [("pickUpOverdue", "SILENT-2")])
    silent.place({**_order(silent, "SILENT-2"), "status": "NotCollected", "modified": _now()})
    awaited("it is told no more", lambda: _overdue(silent) == [])


def test_an_order_that_does_not_reach_the_shop_is_overdue_until_it_does(
    silent: Scene, infrastructure: Infrastructure
) -> None:
    fault = {"method": "POST", "route": "*/orders", "kind": "status", "status": 400, "count": 100_000}
    silent.simulators.flow("POST", "/_sim/faults", fault)
    silent.place(web_order("SILENT-3"))
    with MongoClient[dict[str, Any]](infrastructure.mongodb_url) as client:
        records = client[silent.suite.environment["MONGODB_DATABASE"]]["awaited_records"]
        awaited("it is awaited", lambda: records.find_one({"key": "SILENT-3"}))
        # Five minutes go by.
        records.update_one({"key": "SILENT-3"}, {"$set": {"by": datetime.now(UTC)}})
    assert _overdue(silent) == [("orderNotInShop", "SILENT-3")]
    silent.simulators.flow("DELETE", "/_sim/faults")
    awaited("it is told no more", lambda: _overdue(silent) == [])
    assert _parked(silent, "SILENT-3")


def test_once_all_is_told_the_polls_make_no_more_jobs(silent: Scene) -> None:
    silent.await_quiet()
    awaited("a look finds nothing new", lambda: _finds_nothing(silent))


def _now() -> str:
    return datetime.now(UTC).isoformat()


def _overdue(scene: Scene) -> list[tuple[str, str]]:
    told = json.loads(scene.suite.cli_checked("overdue", "--tenant", TENANT_UID, "--json"))
    return [(one["state"], one["key"]) for one in told]


def _parked(scene: Scene, number: str) -> dict[str, Any] | None:
    found = scene.order_in_shop(number)
    return found if found and found["orderState"] == "PARKED" else None


def _order(scene: Scene, order_id: str) -> dict[str, Any]:
    orders: list[dict[str, Any]] = scene.simulators.omnium("GET", "/_sim/orders")
    return next(order for order in orders if order["id"] == order_id)


def _finds_nothing(scene: Scene) -> bool:
    told = scene.suite.cli_checked(
        "tasks", "run", "OmniumOrderPoll", "--tenant", TENANT_UID, "--dry-run", "--full", "--json"
    )
    return bool(json.loads(told)["counts"]["read"]) and not json.loads(told)["told"]
