"""A tenant with a catalogue on the whole suite as real processes: filled, switched on, looked at, run as an operator does."""

import json
from collections import Counter
from dataclasses import replace
from typing import Any, Final

from pymongo import MongoClient

from local_stack.demo.tenant import TENANT_UID
from local_stack.scene import Scene
from local_stack.service import Service

Document = dict[str, Any]

PRODUCTS: Final = 400
CONTROL: Final = f"/_sim/tenants/{TENANT_UID}/catalogue"
TASK: Final = "FlowProductScheduledTask"
ROUTE: Final = "/v2/tenants/{tenantUid}/products"


class RealShop:
    """A tenant with a catalogue, both sides of it, and two processes that export it."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.replicas: list[Service] = [scene.suite.catalog_sync, scene.suite.service("catalog-sync").start()]

    def furnish(self) -> None:
        """Fill Omnium, and make Flow slow enough to be met half-way."""
        goods = [self.product(number) for number in range(PRODUCTS)]
        self.scene.simulators.omnium("PUT", "/_sim/products", goods)
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

    def made(self) -> Counter[str]:
        """Count how often Flow has made each product."""
        calls = self.scene.simulators.flow("GET", "/_sim/calls")
        return Counter(
            call["body"]["productUid"]
            for call in calls
            if (call["method"], call["route"]) == ("POST", ROUTE) and call["status"] // 100 == 2  # noqa: PLR2004
        )

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
