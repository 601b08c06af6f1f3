"""How rows of purchase orders are named and found again: the key of each tells where in Flow it stands.

A header's key is `<store>/<name>`, a line's `<store>/<uid of the order>/<line id>`; a uid of Flow has no `/`.
"""

from collections.abc import Mapping
from typing import Final

from catalog_sync.uids import record_uid

STORE: Final = "storeUid"
PURCHASE: Final = "purchaseOrderUid"

_OF_DELIVERY: Final = "delivery:"


def name_of(order_id: str, delivery_id: str | None) -> str:
    """Name a purchase order of Flow: Omnium's, or the part of it that is in a delivery (catalog.md 4.17)."""
    return order_id if delivery_id is None else f"{order_id}-delivery-{delivery_id}"


def record_of_delivery(delivery_id: str) -> str:
    """Name what the rows of a delivery come from; a purchase order of Omnium may have the same id."""
    return f"{_OF_DELIVERY}{delivery_id}"


def delivery_in(record: str) -> str | None:
    """Return the delivery that rows come from; None where they come from a purchase order."""
    return record.removeprefix(_OF_DELIVERY) if record.startswith(_OF_DELIVERY) else None


def order_key(store_uid: str, name: str) -> str:
    """Name a header."""
    return f"{store_uid}/{name}"


def line_key(store_uid: str, order_uid: str, line: str) -> str:
    """Name a line; `line` is its id in Omnium."""
    return f"{store_uid}/{order_uid}/{line}"


def place_of_order(key: str) -> Mapping[str, str]:
    """Return what a purchase order stands below."""
    return {STORE: key.partition("/")[0]}


def place_of_line(key: str) -> Mapping[str, str]:
    """Return what a line stands below."""
    store_uid, order_uid, _line = key.split("/", 2)
    return {STORE: store_uid, PURCHASE: order_uid}


def order_uid(name: str) -> str:
    """Return the uid of a purchase order."""
    return record_uid(name)
