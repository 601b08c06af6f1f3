"""Reads what products need beside themselves: groups, new suppliers, what stands in Flow, what was written before."""

from collections.abc import AsyncGenerator, Collection, Mapping, Sequence
from contextlib import aclosing
from dataclasses import replace
from typing import Final

from catalog_sync.basis import Basis
from catalog_sync.products.suppliers import suppliers_of
from catalog_sync.rows.calls import PRODUCT, components_in, images_in
from catalog_sync.rows.current import Current
from catalog_sync.rows.kinds import RULES, RowKind
from catalog_sync.rows.row import Mapped, Row
from catalog_sync.suppliers.gather import SupplierReading
from flow_omnium.exported_rows.contract import RowStore
from flow_omnium.flow.client import FlowClient
from flow_omnium.flow.resources import GROUPS, MEDIA, SLOTS, Record
from flow_omnium.omnium.client import OmniumClient
from flow_omnium.omnium.models.catalogue import Product, ProductSearch
from flow_omnium.rest.batches import Batch
from flow_omnium.tasks.task import TaskRun
from flow_omnium.tenants.tenant import Tenant

_LISTED: Final = (RowKind.BRAND, RowKind.SUPPLIER, RowKind.PRODUCT)


class ProductGathering:
    """Reads for runs and for single products alike."""

    def __init__(self, omnium: OmniumClient, flow: FlowClient, rows: RowStore) -> None:
        self._omnium = omnium
        self._flow = flow
        self._rows = rows
        self._suppliers = SupplierReading(omnium, rows)

    async def with_groups(self, basis: Basis) -> Basis:
        """Add the product groups: those that we export where we do, else all that Flow has."""
        tenant = basis.tenant
        if not basis.connector.sync_categories_to_flow:
            return replace(basis, groups=frozenset(await self._flow.catalogue.listed(tenant, GROUPS)))
        stored = self._rows.each(tenant.tenant_uid, RowKind.GROUP)
        return replace(basis, groups=frozenset([row.uid async for row in stored if row.digest is not None]))

    async def changed(self, run: TaskRun, basis: Basis) -> AsyncGenerator[Batch[Product], None]:
        """Yield the products of a run: those that were asked for, else what has changed, deleted ones last."""
        if run.skus:
            yield await self._named(run.tenant, run.skus, basis)
            return
        for is_deleted in (None, True):
            if is_deleted and run.since is None:
                return  # what was deleted before the first run was never exported; a full one finds the rest missing
            search = _search(basis, run, is_deleted=is_deleted)
            async with aclosing(self._omnium.catalogue.products(run.tenant, search)) as batches:
                async for batch in batches:
                    yield batch

    async def supplier_rows(
        self, tenant: Tenant, products: Sequence[Product], current: Current
    ) -> Sequence[Row]:
        """Map the suppliers of products; those that Flow has from us are not read again."""
        return await self._suppliers.supplier_rows(tenant, suppliers_of(products), current)

    async def listed(self, tenant: Tenant) -> Current:
        """Read what Flow has, for a full comparison."""
        current = Current()
        for kind in _LISTED:
            if (resource := RULES[kind].resource) is not None:
                current.put(kind, await self._flow.catalogue.listed(tenant, resource))
        return current

    async def list_parts(self, tenant: Tenant, mapped: Mapped, current: Current) -> None:
        """Add to a full comparison what hangs on the products of a batch: images and slots. New products have none."""
        wanted = {(row.kind, row.within[PRODUCT]) for row in mapped.rows if row.kind in _PARTS}
        for kind, uid in sorted(wanted):
            is_there = current.find(RowKind.PRODUCT, uid) is not None
            resource = _PARTS[kind]
            records = await self._flow.catalogue.listed(tenant, resource, {PRODUCT: uid}) if is_there else {}
            current.put(kind, images_in(records) if kind is RowKind.MEDIA else records, uid)
            if kind is RowKind.SLOT:
                _put_components(current, uid, records)

    async def product(self, tenant: Tenant, product_id: str, language: str | None) -> Product | None:
        """Read one product in the shop's language; None where Omnium has none of that id or SKU."""
        found = await self._omnium.catalogue.product(tenant, product_id)
        if found is None or language is None or found.language in (None, language):
            return found
        return await self._omnium.catalogue.product_in(tenant, found.product_id, language) or found

    async def _named(self, tenant: Tenant, ids: Collection[str], basis: Basis) -> Batch[Product]:
        read = [await self.product(tenant, one, basis.scope.language) for one in ids]
        found = {product.product_id: product for product in read if product is not None}
        return Batch(list(found.values()))


_PARTS: Final = {RowKind.MEDIA: MEDIA, RowKind.SLOT: SLOTS}


def _search(basis: Basis, run: TaskRun, *, is_deleted: bool | None) -> ProductSearch:
    scope = basis.scope
    return ProductSearch(
        market_ids=None if scope.group else scope.markets,
        market_group_ids=(scope.group,) if scope.group else None,
        product_language=scope.language,
        modified_from=run.since,
        is_deleted=is_deleted,
    )


def _put_components(current: Current, product_uid: str, slots: Mapping[str, Record]) -> None:
    for slot_uid, slot in slots.items():
        current.put(RowKind.COMPONENT, components_in(slot), product_uid, slot_uid)
