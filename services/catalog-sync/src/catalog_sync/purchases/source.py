"""What one purchase order of Flow is made of: a whole order of Omnium, or what of one is in a delivery (catalog.md 4.16, 4.17)."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from catalog_sync.purchases.keys import name_of, record_of_delivery
from catalog_sync.rows.row import RowFault
from catalog_sync.scope import Scope
from flow_omnium.omnium.models.purchase_export import ExportedDelivery, ExportedOrder, OrderedLine


@dataclass(frozen=True)
class Source:
    """An order of Omnium with those of its lines that are told; `delivery` is the one that they are in."""

    order: ExportedOrder
    lines: Sequence[OrderedLine]
    delivery: ExportedDelivery | None = None

    @property
    def name(self) -> str:
        """How it is called in Flow, before its uid is made of it."""
        return name_of(self.order.id, self.delivery.id if self.delivery else None)

    @property
    def record(self) -> str:
        """The record of Omnium that it is read with."""
        return record_of_delivery(self.delivery.id) if self.delivery else self.order.id


@dataclass(frozen=True)
class Sources:
    """What was read: `faults` are of what could not be, and `left_out` says why something is none of the shop's.

    `records` were read whole: what was written of them before and is not told any more is gone.
    """

    sources: Sequence[Source] = ()
    faults: Sequence[RowFault] = ()
    records: frozenset[str] = frozenset()
    left_out: Sequence[str] = ()


def joined(some: Sequence[Sources]) -> Sources:
    """Put sources together that were read one after the other."""
    return Sources(
        [source for one in some for source in one.sources],
        [fault for one in some for fault in one.faults],
        frozenset(record for one in some for record in one.records),
        [reason for one in some for reason in one.left_out],
    )


@dataclass
class Gathered:
    """Sources while they are collected."""

    sources: list[Source] = field(default_factory=list)
    faults: list[RowFault] = field(default_factory=list)
    records: set[str] = field(default_factory=set)
    left_out: list[str] = field(default_factory=list)

    def whole(self) -> Sources:
        """Return them."""
        return Sources(self.sources, self.faults, frozenset(self.records), self.left_out)


def why_not(order: ExportedOrder, scope: Scope) -> str | None:
    """Tell why an order is none of the shop's: an internal transfer, or one of another market; None where it is."""
    if order.is_internal:
        return f"purchase order {order.id} is an internal transfer: Flow has orders of its own for these"
    if order.market_id is not None and not scope.sells([order.market_id]):
        return f"purchase order {order.id} is of market {order.market_id}, which is none of the shop's"
    return None
