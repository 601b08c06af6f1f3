"""The properties that we keep on Omnium's orders: what the shop's system knows of them. No I/O."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from flow_omnium.flow.models import Order
from flow_omnium.flow.uids import uids_of
from flow_omnium.omnium.models import Property
from order_sync.to_omnium.identity import omnium_order_id

_VALUES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "orderNumber": "order_number",
        "voucherNumber": "voucher_number",
        "storeUid": "store_uid",
        "state": "order_state",
    }
)


def is_own(key: str, prefix: str) -> bool:
    """Tell a key of ours: it is written to Omnium, and never comes back into Flow."""
    return any(
        key == own or key.startswith(f"{own}.")
        for own in (f"{prefix}.{name}" for name in (*_VALUES, "delivered"))
    )


def further_uids(properties: Iterable[Property], prefix: str) -> tuple[str, ...]:
    """Return the uids of the further orders of Flow that Omnium has been told of."""
    start = f"{prefix}.state."
    keys = (item.key for item in properties if item.key and item.key.startswith(start))
    return tuple(dict.fromkeys(key.removeprefix(start) for key in keys))


def key_of(name: str, order: Order, prefix: str) -> str:
    """Return the key under which we tell something of an order of Flow."""
    is_first = order.order_uid in uids_of(omnium_order_id(order))
    return f"{prefix}.{name}" if is_first else f"{prefix}.{name}.{order.order_uid}"


def own_properties(order: Order, prefix: str) -> Mapping[str, str]:
    """Return what the shop's system knows of the order, by key; what it does not know is left out.

    Of several orders of Flow that are one of Omnium's each has keys of its own, or they would overwrite each other for
    ever: those of the further ones end with their uid.
    """
    values = {key_of(name, order, prefix): getattr(order, field) for name, field in _VALUES.items()}
    return {key: value for key, value in values.items() if value is not None}
