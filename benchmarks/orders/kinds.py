"""The three kinds of work that are measured: which event tells of it, and what stands in the simulators before."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from benchmarks.load.requests import EVENT
from benchmarks.orders.template import order_id
from local_stack.demo.tenant import TENANT_UID
from local_stack.simulators import Simulators

Document = dict[str, Any]

_ID: Final = "objectId-goes-here"
_SHOP: Final = f"/_sim/tenants/{TENANT_UID}/shop"
_LINES: Final = 3


@dataclass(frozen=True)
class Kind:
    """`sender` is whose events tell of it; `make` puts its record into a simulator; `after` has been worked off before."""

    name: str
    sender: str
    event: Mapping[str, Any]
    make: Callable[[Simulators, str], None]
    after: "Kind | None" = None

    @property
    def path(self) -> str:
        """Where its events are posted at the gateway."""
        return f"/v1/tenants/{TENANT_UID}/{self.sender}/events"

    def event_of(self, number: int) -> Document:
        """Return the event of an order."""
        event: Document = json.loads(json.dumps(dict(self.event)).replace(_ID, order_id(number)))
        return event

    def requests(self, url: str, secret: str, numbers: range) -> Iterator[bytes]:
        """Yield a POST of the event of each order."""
        parts = urlsplit(url)
        head = (
            f"POST {self.path} HTTP/1.1\r\nHost: {parts.netloc}\r\nAuthorization: Bearer {secret}\r\n"
            "Content-Type: application/json\r\nContent-Length: "
        )
        text = json.dumps(dict(self.event))
        for number in numbers:
            body = text.replace(_ID, order_id(number))
            yield f"{head}{len(body)}\r\n\r\n{body}".encode()


def _put_web_order(simulators: Simulators, name: str) -> None:
    lines = [_web_line(number) for number in range(_LINES)]
    shipment = {"shipmentId": "1", "warehouseCode": "oslo", "lineItems": lines}
    order = {
        "id": name,
        "orderNumber": name,
        "marketId": "nor",
        "storeId": "oslo",
        "orderType": "ClickAndCollect",
        "status": "New",
        "billingCurrency": "NOK",
        "orderForm": {"lineItems": lines, "shipments": [shipment]},
    }
    simulators.omnium("PUT", f"/_sim/orders/{name}?compute=true", order)


def _web_line(number: int) -> Document:
    named = {
        "lineItemId": str(number + 1),
        "code": f"SKU-{number}",
        "displayName": f"Hiking boots, size {40 + number}",
    }
    return {**named, "quantity": 2, "placedPrice": 149.5, "taxRate": 25}


def _sell(simulators: Simulators, name: str) -> None:
    sale = {"act": "sell", "storeUid": "oslo", "orderUid": name}
    items = [_item(number) for number in range(_LINES)]
    simulators.flow("POST", _SHOP, {**sale, "items": items, "settlements": [{"settlementCode": "CARD"}]})


def _item(number: int) -> Document:
    named = {"productUid": f"P-{number}", "sku": f"SKU-{number}", "name": f"Wool socks, size {number}"}
    return {**named, "quantity": 200, "unitPrice": 14950}


def _make_nothing(_simulators: Simulators, _name: str) -> None:
    """It stands there already."""


def _shop_event(action: str) -> Document:
    names = {"tenant": TENANT_UID, "store": "oslo", "order": _ID, "tenantUser": "cashier-1"}
    return {"action": action, **{name: {"Id": 1, "Uid": uid} for name, uid in names.items()}}


INBOUND: Final = Kind("inbound order", "omnium", EVENT, _put_web_order)
SALE: Final = Kind("sale", "flow", _shop_event("ORDER_SETTLED"), _sell)
RECEIPT: Final = Kind("receipt", "flow", _shop_event("ORDER_RECEIPT_SETTLED"), _make_nothing, SALE)
KINDS: Final = (INBOUND, SALE, RECEIPT)
