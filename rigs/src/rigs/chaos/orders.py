"""Web orders to break things on: as many as are asked for, and what each must become in Flow."""

import json
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from rigs.chaos.evidence import Wanted
from rigs.chaos.tenants import ChaosTenant

_DOCUMENTS = files("local_stack") / "demo"
_LAG = 8
_KINDS = (("online", "CONFIRMED", "pack-and-ship"), ("click-and-collect", "PARKED", "pick-and-notify"))


def some_orders(label: str, tenants: Sequence[ChaosTenant], number: int) -> list[Wanted]:
    """Name `number` orders of each tenant, both kinds by turns."""
    return [
        _wanted(tenant.uid, f"{label}-{tenant.uid}-{index}", index)
        for index in range(number)
        for tenant in tenants
    ]


def omnium_document(wanted: Wanted) -> dict[str, Any]:
    """The order as Omnium holds it.

    Each has a customer of its own: of two orders that make the same one at once, the slower begins anew, and would look
    like a run within a run.
    """
    name = next(name for name, state, _ in _KINDS if state == wanted.state)
    own = {"id": wanted.key, "orderNumber": wanted.key, "customerId": f"c-{wanted.key}"}
    return _document(name) | own


def event_of(wanted: Wanted, category: str = "Updated") -> dict[str, Any]:
    """The event that Omnium sends for it."""
    return {"className": "Order", "category": category, "objectId": wanted.key, "storeId": "web"}


def sequence_of_events(orders: Sequence[Wanted], events: int) -> list[Wanted]:
    """The order in which the orders' events are sent: the next one of an order comes so soon that its job may be
    pending, running or done."""
    numbered = [
        (index + _LAG * number, wanted) for number in range(events) for index, wanted in enumerate(orders)
    ]
    return [wanted for _, wanted in sorted(numbered, key=lambda pair: pair[0])]


def _wanted(tenant_uid: str, key: str, index: int) -> Wanted:
    name, state, handling = _KINDS[index % len(_KINDS)]
    return Wanted(tenant_uid, key, state, tuple(_line_ids(_document(name))), handling)


def _line_ids(document: dict[str, Any]) -> Iterator[str]:
    return (str(line["lineItemId"]) for line in document["orderForm"]["lineItems"])


@cache
def _document(name: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((_DOCUMENTS / f"{name}.json").read_text())
    return document
