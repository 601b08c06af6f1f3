"""Two whole suites, each with a broker and a database of its own, beside one pair of simulators."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any, Final

from local_stack.database import Database
from local_stack.demo.tenant import TENANT_FILE, TENANT_UID, DemoTenant
from local_stack.errors import StackError
from local_stack.infrastructure import Infrastructure
from local_stack.scene import Scene, awaited
from local_stack.simulators import Simulators
from local_stack.suite import Endpoints, Suite

_SETTINGS: Final = {"LOG_LEVEL": "WARNING", "MONGODB_DATABASE": "flow_omnium"}
_ORDER: Final = TENANT_FILE.with_name("click-and-collect.json")


@dataclass(frozen=True)
class Cells:
    """The cell that the tenant leaves and the one it comes to, with the vendors that it keeps."""

    old: Scene
    new: Scene
    old_infrastructure: Infrastructure

    @property
    def vendors(self) -> Simulators:
        """Omnium and Flow."""
        return self.old.simulators

    def place(self, numbers: range) -> None:
        """Let orders of these numbers be placed; Omnium tells whoever it is subscribed to."""
        order: dict[str, Any] = json.loads(_ORDER.read_text(encoding="utf-8"))
        for number in numbers:
            name = f"MOVED-{number}"
            document = {**order, "id": name, "orderNumber": name}
            self.vendors.omnium("PUT", f"/_sim/orders/{name}?compute=true&event=true", document)

    def in_shop(self) -> Mapping[str, int]:
        """Return how many times each order is in the shop."""
        orders = self.vendors.flow("GET", f"/_sim/tenants/{TENANT_UID}/orders")
        return Counter(order["externalOrderNumber"] for order in orders)

    def await_in_shop(self, number: int) -> None:
        """Wait until so many orders are there. Raises StackError."""
        awaited(f"{number} orders are in the shop", lambda: len(self.in_shop()) >= number or None)

    def route_to_new(self) -> None:
        """Do what the ingress does for a tenant that has moved."""
        self.vendors.omnium("DELETE", "/_sim/subscriptions")
        self.new.tenant.subscribe(self.vendors, self.new.suite)

    def lose_old_database(self) -> None:
        """Kill it. Raises StackError for one that is not this run's own."""
        database = self.old_infrastructure.database
        if not isinstance(database, Database):
            raise StackError("the old cell's database is not this run's own")
        database.kill()


@contextmanager
def opened() -> Iterator[Cells]:
    """Start everything; the tenant is in the old cell."""
    tenant = DemoTenant()
    with ExitStack() as stack:
        both = [stack.enter_context(Infrastructure(name, environ={})) for name in ("cell-old", "cell-new")]
        vendors = stack.enter_context(Simulators(both[0].run))
        suites = [
            Suite(one.run, Endpoints.on(one, vendors.omnium_url, vendors.flow_url), _SETTINGS) for one in both
        ]
        for suite in suites:
            stack.enter_context(suite)
        tenant.register(vendors, suites[0])
        old, new = (Scene(suite, vendors, tenant) for suite in suites)
        yield Cells(old, new, both[0])
