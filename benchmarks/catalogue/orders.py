"""Orders of another tenant, whose Omnium and Flow are processes of their own: what they take while a catalogue is exported.

Beside it, what they share with the export is the suite, its broker, its database and the machine; not the neighbours, of which the
simulated ones are busier than real ones would be.
"""

import statistics
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import yaml

from local_stack.demo.tenant import QUEUED_SECONDS, TENANT_FILE, DemoTenant
from local_stack.liveness import wait_until
from local_stack.simulators import Simulators
from local_stack.suite import Suite

Document = dict[str, Any]

TENANT: Final = "orders"
_PATIENCE: Final = 60.0


@dataclass(frozen=True)
class Latency:
    """How long orders took to reach the shop, in seconds."""

    what: str
    median: float
    p95: float
    worst: float


class Orders:
    """A tenant that only gets orders, on simulators of its own."""

    def __init__(self, suite: Suite, simulators: Simulators) -> None:
        self._suite = suite
        self._simulators = simulators
        self._tenant = DemoTenant()

    @staticmethod
    def settings(simulators: Simulators) -> dict[str, str]:
        """Return what lets the suite call these neighbours too."""
        return {
            "OMNIUM_API_HOSTS": simulators.omnium_url,
            "FLOW_API_HOSTS": simulators.flow_url.removesuffix("/v2"),
        }

    def register(self) -> None:
        """Make the tenant known everywhere, and have Omnium's events sent to the gateway."""
        omnium, tenant = self._simulators.omnium, self._tenant
        self._simulators.flow("POST", "/_sim/tenants", {**tenant.in_flow, "tenantUid": TENANT})
        omnium("PATCH", "/_sim/config", {"queuedSeconds": QUEUED_SECONDS})
        omnium("POST", "/_sim/users", {"clientId": "demo", "clientSecret": tenant.omnium_secret})
        self._apply()
        subscription = {
            "url": f"{self._suite.gateway.base_url}/v1/tenants/{TENANT}/omnium/events",
            "headers": {"Authorization": f"Bearer {tenant.webhook_secret}"},
            "variant": "cycle",
            "classNames": ["Order"],
            "categories": None,
        }
        omnium("POST", "/_sim/subscriptions", subscription)

    def latency(self, what: str, prefix: str, orders: int) -> Latency:
        """Send orders one after the other, and see how long each takes to the shop."""
        took = [self._seconds_of(f"{prefix}-{number}") for number in range(orders)]
        return Latency(what, statistics.median(took), statistics.quantiles(took, n=20)[-1], max(took))

    def _apply(self) -> None:
        file = yaml.safe_load(TENANT_FILE.read_text(encoding="utf-8"))
        file |= {"tenantUid": TENANT, "omnium": {"apiUrl": self._simulators.omnium_url}}
        file["flow"]["apiUrl"] = self._simulators.flow_url
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "orders.yaml"
            path.write_text(yaml.safe_dump(file), encoding="utf-8")
            self._suite.cli_checked("tenants", "apply", str(path), env=self._tenant.variables)

    def _seconds_of(self, order_id: str) -> float:
        began = datetime.now(UTC)
        self._simulators.omnium("PUT", f"/_sim/orders/{order_id}?event=true", _order(order_id))
        # The shop says when an order came: to look for it all the time would keep the machine busier than the export does.
        if not wait_until(lambda: bool(self._came_at(order_id)), _PATIENCE):
            message = f"order {order_id} did not arrive"
            raise TimeoutError(message)
        (came, *_) = self._came_at(order_id)
        return (datetime.fromisoformat(came) - began).total_seconds()

    def _came_at(self, order_id: str) -> Sequence[str]:
        orders = self._simulators.flow("GET", f"/_sim/tenants/{TENANT}/orders")
        return [order["createdAt"] for order in orders if order["externalOrderNumber"] == order_id]


def _order(order_id: str) -> Document:
    line = {"lineItemId": "1", "code": "SKU-1", "quantity": 1, "placedPrice": 100, "taxRate": 25}
    shipment = {"shipmentId": "1", "warehouseCode": "oslo", "lineItems": [line]}
    return {
        "id": order_id,
        "marketId": "nor",
        "storeId": "oslo",
        "orderType": "ClickAndCollect",
        "status": "New",
        "billingCurrency": "NOK",
        "orderForm": {"lineItems": [line], "shipments": [shipment]},
    }
