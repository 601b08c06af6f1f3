"""A catalogue by real processes: two of them run its tasks, one dies half-way, and nothing is lost or made twice."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from pymongo import MongoClient

from local_stack.demo.furnishing import SET_UP_BY_HAND
from local_stack.demo.tenant import TENANT_UID
from local_stack.scene import Scene, awaited
from local_stack.service import Service

Document = dict[str, Any]

PRODUCTS = 400
CONTROL = f"/_sim/tenants/{TENANT_UID}/catalogue"
TASK = "FlowProductScheduledTask"
ROUTE = "/v2/tenants/{tenantUid}/products"


class Shop:
    """A tenant with a catalogue, both sides of it, and two processes that export it."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.replicas: list[Service] = [scene.suite.catalog_sync, scene.suite.service("catalog-sync").start()]

    def furnish(self) -> None:
        """Fill Omnium, and make Flow slow enough to be met half-way."""
        goods = [self.product(number) for number in range(PRODUCTS)]
        self.scene.simulators.omnium("PUT", "/_sim/products", goods)
        for path, record in SET_UP_BY_HAND.items():
            self.scene.simulators.flow("PUT", f"{CONTROL}/{path}", record)
        slow = {"method": "POST", "route": ROUTE, "kind": "delay", "seconds": 0.02, "count": PRODUCTS * 2}
        self.scene.simulators.flow("POST", "/_sim/faults", slow)

    def product(self, number: int, **fields: object) -> Document:
        """Return a product as Omnium has it."""
        sku = f"SKU-{number}"
        price = {"marketId": "nor", "currencyCode": "NOK", "unitPrice": 100, "taxRate": 25}
        named = {"productId": sku, "skuId": sku, "isSku": True, "isActive": True, "language": "no"}
        return {**named, "name": f"Product {number}", "marketIds": ["nor"], "prices": [price], **fields}

    def switch_on(self) -> None:
        """Let the suite export the catalogue."""
        replace(self.scene.tenant, exports_catalogue=True).apply_settings(self.scene.suite)

    def products(self) -> Document:
        """Return what Flow has."""
        found: Document = self.scene.simulators.flow("GET", f"{CONTROL}/products")
        return found

    def task(self) -> Document:
        """Return how the task stands, as the database has it."""
        environment = self.scene.suite.environment
        with MongoClient[Document](environment["MONGODB_URL"]) as client:
            tasks = client[environment["MONGODB_DATABASE"]]["tasks"]
            return tasks.find_one({"tenantUid": TENANT_UID, "task": TASK}) or {}

    def is_done(self) -> bool:
        """Tell whether the task has gone well, and rests."""
        task = self.task()
        last = task.get("last") or {}
        return task.get("state") == "idle" and last.get("result") == "done" and not task.get("request")

    def run(self, *options: str) -> Document:
        """Run the task as an operator does."""
        told = self.scene.suite.cli_checked("tasks", "run", TASK, "--tenant", TENANT_UID, "--json", *options)
        entry: Document = json.loads(told)
        return entry


@pytest.fixture(scope="module")
def shop(scene: Scene) -> Iterator[Shop]:
    shop = Shop(scene)
    yield shop
    shop.replicas[1].stop()


def test_a_process_that_dies_half_way_loses_and_doubles_nothing(shop: Shop) -> None:
    shop.furnish()
    shop.switch_on()
    awaited("a run is half-way", lambda: len(shop.products()) > PRODUCTS // 4)
    owner = str(shop.task()["owner"])

    running = next(one for one in shop.replicas if owner.endswith(f":{one.pid}"))
    running.kill()

    awaited("the other process has ended the load", shop.is_done)
    assert shop.products().keys() == {f"SKU-{number}" for number in range(PRODUCTS)}
    calls = shop.scene.simulators.flow("GET", "/_sim/calls")
    made = Counter(
        call["body"]["productUid"]
        for call in calls
        if (call["method"], call["route"]) == ("POST", ROUTE) and call["status"] // 100 == 2
    )
    assert set(made.values()) == {1}
    running.start()


def test_a_further_run_writes_nothing_and_a_dry_one_tells_what_is_left(shop: Shop) -> None:
    assert shop.run("--full")["counts"]["written"] == 0
    changed = shop.product(7, name="Another name")
    shop.scene.simulators.omnium("PUT", "/_sim/products", [changed])

    dry = shop.run("--sku", "SKU-7", "--dry-run")

    assert dry["told"] == ["change product SKU-7 (name: Product 7 → Another name)"]
    assert shop.products()["SKU-7"]["name"] == "Product 7"
    assert shop.run()["counts"]["written"] == 1
    assert shop.products()["SKU-7"]["name"] == "Another name"


def test_an_operator_sees_tasks_history_and_what_was_set_aside(shop: Shop) -> None:
    nameless = shop.product(9, name="")
    shop.scene.simulators.omnium("PUT", "/_sim/products", [nameless])
    shop.run()
    cli = shop.scene.suite.cli_checked

    rows = json.loads(cli("tasks", "rows", "--tenant", TENANT_UID, "--json"))
    listed = cli("tasks", "list", "--tenant", TENANT_UID)
    history = json.loads(cli("tasks", "history", TASK, "--tenant", TENANT_UID, "--json"))
    acts = json.loads(cli("audit", "list", "--json"))

    assert [row["key"] for row in rows] == ["SKU-9"]
    assert "name" in rows[0]["error"]
    assert TASK in listed
    assert history[0]["counts"]["setAside"] == 1
    assert any(act.get("act") == "run task" for act in acts)
