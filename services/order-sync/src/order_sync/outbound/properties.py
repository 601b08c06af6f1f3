"""Which properties of an order are written to Omnium: ours, and those that can be edited in Flow. No I/O."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from flow_omnium.flow.models import Order
from flow_omnium.jobs.sync import FieldChange
from flow_omnium.omnium.models import NewProperty, OrderPatch
from flow_omnium.omnium.models import Order as OmniumOrder
from order_sync.outbound.changes import SetProperties
from order_sync.price_notes import PRICES_KEY
from order_sync.to_omnium.notes import NOTE_KEYS
from order_sync.to_omnium.own_properties import own_properties

_OURS: Final = frozenset({*NOTE_KEYS, PRICES_KEY})
"""What we note on orders for ourselves, whatever prefix a tenant has."""


def shop_properties(order: Order, prefix: str) -> Mapping[str, str]:
    """Return the values by key; what we know of an order goes before what was edited in Flow under the same key."""
    edited = {
        item.key: item.value
        for item in order.properties
        if item.key and item.value is not None and item.key.startswith(prefix) and item.key not in _OURS
    }
    return {**edited, **own_properties(order, prefix)}


def new_properties(values: Mapping[str, str]) -> tuple[NewProperty, ...]:
    """Word properties as Omnium takes them."""
    return tuple(NewProperty(key=key, value=value) for key, value in values.items())


_NO_MORE: Final[Mapping[str, str]] = MappingProxyType({})


def property_changes(
    order: Order, actual: OmniumOrder, prefix: str, more: Mapping[str, str] = _NO_MORE
) -> SetProperties | None:
    """Plan the properties whose values differ; None if none does. Keys without the prefix are never touched."""
    there = {item.key: item.value for item in actual.properties if item.key}
    changed = {
        key: value
        for key, value in {**shop_properties(order, prefix), **more}.items()
        if there.get(key) != value
    }
    if not changed:
        return None
    fields = tuple(FieldChange(key, there.get(key), value) for key, value in changed.items())
    return SetProperties(actual.id, OrderPatch(properties=new_properties(changed)), fields)
