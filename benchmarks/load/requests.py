"""The requests of a run, as bytes: one Omnium event each, equal but for the order's id."""

import json
from collections.abc import Iterator
from urllib.parse import urlsplit

_ID = "objectId-goes-here"

EVENT = {
    "timestamp": "2026-03-02T09:15:30.1234567Z",
    "operationId": 310101,
    "message": "Order status updated",
    "className": "Order",
    "subClassName": "ClickAndCollect",
    "objectId": _ID,
    "objectNumber": _ID,
    "category": "Updated",
    "market": "nor",
    "storeId": "oslo",
    "status": "ReadyForPickup",
    "previousStatus": "InProgress",
    "isError": False,
    "origin": "OmniumApi",
}


def requests_of(url: str, secret: str, keys: Iterator[str]) -> Iterator[bytes]:
    """Yield one POST of the event per key."""
    parts = urlsplit(url)
    before, _, after = json.dumps(EVENT).partition(_ID)
    body_size = len(json.dumps(EVENT)) - 2 * len(_ID)
    between, _, after = after.partition(_ID)
    head = (
        f"POST {parts.path} HTTP/1.1\r\nHost: {parts.netloc}\r\nAuthorization: Bearer {secret}\r\n"
        "Content-Type: application/json\r\nContent-Length: "
    )
    for key in keys:
        size = body_size + 2 * len(key)
        yield f"{head}{size}\r\n\r\n{before}{key}{between}{key}{after}".encode()


def unique_keys(label: str) -> Iterator[str]:
    """Order ids that never repeat."""
    number = 0
    while True:
        yield f"{label}-{number:07d}"
        number += 1


def storm_keys(label: str, count: int) -> Iterator[str]:
    """A few order ids, over and over."""
    keys = [f"{label}-{number:07d}" for number in range(count)]
    while True:
        yield from keys
