"""Which shops a plan for an order of Omnium touches, and which ones have the order: of the event neither can be told."""

from collections.abc import Iterable, Iterator

from flow_omnium.flow.models import Order, OrderRef
from flow_omnium.jobs.sync import Write
from order_sync.inbound.changes import CreateOrder
from order_sync.inbound.placement import is_living


def shops_touched(writes: Iterable[Write]) -> tuple[str, ...]:
    """Return the uids of the stores that the writes go to, each once."""
    return tuple(dict.fromkeys(_stores_of(writes)))


def shops_with(orders: Iterable[Order]) -> tuple[str, ...]:
    """Return the uids of the stores that have one of the orders, not counting cancelled ones."""
    return tuple(dict.fromkeys(order.store_uid for order in orders if order.store_uid and is_living(order)))


def _stores_of(writes: Iterable[Write]) -> Iterator[str]:
    for write in writes:
        if isinstance(write, CreateOrder):
            yield write.store_uid
            continue
        # Every other write to a shop goes to an order; a customer is made for an order that is written after it.
        ref = getattr(write, "order", None)
        if isinstance(ref, OrderRef):
            yield ref.store_uid
