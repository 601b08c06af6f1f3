"""Whether so many levels may be missing at Omnium as a full comparison finds. Pure."""

from collections.abc import Mapping, Sequence

from catalog_sync.rows.kinds import RowKind
from catalog_sync.rows.row import Row
from catalog_sync.stock.levels import QUANTITY, WAREHOUSE, content_of
from catalog_sync.stock.places import STORE, StockPlace
from catalog_sync.withdrawal import MOST_ROWS, MOST_SHARE
from flow_omnium.exported_rows.row import ExportedRow
from flow_omnium.tasks.task import RunRefused


def require_plausible_levels(
    gone: Sequence[ExportedRow], known: int, places: Mapping[str, StockPlace], *, is_confirmed: bool
) -> None:
    """Raise RunRefused where so many levels would newly fall to 0 that a person must agree first.

    Omnium may have given less than it has: a lost role, a filter that it did not know.
    """
    new = sum(1 for row in gone if content_of(row.digest) != _none_left(row, places).digest)
    if is_confirmed or new <= MOST_ROWS or new <= MOST_SHARE * known:
        return
    message = (
        f"{new} of {known} stock levels are no longer in Omnium's answer: none of them is set to 0 until "
        "somebody has looked, and run the task with --confirm"
    )
    raise RunRefused(message)


def _none_left(row: ExportedRow, places: Mapping[str, StockPlace]) -> Row:
    place = places[row.key.partition("/")[0]]
    within = {STORE: place.store_uid, WAREHOUSE: place.uid}
    return Row(RowKind.STOCK, row.key, row.uid, row.record or "", {QUANTITY: 0}, within=within)
