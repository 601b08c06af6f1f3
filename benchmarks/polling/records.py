"""What changes at a busy tenant within one window of its polls: orders of the web and sales over the counter, with their receipts."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from benchmarks.polling.plan import CHANGES_OF_AN_ORDER, ORDERS_A_DAY, in_a_window
from flow_omnium.tasks.kind import TaskName
from local_stack.demo.tenant import TENANT_FILE
from local_stack.simulators import Simulators

CHANGED_ORDERS: Final = in_a_window(TaskName.POLL_OMNIUM_ORDERS, ORDERS_A_DAY * CHANGES_OF_AN_ORDER)
RECEIPTS: Final = in_a_window(TaskName.POLL_RECEIPTS, ORDERS_A_DAY)

_WEB_ORDER: Final = TENANT_FILE.with_name("click-and-collect.json")
_SOCKS: Final = {"productUid": "SOCK-L", "name": "Wool socks, large", "quantity": 200, "unitPrice": 14950}


@dataclass(frozen=True)
class Records:
    """Makes them, of one tenant; no event tells of any."""

    simulators: Simulators
    tenant_uid: str

    def make(self) -> None:
        """Make so many orders that each system has as many changed as a poll finds, and so many receipts among them."""
        document: dict[str, Any] = json.loads(_WEB_ORDER.read_text(encoding="utf-8"))
        for number in range(CHANGED_ORDERS - RECEIPTS):
            name = f"BUSY-{number}"
            told = {"id": name, "orderNumber": name, "modified": datetime.now(UTC).isoformat()}
            self.simulators.omnium("PUT", f"/_sim/orders/{name}?compute=true", {**document, **told})
        for number in range(RECEIPTS):
            sale = {"act": "sell", "storeUid": "oslo", "orderUid": f"sale-{number}", "items": [_SOCKS]}
            paid = {"settlements": [{"settlementCode": "CARD"}]}
            self.simulators.flow("POST", f"/_sim/tenants/{self.tenant_uid}/shop", {**sale, **paid})
