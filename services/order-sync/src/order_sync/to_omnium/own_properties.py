"""Which properties of an Omnium order we write: facts of the shop (number, voucher, store, state), and what is edited in Flow."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from flow_omnium.flow.models import Order
from flow_omnium.flow.uids import uids_of
from flow_omnium.jobs.sync import FieldChange
from flow_omnium.omnium.models import NewProperty, OrderPatch, Property
from flow_omnium.omnium.models import Order as OmniumOrder
from order_sync.identity import omnium_order_id
from order_sync.outbound.changes import SetProperties
from order_sync.price_notes import PRICES_KEY
from order_sync.to_omnium.notes import NOTE_KEYS

_OURS: Final = frozenset({*NOTE_KEYS, PRICES_KEY})
"""The keys of our own notes in Flow, whatever prefix a tenant has."""

_NO_MORE: Final[Mapping[str, str]] = MappingProxyType({})

_VALUES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "orderNumber": "order_number",
        "voucherNumber": "voucher_number",
        "storeUid": "store_uid",
        "state": "order_state",
    }
)


def is_own(key: str, prefix: str) -> bool:
    """Tell whether we write a key to Omnium ourselves: such a property is not copied back into Flow."""
    return any(
        key == own or key.startswith(f"{own}.")
        for own in (f"{prefix}.{name}" for name in (*_VALUES, "delivered", "delivering"))
    )


def further_uids(properties: Iterable[Property], prefix: str) -> tuple[str, ...]:
    """Return the uids of the further orders of Flow that Omnium has been told of."""
    start = f"{prefix}.state."
    keys = (item.key for item in properties if item.key and item.key.startswith(start))
    return tuple(dict.fromkeys(key.removeprefix(start) for key in keys))


def key_of(name: str, order: Order, prefix: str) -> str:
    """Return the key of a property of ours; that of a further order of Flow ends with its uid."""
    is_first = order.order_uid in uids_of(omnium_order_id(order))
    return f"{prefix}.{name}" if is_first else f"{prefix}.{name}.{order.order_uid}"


def own_properties(order: Order, prefix: str) -> Mapping[str, str]:
    """Return the facts of the shop about the order, by key; missing ones are left out.

    Where several orders of Flow belong to one of Omnium, each has keys of its own, or they would overwrite each other for
    ever.
    """
    values = {key_of(name, order, prefix): getattr(order, field) for name, field in _VALUES.items()}
    return {key: value for key, value in values.items() if value is not None}


def shop_properties(order: Order, prefix: str) -> Mapping[str, str]:
    """Return all properties to write, by key. Our own facts win over what was edited in Flow under the same key."""
    edited = {
        item.key: item.value
        for item in order.properties
        if item.key and item.value is not None and item.key.startswith(prefix) and item.key not in _OURS
    }
    return {**edited, **own_properties(order, prefix)}


def new_properties(values: Mapping[str, str]) -> tuple[NewProperty, ...]:
    """Return properties in Omnium's form."""
    return tuple(NewProperty(key=key, value=value) for key, value in values.items())


def property_changes(
    order: Order, actual: OmniumOrder, prefix: str, more: Mapping[str, str] = _NO_MORE
) -> SetProperties | None:
    """Plan the properties whose values differ; None if none does. Keys without the prefix are never touched."""
    return set_properties(actual, {**shop_properties(order, prefix), **more})


def set_properties(actual: OmniumOrder, values: Mapping[str, str]) -> SetProperties | None:
    """Plan those of the values that differ, by key; None if none does."""
    there = {item.key: item.value for item in actual.properties if item.key}
    changed = {key: value for key, value in values.items() if there.get(key) != value}
    if not changed:
        return None
    fields = tuple(FieldChange(key, there.get(key), value) for key, value in changed.items())
    return SetProperties(actual.id, OrderPatch(properties=new_properties(changed)), fields)
