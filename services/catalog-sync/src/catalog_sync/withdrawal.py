"""What a full comparison does about records that Omnium has no more: products and stores go out of use,
purchase orders are closed, groups are told.

Nothing is deleted in Flow: what was sold points at it (catalog.md 2.4).
"""

from collections.abc import Sequence
from typing import Final

from catalog_sync.purchases.keys import place_of_order
from catalog_sync.rows.kinds import RULES, RowKind
from catalog_sync.rows.row import Row
from flow_omnium.exported_rows.row import ExportedRow
from flow_omnium.tasks.task import RunRefused

MOST_ROWS: Final = 50
MOST_SHARE: Final = 0.2
"""More than so many rows, and more than such a share, go out of use only when a person has agreed: Omnium may have given
less than it has (a lost role, a filter that it did not know)."""


def withdrawals(kind: RowKind, gone: Sequence[ExportedRow]) -> tuple[Row, ...]:
    """Take records out of use."""
    return tuple(_withdrawal(kind, row) for row in gone)


def require_plausible(kind: RowKind, gone: Sequence[ExportedRow], known: int, *, is_confirmed: bool) -> None:
    """Raise RunRefused where so much is newly gone that a person must agree first; what went out of use before does not count."""
    new = sum(1 for row in gone if row.digest != _withdrawal(kind, row).digest)
    if is_confirmed or new <= MOST_ROWS or new <= MOST_SHARE * known:
        return
    message = (
        f"{new} of {known} {kind} rows are no longer in Omnium's answer: none of them is taken out of use until "
        "somebody has looked, and run the task with --confirm"
    )
    raise RunRefused(message)


def _withdrawal(kind: RowKind, row: ExportedRow) -> Row:
    fields = RULES[kind].out_of_use or {}
    within = place_of_order(row.key) if kind is RowKind.PURCHASE_ORDER else {}
    return Row(kind, row.key, row.uid, row.record or row.key, fields, within=within, is_withdrawal=True)
