"""The products that were exported, by what Omnium's prices name: only these can have a price in the shop."""

from collections.abc import AsyncIterator, Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from catalog_sync.prices.choice import Codes
from catalog_sync.rows.kinds import RowKind
from flow_omnium.exported_rows.contract import RowStore
from flow_omnium.exported_rows.row import ExportedRow

AT_ONCE: Final = 250
"""Products whose prices are read and written together."""

_T = TypeVar("_T")


@dataclass(frozen=True)
class Good:
    """A product in Flow: the SKU that it was exported under, its uid, and the product of Omnium it is of."""

    sku: str
    uid: str
    record: str

    @property
    def codes(self) -> Codes:
        """What prices of it may name."""
        return Codes(self.sku, self.record)


@dataclass(frozen=True)
class FoundGoods:
    """The products of some codes, and the codes of which none was exported yet."""

    goods: Sequence[Good]
    unknown: Sequence[str] = ()


class Goods:
    """Looks up the exported products of one tenant. Raises LedgerUnavailableError."""

    def __init__(self, rows: RowStore, tenant_uid: str) -> None:
        self._rows = rows
        self._tenant_uid = tenant_uid

    async def found(self, codes: Collection[str]) -> FoundGoods:
        """Find those of some SKUs or product ids; a product's id stands for all its variants."""
        known = await self._rows.known(self._tenant_uid, [(RowKind.PRODUCT, code) for code in codes])
        of_records = await self._rows.of_records(self._tenant_uid, [RowKind.PRODUCT], codes)
        rows = {row.key: row for row in (*known.values(), *of_records) if row.digest is not None}
        met = {name for row in rows.values() for name in (row.key, row.record)}
        goods = [_good(row) for _, row in sorted(rows.items())]
        return FoundGoods(goods, sorted(code for code in codes if code not in met))

    async def all(self) -> AsyncIterator[Sequence[Good]]:
        """Yield every exported product, some at once."""
        some: list[Good] = []
        async for row in self._rows.each(self._tenant_uid, RowKind.PRODUCT):
            if row.digest is not None:
                some.append(_good(row))
            if len(some) == AT_ONCE:
                yield some
                some = []
        if some:
            yield some


def some_at_once(values: Sequence[_T]) -> Iterator[Sequence[_T]]:
    """Cut values into parts of a size that is read and written together."""
    return (values[start : start + AT_ONCE] for start in range(0, len(values), AT_ONCE))


def _good(row: ExportedRow) -> Good:
    return Good(row.key, row.uid, row.record or row.key)
