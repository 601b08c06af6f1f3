"""The rows of price lists: one per list and product, of which selling prices, cost prices and SOA amounts own a part each."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, Final

from catalog_sync.prices.goods import Good
from catalog_sync.rows.kinds import RowKind
from catalog_sync.rows.row import Row, RowFault
from flow_omnium.exported_rows.row import ExportedRow
from flow_omnium.outcomes import Failed

LIST: Final = "pricelistUid"

FIELDS: Final[Mapping[RowKind, tuple[str, ...]]] = {
    RowKind.PRICE: ("unitPrice", "recommendedRetailPrice"),
    RowKind.COST: ("costPrice",),
    RowKind.SOA: ("soaPrice",),
}
"""What each kind owns of a row, in hundredths of the tenant's currency."""


def list_row(
    kind: RowKind,
    list_uid: str,
    good: Good,
    fields: Mapping[str, Any],
    notes: tuple[str, ...] = (),
    due: datetime | None = None,
) -> Row:
    """Return a product's row on a list as it is to stand."""
    key, within = row_key(list_uid, good.sku), {LIST: list_uid}
    return Row(kind, key, good.uid, good.record, fields, within=within, notes=notes, due=due)


def without_amount(kind: RowKind, list_uid: str, good: Good, due: datetime | None = None) -> Row:
    """Return what takes the amount of a product from a list; `due` is when it will have one by date."""
    key, within = row_key(list_uid, good.sku), {LIST: list_uid}
    return Row(kind, key, good.uid, good.record, {}, within=within, due=due, is_withdrawal=True)


def no_longer(row: ExportedRow) -> Row:
    """Return what takes away an amount that was written before."""
    within = {LIST: list_of(row.key)}
    return Row(
        RowKind(row.kind), row.key, row.uid, row.record or row.key, {}, within=within, is_withdrawal=True
    )


def sparing(row: Row, others: Collection[tuple[str, str]]) -> Row:
    """Return a withdrawal so that it leaves standing what other exports have written to the row: `others` by kind and key."""
    is_shared = any((kind, row.key) in others for kind in FIELDS if kind is not row.kind)
    if not row.is_withdrawal or not is_shared:
        return row
    nothing = dict.fromkeys(FIELDS[row.kind])
    return Row(
        row.kind, row.key, row.uid, row.record, nothing, within=row.within, due=row.due, is_withdrawal=True
    )


def list_fault(kind: RowKind, list_uid: str, good: Good, reason: Failed) -> RowFault:
    """Return why a product's row on a list cannot be written."""
    return RowFault(kind, row_key(list_uid, good.sku), good.uid, good.record, reason)


def row_key(list_uid: str, sku: str) -> str:
    """Tell the rows of price lists apart."""
    return f"{list_uid}/{sku}"


def sku_of(key: str) -> str:
    """Return the SKU of which a row is."""
    return key.partition("/")[2]


def list_of(key: str) -> str:
    """Return the list that a row stands on."""
    # A list's uid has no slash in it, an SKU may.
    return key.partition("/")[0]
