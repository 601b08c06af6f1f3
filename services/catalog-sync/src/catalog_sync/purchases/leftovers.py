"""What was written of purchase orders and is no part of them any more: lines are removed, what a delivery has lost is closed.

A line of which the shop has received something stays, and a person is told: the goods were booked on it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from catalog_sync.purchases.keys import PURCHASE, STORE, place_of_line
from catalog_sync.purchases.mapping import MappedOrder
from catalog_sync.rows.kinds import RowKind
from catalog_sync.rows.plan import leftovers
from catalog_sync.rows.row import Mapped, Row, RowFault
from catalog_sync.withdrawal import withdrawals
from flow_omnium.exported_rows.row import ExportedRow
from flow_omnium.flow.amounts import from_flow
from flow_omnium.flow.resources import Record
from flow_omnium.outcomes import InvalidData

Place = tuple[str, str]
"""The store and the uid of a purchase order in Flow."""


@dataclass(frozen=True)
class Left:
    """What is left over: `refused` was never written, and is forgotten."""

    lines: Sequence[ExportedRow] = ()
    headers: Sequence[ExportedRow] = ()
    refused: Sequence[ExportedRow] = ()

    @property
    def places(self) -> frozenset[Place]:
        """The purchase orders that must be read in Flow before a line is removed."""
        return frozenset(map(place_of, self.lines))


@dataclass(frozen=True)
class Removals:
    """The rows that take away what is left over, and the lines that must stay."""

    lines: tuple[Row, ...] = ()
    headers: tuple[Row, ...] = ()
    faults: Sequence[RowFault] = field(default_factory=tuple)


def left_over(orders: Sequence[MappedOrder], known: Sequence[ExportedRow], records: frozenset[str]) -> Left:
    """Find what is left over of records that were read whole. One whose order cannot be told keeps all that it has."""
    unknown = {one.source.record for one in orders if one.header is None}
    mapped = Mapped(
        (tuple(row for one in orders for row in one.rows),),
        tuple(fault for one in orders for fault in one.faults),
    )
    left = [*leftovers(mapped, known, records - unknown)]
    written = [row for row in left if row.digest is not None]
    return Left(
        [row for row in written if row.kind == RowKind.PURCHASE_ORDER_LINE],
        [row for row in written if row.kind == RowKind.PURCHASE_ORDER],
        [row for row in left if row.digest is None],
    )


def removals(left: Left, in_flow: Mapping[Place, Record | None]) -> Removals:
    """Decide about each line by what Flow has received of it."""
    lines: list[Row] = []
    faults: list[RowFault] = []
    for row in left.lines:
        received = _received(row, in_flow.get(place_of(row)))
        if received:
            faults.append(_told(row, received))
        else:
            lines.append(_removal(row))
    return Removals(tuple(lines), withdrawals(RowKind.PURCHASE_ORDER, left.headers), faults)


def place_of(row: ExportedRow) -> Place:
    """Return the purchase order that a line stands on."""
    place = place_of_line(row.key)
    return place[STORE], place[PURCHASE]


def _received(row: ExportedRow, order: Record | None) -> int:
    items = (order or {}).get("items") or ()
    own = (item for item in items if item.get("purchaseOrderItemUid") == row.uid)
    return next((item.get("quantityReceived") or 0 for item in own), 0)


def _removal(row: ExportedRow) -> Row:
    within = place_of_line(row.key)
    kind = RowKind.PURCHASE_ORDER_LINE
    return Row(kind, row.key, row.uid, row.record or "", {}, within=within, is_withdrawal=True)


def _told(row: ExportedRow, received: int) -> RowFault:
    expected = "0, and Omnium has the line no more: it stays in Flow, since the shop has received of it"
    reason = InvalidData("quantityReceived", f"{from_flow(received):f}", expected)
    return RowFault(RowKind.PURCHASE_ORDER_LINE, row.key, row.uid, row.record or "", reason)
