"""Writes levels of one warehouse, many at once. Where Flow refuses some, the bad ones are found, and hold up no other."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from catalog_sync.rows.row import Row, RowFault
from catalog_sync.stock.levels import COST, QUANTITY
from catalog_sync.stock.places import StockPlace
from flow_omnium.flow.goods import FlowGoods
from flow_omnium.flow.models.purchase import NewStock
from flow_omnium.outcomes import ApiError, Conflict, NotFound, Rejected
from flow_omnium.tenants.tenant import Tenant

_OF_AN_ITEM: Final = frozenset({400, 409, 422})
"""Answers that may be about one item. Any other refusal (no such call, too large) would meet each of them."""


@dataclass
class Written:
    """What became of rows."""

    done: list[Row] = field(default_factory=list)
    refused: list[RowFault] = field(default_factory=list)


class StockWriting:
    """Writes in the name of one tenant."""

    def __init__(self, goods: FlowGoods, tenant: Tenant) -> None:
        self._goods = goods
        self._tenant = tenant

    async def write(self, place: StockPlace, rows: Sequence[Row]) -> Written:
        """Set levels; it can be repeated. Raises what would meet every row."""
        written = Written()
        await self._write(place, rows, written)
        return written

    async def _write(self, place: StockPlace, rows: Sequence[Row], written: Written) -> None:
        if not rows:
            return
        try:
            levels = [_level(row) for row in rows]
            await self._goods.set_stock(self._tenant, place.store_uid, place.uid, levels)
        except NotFound as refusal:
            written.refused += [
                _refused(row, refusal) for row in rows
            ]  # the warehouse is gone, for all of them
        except (Conflict, Rejected) as refusal:
            await self._part(place, rows, written, refusal)
        else:
            written.done += rows

    async def _part(
        self, place: StockPlace, rows: Sequence[Row], written: Written, refusal: ApiError
    ) -> None:
        if refusal.http_status not in _OF_AN_ITEM:
            raise refusal
        if len(rows) == 1:
            written.refused.append(_refused(rows[0], refusal))
            return
        half = len(rows) // 2
        await self._write(place, rows[:half], written)
        await self._write(place, rows[half:], written)


def _level(row: Row) -> NewStock:
    return NewStock(product_uid=row.uid, quantity_stock=row.fields[QUANTITY], cost_price=row.fields.get(COST))


def _refused(row: Row, refusal: ApiError) -> RowFault:
    return RowFault(row.kind, row.key, row.uid, row.record, refusal)
