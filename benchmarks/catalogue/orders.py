"""Orders of another tenant, whose Omnium and Flow are processes of their own: what they take while a catalogue is exported.

Beside it, what they share with the export is the suite, its broker, its database and the machine; not the neighbours, of which the
simulated ones are busier than real ones would be.
"""

import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any, Final

import yaml

from local_stack.demo.tenant import QUEUED_SECONDS, TENANT_FILE, DemoTenant
from local_stack.liveness import wait_until
from local_stack.simulators import Simulators
from local_stack.suite import Suite

Document = dict[str, Any]

TENANT: Final = "orders"
_PATIENCE: Final = 60.0
_LONGEST_PAUSE: Final = 0.06
ORDERS: Final = 400
_BLOCK: Final = 20
ANSWER_SECONDS: Final = 0.05
"""How late the export's neighbours answer while orders are measured: at once, as simulated ones do, they would keep the machine busier
than the export ever does."""


@dataclass(frozen=True)
class Latency:
    """How long orders took to reach the shop, in seconds."""

    median: float
    p95: float
    worst: float


@dataclass(frozen=True)
class Beside:
    """Orders while something else goes on, and while it is stopped for a moment: the two alone say what it costs them."""

    what: str
    quiet: Latency
    busy: Latency


def told(measured: Sequence[Beside]) -> str:
    """Say in a page how long orders took beside an export."""
    rows = "".join(
        f"| {one.what} | {name} | {each.median:.4f} | {each.p95:.4f} | {each.worst:.3f} | {each.p95 / one.quiet.p95:.2f} × |\n"
        for one in measured
        for name, each in (("while it is stopped", one.quiet), ("while it goes on", one.busy))
    )
    return (
        f"How long {ORDERS} orders of another tenant took from Omnium to the shop, one after the other, and as many in between with\n"
        f"catalog-sync stopped, {_BLOCK} by turns: so both meet the same state of the machine. The tenant's Omnium and Flow are processes of\n"
        "their own: what it shares with the export is the suite, the broker, the database and the two processors. The export's own\n"
        f"neighbours answer after {1000 * ANSWER_SECONDS:.0f} ms, sooner than real ones would.\n\n"
        f"| | | median, s | p95, s | longest, s | p95, beside stopped |\n|---|---|---|---|---|---|\n{rows}"
    )


class Orders:
    """A tenant that only gets orders, on simulators of its own."""

    def __init__(self, suite: Suite, simulators: Simulators) -> None:
        self._suite = suite
        self._simulators = simulators
        self._tenant = DemoTenant()
        self._random = Random(1)  # noqa: S311 - not for secrets

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

    def beside(self, what: str, stopped: Callable[[], AbstractContextManager[None]]) -> Beside:
        """Send orders by turns while something goes on and while it is stopped, and see how long each takes to the shop."""
        quiet: list[float] = []
        busy: list[float] = []
        for block in range(ORDERS // _BLOCK):
            busy += self._block(f"{what}-busy-{block}")
            with stopped():
                quiet += self._block(f"{what}-quiet-{block}")
        return Beside(what, _latency(quiet), _latency(busy))

    def _block(self, prefix: str) -> Sequence[float]:
        return [self._seconds_of(f"{prefix}-{number}".replace(" ", "-")) for number in range(_BLOCK)]

    def _apply(self) -> None:
        file = yaml.safe_load(TENANT_FILE.read_text(encoding="utf-8"))
        file |= {"tenantUid": TENANT, "omnium": {"apiUrl": self._simulators.omnium_url}}
        file["flow"]["apiUrl"] = self._simulators.flow_url
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "orders.yaml"
            path.write_text(yaml.safe_dump(file), encoding="utf-8")
            self._suite.cli_checked("tenants", "apply", str(path), env=self._tenant.variables)

    def _seconds_of(self, order_id: str) -> float:
        # Orders sent in step with the export's batches would all meet them, or none.
        time.sleep(self._random.uniform(0, _LONGEST_PAUSE))
        began = datetime.now(UTC)
        self._simulators.omnium("PUT", f"/_sim/orders/{order_id}?event=true", _order(order_id))
        # The shop says when an order came: to look for it all the time would keep the machine busier than the export does.
        if not wait_until(lambda: bool(self._came_at(order_id)), _PATIENCE):
            message = f"order {order_id} did not arrive"
            raise TimeoutError(message)
        (came, *_) = self._came_at(order_id)
        return (datetime.fromisoformat(came) - began).total_seconds()

    def _came_at(self, order_id: str) -> Sequence[str]:
        path = f"/_sim/tenants/{TENANT}/orders?externalOrderNumber={order_id}"
        return [order["createdAt"] for order in self._simulators.flow("GET", path)]


def _latency(took: Sequence[float]) -> Latency:
    return Latency(statistics.median(took), statistics.quantiles(took, n=20)[-1], max(took))


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
