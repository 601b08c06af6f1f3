"""Whose stock was brought by the run before: of what is new since (a warehouse, a store that changed hands) all levels are read."""

from collections.abc import Collection

from catalog_sync.rows.kinds import RowKind
from catalog_sync.rows.memory import RowMemory
from catalog_sync.rows.row import Row
from catalog_sync.stock.places import StockPlace
from flow_omnium.exported_rows.contract import RowStore


def source_of(place: StockPlace) -> str:
    """Name a warehouse of Flow, and what of Omnium fills it; ids of Omnium may hold any character, uids no slash."""
    return f"omnium/{place.uid}/{'' if place.code is None else place.code}"


def source_of_flow(store_uid: str) -> str:
    """Name a store whose stock is Flow's."""
    return f"flow/{store_uid}"


async def known_sources(rows: RowStore, tenant_uid: str) -> frozenset[str]:
    """Return what the run before has brought. Raises LedgerUnavailableError."""
    return frozenset([row.key async for row in rows.each(tenant_uid, RowKind.STOCK_SOURCE)])


async def note_sources(memory: RowMemory, known: Collection[str], now: Collection[str]) -> None:
    """Remember what this run has brought, and forget what is brought no more. Raises LedgerUnavailableError."""
    await memory.note([_row(source) for source in now if source not in known])
    await memory.forget([_row(source) for source in known if source not in now])


def _row(source: str) -> Row:
    return Row(RowKind.STOCK_SOURCE, source, source.split("/")[1], source, {})
