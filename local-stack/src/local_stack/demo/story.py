"""Places the demo orders in the Omnium simulator and watches them arrive in the Flow simulator."""

import json
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from local_stack.demo.tenant import TENANT_UID, DemoTenant
from local_stack.errors import StackError
from local_stack.simulators import Simulators

ARRIVAL_SECONDS = 45
POLL_SECONDS = 0.05
EXPECTED_STATES = {"click-and-collect": "PARKED", "online": "CONFIRMED"}
"""The state in which an order stands in the shop when everything has been brought over: it is set last."""


@dataclass(frozen=True)
class Arrival:
    """An order as the customer placed it and as it stands in the shop."""

    placed: dict[str, Any]
    in_shop: dict[str, Any]
    seconds: float


class Story:
    """One telling of the demo."""

    def __init__(self, tenant: DemoTenant, simulators: Simulators) -> None:
        self._tenant = tenant
        self._simulators = simulators

    def place_orders(self) -> dict[str, float]:
        """Create the orders in Omnium, whose events then go out; when each was placed."""
        headers = {"Authorization": f"Bearer {self._tenant.omnium_token(self._simulators)}"}
        placed_at = {}
        for name in EXPECTED_STATES:
            placed_at[name] = time.monotonic()
            self._simulators.omnium("POST", "/api/Orders", document_of(name), headers)
        return placed_at

    def await_arrivals(self, placed_at: dict[str, float]) -> list[Arrival]:
        """Wait until every order stands in the shop in its final state."""
        deadline = time.monotonic() + ARRIVAL_SECONDS
        arrivals: dict[str, Arrival] = {}
        while len(arrivals) < len(placed_at):
            in_shop = self._orders_in_shop()
            for name in placed_at.keys() - arrivals.keys():
                arrival = _arrival(name, in_shop, placed_at[name])
                arrivals |= {name: arrival} if arrival else {}
            if time.monotonic() > deadline:
                raise StackError(_late(in_shop))
            time.sleep(POLL_SECONDS)
        return [arrivals[name] for name in placed_at]

    def _orders_in_shop(self) -> dict[str, dict[str, Any]]:
        orders = self._simulators.flow("GET", f"/_sim/tenants/{TENANT_UID}/orders")
        return {order["externalOrderNumber"]: order for order in orders}


def document_of(name: str) -> dict[str, Any]:
    """Return an order of the demo, as a shop's website sends it to Omnium."""
    document: dict[str, Any] = json.loads(Path(__file__).with_name(f"{name}.json").read_text())
    return document


def _arrival(name: str, in_shop: dict[str, dict[str, Any]], placed_at: float) -> Arrival | None:
    placed = document_of(name)
    order = in_shop.get(placed["id"])
    if order is None or order["orderState"] != EXPECTED_STATES[name]:
        return None
    return Arrival(placed, order, time.monotonic() - placed_at)


def _late(in_shop: dict[str, dict[str, Any]]) -> str:
    seen = (
        ", ".join(f"{number} is {order['orderState']}" for number, order in in_shop.items())
        or "none is there"
    )
    return f"The orders did not all reach the shop within {ARRIVAL_SECONDS} s: {seen}"
