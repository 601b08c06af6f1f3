"""Which properties of an order stand in Flow, and whether they can be edited there (flow.md 2.1). No I/O."""

from collections.abc import Sequence

from flow_omnium.flow.models import NewProperty, OrderProperty
from flow_omnium.omnium.models import Property
from order_sync.to_omnium.own_properties import is_own


def desired_properties(properties: Sequence[Property], prefix: str) -> tuple[NewProperty, ...]:
    """Copy Omnium's properties; those with the prefix can be edited. What we wrote there ourselves stays there."""
    given = {item.key: item.value for item in properties if item.key and item.value is not None}
    return tuple(
        NewProperty(key=key, value=value or "", read_only=not key.startswith(prefix))
        for key, value in given.items()
        if not is_own(key, prefix)
    )


def merged_properties(
    desired: Sequence[NewProperty], actual: Sequence[OrderProperty]
) -> tuple[NewProperty, ...] | None:
    """Lay the desired over what the order has; None if that changes nothing. Flow's own properties stay."""
    there = [
        NewProperty(key=item.key, value=item.value or "", read_only=item.read_only)
        for item in actual
        if item.key
    ]
    merged = {item.key: item for item in there} | {item.key: item for item in desired}
    return None if list(merged.values()) == there else tuple(merged.values())
