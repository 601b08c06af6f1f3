"""Prepares purchase orders for writing: maps them, and reads of Flow those on which anything has changed.

Whatever was written last and has not changed since costs no call of Flow. What has is compared with what stands there:
receptions move a purchase order on in Flow by themselves, and nothing of that may be written over.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Final, Protocol

from catalog_sync.basis import Basis
from catalog_sync.purchases.holding import held
from catalog_sync.purchases.keys import STORE
from catalog_sync.purchases.leftovers import Left, Place, Removals, left_over, removals
from catalog_sync.purchases.mapping import MappedOrder, map_order
from catalog_sync.purchases.source import Source, Sources
from catalog_sync.rows.current import Current
from catalog_sync.rows.kinds import OF_PURCHASES, RowKind
from catalog_sync.rows.plan import Known, is_remembered
from catalog_sync.rows.pool import ROWS_AT_ONCE
from catalog_sync.rows.row import Mapped, Row
from catalog_sync.task_parts import TaskParts
from catalog_sync.uids import record_uid
from flow_omnium.exported_rows.row import ExportedRow
from flow_omnium.flow.resources import PURCHASE_ORDERS, STORES, Record
from flow_omnium.omnium.packages import PartsOf
from flow_omnium.tenants.tenant import Tenant

_ITEM: Final = "purchaseOrderItemUid"


@dataclass(frozen=True)
class _InFlow:
    """The purchase orders of Flow that were read, by store and uid; None for one that is not there."""

    orders: Mapping[Place, Record | None]

    def of(self, one: MappedOrder) -> Record | None:
        """Return what Flow has of an order."""
        return self.orders.get(_place(one))

    def has_no(self, one: MappedOrder) -> bool:
        """Tell whether it was looked for, and is not there."""
        place = _place(one)
        return place in self.orders and self.orders[place] is None


class Gathering(Protocol):
    """What else is read of Omnium: see `PurchaseGathering`."""

    async def parts(self, basis: Basis, sources: Sequence[Source]) -> PartsOf:
        """Find out what packages are made of."""
        ...

    async def supplier_rows(
        self, tenant: Tenant, named: Mapping[str, str | None], current: Current
    ) -> Sequence[Row]:
        """Map suppliers."""
        ...


class PurchaseBringing:
    """Prepares for runs and for single events alike. Raises ApiError, Deferred, InvalidData."""

    def __init__(self, parts: TaskParts, gathering: Gathering) -> None:
        self._parts = parts
        self._gathering = gathering

    async def prepare(
        self,
        basis: Basis,
        sources: Sources,
        current: Current,
        *,
        compares_all: bool = False,
        is_dry: bool = False,
    ) -> Mapped:
        """Map sources, with what of their records is left over; what was read of Flow is put into `current`."""
        tenant = basis.tenant
        stores = await self._stores(tenant, {one.order.store_id for one in sources.sources})
        packages = await self._gathering.parts(basis, sources.sources)
        orders = [map_order(one, basis, stores, packages) for one in sources.sources]
        known = await self._known(tenant, orders)
        orders = [one for one in orders if not one.is_finished or _is_known(one, known)]
        stored = await self._parts.rows.of_records(tenant.tenant_uid, OF_PURCHASES, sources.records)
        left = left_over(orders, stored, sources.records)
        in_flow = await self._in_flow(tenant, orders, left, known, compares_all=compares_all)
        _put(in_flow, orders, current)
        if not is_dry:
            await self._forget(tenant, left.refused)
        orders = [
            held(one, in_flow.of(one), basis.scope.currency)
            for one in orders
            if not _is_closed_and_gone(one, in_flow)
        ]
        suppliers = await self._gathering.supplier_rows(tenant, _suppliers_of(orders), current)
        gone = removals(left, in_flow.orders)
        faults = (*sources.faults, *(fault for one in orders for fault in one.faults), *gone.faults)
        return Mapped(tuple(layer for layer in _layers(orders, suppliers, gone) if layer), faults)

    async def _stores(self, tenant: Tenant, ids: "set[str | None]") -> frozenset[str]:
        """Tell which stores Flow has: those that we have made, and others that are there."""
        named = sorted(one for one in ids if one)
        made = await self._parts.rows.known(tenant.tenant_uid, [(RowKind.STORE, one) for one in named])
        found = {key for (_kind, key), row in made.items() if row.digest is not None}
        for one in named:
            uid = record_uid(one)
            if one not in found and await self._parts.flow.catalogue.read(tenant, STORES, uid) is not None:
                found.add(one)
        return frozenset(found)

    async def _known(self, tenant: Tenant, orders: Sequence[MappedOrder]) -> Known:
        names = [(row.kind.value, row.key) for one in orders for row in one.rows]
        stored = await self._parts.rows.known(tenant.tenant_uid, names)
        return {(RowKind(kind), key): row for (kind, key), row in stored.items()}

    async def _in_flow(
        self, tenant: Tenant, orders: Sequence[MappedOrder], left: Left, known: Known, *, compares_all: bool
    ) -> _InFlow:
        """Read the orders on which anything has changed; in a full comparison all of which goods are awaited."""
        changed = [one for one in orders if not all(is_remembered(row, known) for row in one.rows)]
        awaited = [one for one in orders if compares_all and not one.is_finished]
        places = {_place(one) for one in (*changed, *awaited) if one.header is not None} | left.places
        wanted, read = sorted(places), dict[Place, Record | None]()
        for start in range(0, len(wanted), ROWS_AT_ONCE):
            some = wanted[start : start + ROWS_AT_ONCE]
            found = await asyncio.gather(*(self._read(tenant, place) for place in some))
            read |= dict(zip(some, found, strict=True))
        return _InFlow(read)

    async def _read(self, tenant: Tenant, place: Place) -> Record | None:
        store_uid, uid = place
        return await self._parts.flow.catalogue.read(tenant, PURCHASE_ORDERS, uid, {STORE: store_uid})

    async def _forget(self, tenant: Tenant, refused: Sequence[ExportedRow]) -> None:
        for row in refused:
            await self._parts.rows.forget(tenant.tenant_uid, row.kind, [row.key])


def _layers(
    orders: Sequence[MappedOrder], suppliers: Sequence[Row], gone: Removals
) -> Sequence[tuple[Row, ...]]:
    """An order stands before its lines, and is closed after them; a line leaves one order before it stands on another."""
    headers = [one.header for one in orders if one.header is not None]
    return (
        tuple(suppliers),
        gone.lines,
        tuple(row for row in headers if not row.is_withdrawal),
        tuple(chain.from_iterable(one.lines for one in orders)),
        (*(row for row in headers if row.is_withdrawal), *gone.headers),
    )


def _is_closed_and_gone(one: MappedOrder, in_flow: _InFlow) -> bool:
    """Tell whether an order is to be closed that Flow has no more: nothing is left to be done."""
    return one.header is not None and one.header.is_withdrawal and in_flow.has_no(one)


def _is_known(one: MappedOrder, known: Known) -> bool:
    found = known.get((RowKind.PURCHASE_ORDER, one.key))
    return found is not None and found.digest is not None


def _put(in_flow: _InFlow, orders: Sequence[MappedOrder], current: Current) -> None:
    """Let the plan go by what was read."""
    for one in orders:
        place = _place(one)
        if one.header is None or place not in in_flow.orders:
            continue
        record = in_flow.orders[place]
        items = {item.get(_ITEM): item for item in (record or {}).get("items") or ()}
        current.put_one(RowKind.PURCHASE_ORDER, one.header.uid, record, place[0])
        current.put(RowKind.PURCHASE_ORDER_LINE, items, *place)


def _place(one: MappedOrder) -> Place:
    header = one.header
    return ("", "") if header is None else (header.within[STORE], header.uid)


def _suppliers_of(orders: Sequence[MappedOrder]) -> Mapping[str, str | None]:
    named: dict[str, str | None] = {}
    for one in orders:
        if one.header is not None and one.source.order.supplier_id:
            supplier = one.source.order.supplier_id
            named[supplier] = named.get(supplier) or one.source.order.supplier_name
    return named
