"""What Omnium and Flow say of any order of a tenant: three lines, a customer whom the shop knows, nothing of it in Flow yet."""

import json
from collections.abc import Mapping
from importlib import resources
from typing import Any, Final

import orjson

from local_stack.demo.tenant import TENANT_UID

Document = dict[str, Any]

LINES: Final = 3
_FLOW: Final = f"/tenants/{TENANT_UID}"
_OMNIUM_ORDER: Final = "/api/Orders/"
_SLOT: Final = "ORDER-ID-GOES-HERE"
_LINE: Final[Mapping[str, Any]] = {
    "quantity": 2,
    "placedPrice": 149.5,
    "discountedPrice": 149.5,
    "extendedPrice": 299.0,
    "discounted": 0,
    "taxRate": 25,
    "canceledQuantity": 0,
    "deliveredQuantity": 0,
    "returnQuantity": 0,
    "properties": [],
}
_CUSTOMER: Final[Mapping[str, Any]] = {
    "customerUid": "c-77",
    "externalId": "c-77",
    "customerType": "PRIVATE",
    "firstname": "Kari",
    "lastname": "Nordmann",
    "email": "kari@example.no",
    "origin": "OMNIUM",
}
_MISSING: Final = {"title": "Not Found", "status": 404, "detail": "the order is not there"}
_TAX: Final = {"itemPrice": 29_900, "itemVatAmount": 5_980, "vatRate": 2_500, "quantityDelivered": 0}


class Canned:
    """Answers each call by itself: it keeps nothing."""

    def __init__(self) -> None:
        self._order = json.dumps(_omnium_order()).encode()
        self._kept: Mapping[str, bytes] = {path: orjson.dumps(known) for path, known in _KNOWN.items()}

    def answer(self, method: str, target: str, body: bytes) -> tuple[int, bytes]:
        """Return status and body."""
        path = target.partition("?")[0]
        if path.startswith(_OMNIUM_ORDER):
            return 200, self._order.replace(_SLOT.encode(), path.removeprefix(_OMNIUM_ORDER).encode())
        known = self._kept.get(path)
        if known is not None:
            return 200, known
        return _missing() if method == "GET" else (201, _made(path, body))


def _missing() -> tuple[int, bytes]:
    return 404, orjson.dumps(_MISSING)


def _made(path: str, body: bytes) -> bytes:
    """Return what Flow made of a document: the same, and of a line its tax."""
    sent: Document = orjson.loads(body) if body else {}
    return orjson.dumps({**sent, **_TAX} if path.endswith("/items") else sent)


def _listed(*items: Mapping[str, Any]) -> Document:
    return {"items": list(items), "paging": {"pageNumber": 1, "pageSize": 100, "totalCount": len(items)}}


_KNOWN: Final[Mapping[str, object]] = {
    "/api/Settings/OrderTypes": [{"name": "ClickAndCollect", "orderStatuses": [{"name": "New"}]}],
    _FLOW: {
        "tenantUid": TENANT_UID,
        "countryCode": "NO",
        "timezone": "Europe/Oslo",
        "currency": {"code": "NOK"},
    },
    f"{_FLOW}/stores": _listed({"storeUid": "oslo", "name": "Oslo"}, {"storeUid": "web"}),
    f"{_FLOW}/customers": _listed(_CUSTOMER),
    f"{_FLOW}/paymentmethods": _listed(),
}


def _omnium_order() -> Document:
    text = resources.files("local_stack.demo").joinpath("click-and-collect.json").read_text(encoding="utf-8")
    order: Document = json.loads(text)
    lines = [{**_LINE, "lineItemId": str(at), "code": f"SKU-{at}"} for at in range(LINES)]
    form = order["orderForm"]
    form |= {"lineItems": lines, "subTotal": 299.0 * LINES, "total": 299.0 * LINES}
    form["shipments"][0]["lineItems"] = lines
    return {**order, "id": _SLOT, "orderNumber": _SLOT, "modified": "2026-11-27T10:00:00.123Z"}
