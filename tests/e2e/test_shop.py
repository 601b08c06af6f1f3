"""What the shop does reaches Omnium: real processes, Flow's webhooks, and the console that shows it beforehand."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from local_stack.demo.shop import SALE, WEB_ORDER, Shop
from local_stack.demo.stockroom import LOCAL_ORDER, ORDER, Stockroom
from local_stack.demo.story import Story
from local_stack.demo.tenant import TENANT_UID
from local_stack.infrastructure import Infrastructure
from local_stack.scene import Scene, play


@pytest.fixture(scope="module")
def day(infrastructure: Infrastructure) -> Iterator[Scene]:
    """The suite after the day that the demo tells of; attempts that fail are repeated soon."""
    settings = {"MONGODB_DATABASE": "e2e_shop", "RETRY_UNIT_SECONDS": "0.1", "RELAY_INTERVAL_SECONDS": "1"}
    with play(infrastructure, settings) as scene:
        scene.tenant.subscribe_to_shop(scene.simulators, scene.suite)
        story = Story(scene.tenant, scene.simulators)
        story.await_arrivals(story.place_orders())
        Shop(scene.simulators).tell()
        Stockroom(scene.simulators).tell()
        yield scene


def orders(scene: Scene) -> dict[str, dict[str, Any]]:
    return {order["id"]: order for order in scene.simulators.omnium("GET", "/_sim/orders")}


def test_the_whole_story_ends_with_both_sides_agreeing(day: Scene) -> None:
    # Our own writes come back as events, and lead nowhere.
    day.await_quiet("every echo is worked off")
    web, sale = orders(day)[WEB_ORDER], orders(day)[SALE]
    assert (web["status"], sale["status"]) == ("Completed", "PartiallyReturned")
    assert [payment["amount"] for payment in web["orderForm"]["payments"]] == [1798]
    assert sale["returnOrderForms"][0]["creditPayment"] is False
    (payment,) = sale["orderForm"]["payments"]
    assert payment["transactionType"] == "Sale", "Omnium pays nothing back that the shop has paid back"


def test_every_job_of_the_day_tells_what_it_changed(day: Scene) -> None:
    done = json.loads(day.suite.cli_checked("jobs", "list", "--state", "done", "--json"))
    assert {job["kind"] for job in done} == {
        "inbound-order", "outbound-order", "order-receipt", "receivement"
    }  # fmt: skip
    assert all(job["attempts"][-1]["changes"] for job in done)


def test_every_receipt_is_an_invoice_with_its_pdf_once(day: Scene) -> None:
    invoices = day.simulators.omnium("GET", "/_sim/invoices")
    receipts = day.simulators.flow("GET", f"/_sim/tenants/{TENANT_UID}/receipts")
    assert sorted(invoice["id"] for invoice in invoices) == sorted(
        receipt["orderReceiptUid"] for receipt in receipts
    )
    assert [len(invoice["assets"]) for invoice in invoices] == [1] * len(invoices)


def test_every_reception_counts_once(day: Scene) -> None:
    transactions = day.simulators.omnium("GET", "/_sim/inventory/transactions")
    keys = [one["goodsReceptionId"] for one in transactions if one["purchaseOrderId"] == ORDER]
    assert len(keys) == len(set(keys)) == 3
    assert sum(one["inventoryChange"] for one in transactions if one["skuId"] == "LACES") == 50


@pytest.mark.parametrize("order", [ORDER, LOCAL_ORDER])
def test_a_plan_of_a_reception_finds_its_store_by_itself(day: Scene, order: str) -> None:
    shown = day.suite.cli_checked("plan", "receivement", "--tenant", TENANT_UID, order)
    assert shown.startswith("Nothing would be written: ")


def test_a_plan_shows_old_and_new_and_writes_nothing(day: Scene) -> None:
    order = orders(day)["DEMO-1002"]
    notes = [{"title": "note", "detail": "leave it at the door"}]
    day.simulators.omnium("DELETE", "/_sim/subscriptions")
    day.place({**order, "publicOrderNotes": notes})
    before = day.order_in_shop("DEMO-1002")

    planned = ("plan", "inbound-order", "--tenant", TENANT_UID, "DEMO-1002")
    shown = day.suite.cli_checked(*planned, "--show-personal", "--by", "kari")

    assert "     note: ***" in day.suite.cli_checked(*planned).splitlines()
    (act,) = json.loads(day.suite.cli_checked("acts", "list", "--act", "show personal", "--json"))
    assert (act["by"], act["target"]) == ("kari", f"inbound-order DEMO-1002 of tenant {TENANT_UID}")
    assert shown.splitlines() == [
        "1. set the state",
        "     state: CONFIRMED → OPEN",
        "2. change the header",
        "     note: leave it at the door",
        "3. set the state",
        "     state: OPEN → CONFIRMED",
    ]
    assert day.order_in_shop("DEMO-1002") == before


def test_a_plan_of_what_agrees_says_so(day: Scene) -> None:
    shown = day.suite.cli_checked("plan", "outbound-order", "--tenant", TENANT_UID, SALE, "--json")
    assert json.loads(shown) == {
        "writes": [],
        "reason": "both sides agree already",
        "flags": [],
        "failure": None,
    }


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (("outbound-order", "--tenant", TENANT_UID, "nowhere"), "Flow has no order nowhere"),
        (("inbound-order", "--tenant", "nobody", "1"), "there is no tenant 'nobody'"),
        (
            ("inbound-order", "--tenant", TENANT_UID, "nowhere"),
            "omnium GET /api/Orders/{orderId} answered 404",
        ),
    ],
)
def test_a_plan_that_cannot_be_made_is_one_line(day: Scene, arguments: tuple[str, ...], line: str) -> None:
    ended = day.suite.cli("plan", *arguments)
    assert ended.returncode == 1
    assert line in ended.stderr
    assert len(ended.stderr.splitlines()) == 1
