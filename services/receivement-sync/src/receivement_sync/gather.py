"""Fetches what the plan of a reception needs from both sides, and no more."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final

from flow_omnium.flow.client import FlowClient
from flow_omnium.flow.models.purchase import PurchaseOrder, Receivement
from flow_omnium.jobs.handler import JobContext
from flow_omnium.omnium.client import OmniumClient
from flow_omnium.outcomes import AccessDenied, Failed, InvalidData
from flow_omnium.tenants.tenant import Tenant
from receivement_sync.confirmations import own_delivery_id
from receivement_sync.gathered import Gathered, KnownOrder, ReceivedProduct, WarehouseLevels
from receivement_sync.items import items_of, unconfirmed
from receivement_sync.levels import levels_in_flow, products_by_warehouse
from receivement_sync.references import Reference, references

_AT_ONCE: Final = 4
"""How many levels are read at once: they are read one by one, since only a read by key is never late."""


class Gathering:
    """Reads both sides in the name of one tenant. Raises Failed, and what the clients raise."""

    def __init__(self, omnium: OmniumClient, flow: FlowClient, tenant: Tenant) -> None:
        self._omnium = omnium
        self._flow = flow
        self._tenant = tenant

    async def gather(self, job: JobContext) -> Gathered:
        """Read the receptions of the purchase order, or the one reception, that a job is about."""
        found = await self._receptions(job)
        known = await self._known(found)
        if known is None and not found.is_stock_master:
            return found
        warehouses = {one.warehouse(found.store_uid) for one in items_of(found.receivements)}
        unknown = frozenset([code for code in sorted(warehouses) if not await self._is_warehouse(code)])
        found = replace(found, known=known, unknown_warehouses=unknown)
        return found if known is not None else replace(found, levels=await self._levels(found))

    async def _receptions(self, job: JobContext) -> Gathered:
        """Look in the store that the event names, then, or without one, in every store that is configured."""
        named = job.event.get("storeUid")
        stores = dict.fromkeys([*([str(named)] if named else []), *sorted(self._tenant.stores)])
        for store_uid in stores:
            order, receivements = await self._of_store(store_uid, job.key)
            if receivements:
                store = self._tenant.stores.get(store_uid)
                is_master = store is not None and store.omnium_flow_stock_master
                return Gathered(receivements, store_uid, is_master, order)
        where = f"in {', '.join(stores)}" if stores else "in no store, since none is configured"
        message = (
            f"Flow has no reception of purchase order {job.key}, and no reception {job.key}: looked {where}"
        )
        raise Failed(message)

    async def _of_store(self, store_uid: str, key: str) -> tuple[PurchaseOrder | None, Sequence[Receivement]]:
        goods = self._flow.goods
        receivements = await goods.receivements(self._tenant, store_uid, key)
        if receivements:
            return await goods.purchase_order(self._tenant, store_uid, key), receivements
        single = await goods.receivement(self._tenant, store_uid, key)
        if single is None or single.purchase_order_uid in (None, key):
            return None, () if single is None else (single,)
        return await self._of_store(store_uid, single.purchase_order_uid)

    async def _known(self, found: Gathered) -> KnownOrder | None:
        """Find the purchase order in Omnium, whichever way it was exported. Raises InvalidData if its delivery is gone."""
        uid = found.receivements[0].purchase_order_uid
        without_delivery: list[str] = []
        for reference in self._candidates(uid, found.purchase_order):
            order = await self._omnium.goods.purchase_order(self._tenant, reference.purchase_order_id)
            lines = reference.lines_of(order) if order else ()
            if order is not None and (lines or reference.delivery_id is None):
                known = KnownOrder(order.id, lines, order.status)
                return await self._with_receptions(known, found.receivements)
            without_delivery += [order.id] if order else []
        if without_delivery:
            raise InvalidData("purchaseOrderUid", uid, f"a delivery of purchase order {without_delivery[0]}")
        return None

    def _candidates(self, uid: str | None, order: PurchaseOrder | None) -> Sequence[Reference]:
        connector = self._tenant.connector
        deliveries_first = connector is not None and connector.export_delivery_as_po
        external_id = order.external_id if order else None
        return () if uid is None else references(uid, external_id, deliveries_first=deliveries_first)

    async def _with_receptions(self, known: KnownOrder, receivements: Sequence[Receivement]) -> KnownOrder:
        confirmed = await self._omnium.goods.received_ids(self._tenant, known.order_id)
        if all(line.delivery_id for line in known.lines):
            return replace(known, confirmed=confirmed)
        coming = unconfirmed(tuple(items_of(receivements)), confirmed)
        own = dict.fromkeys(own_delivery_id(one.receivement) for one in coming)
        there = [one for one in own if await self._omnium.goods.delivery(self._tenant, one) is not None]
        return replace(known, confirmed=confirmed, deliveries=frozenset(there))

    async def _is_warehouse(self, code: str) -> bool:
        try:
            store = await self._omnium.inventory.warehouse(self._tenant, code)
        except AccessDenied:
            return True  # our user may not look: Omnium itself will say
        return store is not None and store.is_warehouse and not store.is_virtual

    async def _levels(self, found: Gathered) -> Sequence[WarehouseLevels]:
        groups = products_by_warehouse(items_of(found.receivements), found.store_uid)
        known = {code: products for code, products in groups.items() if code not in found.unknown_warehouses}
        return [await self._warehouse_levels(code, products) for code, products in known.items()]

    async def _warehouse_levels(self, code: str, products: Sequence[ReceivedProduct]) -> WarehouseLevels:
        stock = await self._flow.goods.stock(self._tenant, [one.product_uid for one in products], code)
        in_omnium = await self._levels_in_omnium(code, [one.sku for one in products])
        return WarehouseLevels(code, products, levels_in_flow(stock, products, code), in_omnium)

    async def _levels_in_omnium(self, code: str, skus: Sequence[str]) -> Mapping[str, Decimal | None]:
        levels: list[Decimal | None] = []
        for start in range(0, len(skus), _AT_ONCE):
            some = skus[start : start + _AT_ONCE]
            reads = (self._omnium.inventory.level(self._tenant, sku, code) for sku in some)
            levels += await asyncio.gather(*reads)
        return dict(zip(skus, levels, strict=True))
