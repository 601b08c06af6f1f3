"""Which warehouses of Flow get their levels from Omnium: none of a store whose stock is Flow's (catalog.md 4.11). Pure."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from catalog_sync.rows.kinds import RowKind
from catalog_sync.rows.row import Row
from flow_omnium.tenants.tenant import Tenant

STORE: Final = "storeUid"


@dataclass(frozen=True)
class StockPlace:
    """A warehouse of Flow, and the store below which it stands. `code` is Omnium's; None: the sum over its web warehouses."""

    uid: str
    store_uid: str
    code: str | None = None

    def key(self, sku: str) -> str:
        """Name the level of an SKU there: no uid has a slash in it."""
        return f"{self.uid}/{sku}"


@dataclass(frozen=True)
class Places:
    """The warehouses that are written, and in words those that are not."""

    written: tuple[StockPlace, ...] = ()
    left_out: tuple[str, ...] = ()

    def by_code(self, code: str) -> StockPlace | None:
        """Return the warehouse that Omnium calls so."""
        return next((one for one in self.written if one.code == code), None)


def stock_places(
    rows: Sequence[Row], exported: Collection[str], tenant: Tenant, web: StockPlace | None = None
) -> Places:
    """Choose among the warehouses of the stores. The web warehouse has one source: the sum, whatever else it is.

    `exported` are the codes of those that stand in Flow.
    """
    written: dict[str, StockPlace] = {}
    left_out: list[str] = []
    candidates = [_place(row) for row in rows if row.kind is RowKind.WAREHOUSE]
    taken = web.uid if web is not None else None
    for place in (*(one for one in candidates if one.uid != taken), *([web] if web is not None else [])):
        reason = _why_not(place, exported, tenant)
        if reason is None:
            written.setdefault(place.uid, place)
        else:
            left_out.append(f"stock of warehouse {place.uid} is not written: {reason}")
    return Places(tuple(written.values()), tuple(left_out))


def _place(row: Row) -> StockPlace:
    return StockPlace(row.uid, row.within[STORE], row.key)


def _why_not(place: StockPlace, exported: Collection[str], tenant: Tenant) -> str | None:
    # A store's own warehouse has its uid. Where that store and the one above it differ, either one's word is enough.
    master = next((one for one in (place.uid, place.store_uid) if tenant.is_stock_master(one)), None)
    if master is not None:
        return f"OMNIUM_FLOW_STOCK_MASTER of store {master} is on"
    if place.code is not None and place.code not in exported:
        return "it does not stand in Flow yet"
    return None
