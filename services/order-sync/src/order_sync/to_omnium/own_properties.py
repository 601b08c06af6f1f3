"""The properties that we keep on Omnium's orders: what the shop's system knows of them. No I/O."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from flow_omnium.flow.models import Order

_VALUES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "orderNumber": "order_number",
        "voucherNumber": "voucher_number",
        "storeUid": "store_uid",
        "state": "order_state",
    }
)


def own_keys(prefix: str) -> frozenset[str]:
    """Return the keys: they are written to Omnium, and never come back into Flow."""
    return frozenset(f"{prefix}.{name}" for name in _VALUES)


def own_properties(order: Order, prefix: str) -> Mapping[str, str]:
    """Return what the shop's system knows of the order, by key; what it does not know is left out."""
    values = {f"{prefix}.{name}": getattr(order, field) for name, field in _VALUES.items()}
    return {key: value for key, value in values.items() if value is not None}
