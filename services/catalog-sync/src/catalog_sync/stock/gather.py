"""Reads what levels rest on: the warehouses, Omnium's levels, the products that the shop has, what stands in Flow."""

from collections.abc import AsyncGenerator, Collection, Iterable, Mapping, Sequence
from contextlib import aclosing
from datetime import datetime

from catalog_sync.basis import Basis
from catalog_sync.costs.choice import choose_cost
from catalog_sync.costs.gather import read_costs
from catalog_sync.prices.dimensions import Context
from catalog_sync.prices.goods import Goods
from catalog_sync.prices.lists import StoreList, context_of
from catalog_sync.rows.kinds import RowKind
from catalog_sync.rows.row import Row
from catalog_sync.stock.levels import Costs, Stock, stock_in
from catalog_sync.stock.packages import packages_in
from catalog_sync.stock.places import STORE, Places, StockPlace, stock_places
from catalog_sync.stock.plan import InFlow, levels_of
from catalog_sync.stores.mapping import map_stores
from catalog_sync.uids import record_uid
from flow_omnium.exported_rows.contract import RowStore
from flow_omnium.flow.client import FlowClient
from flow_omnium.flow.resources import STORES, WAREHOUSES
from flow_omnium.omnium.client import OmniumClient
from flow_omnium.omnium.models.catalogue import ProductSearch, Store, StoreSearch
from flow_omnium.omnium.models.inventory import InventorySearch, StockItem
from flow_omnium.rest.batches import Batch
from flow_omnium.tasks.task import RunRefused


class StockGathering:
    """Reads for one run. Raises ApiError, Deferred, InvalidData, RunRefused, LedgerUnavailableError."""

    def __init__(self, omnium: OmniumClient, flow: FlowClient, rows: RowStore, basis: Basis) -> None:
        self._omnium = omnium
        self._flow = flow
        self._rows = rows
        self._basis = basis
        self._tenant = basis.tenant
        self._packages: frozenset[str] | None = None
        self._stores: dict[str, Store] = {}

    async def places(self) -> Places:
        """Find the warehouses: those that the store task has brought to Flow, and the web warehouse of the settings."""
        stores = await self._omnium.catalogue.stores(self._tenant, StoreSearch(page=0, take=0))
        self._stores = {record_uid(store.id): store for store in stores}
        mapped = map_stores(stores, self._basis)
        warehouses = [row for row in mapped.rows if row.kind is RowKind.WAREHOUSE]
        known = await self._rows.known(
            self._tenant.tenant_uid, [(RowKind.WAREHOUSE, row.key) for row in warehouses]
        )
        exported = {key for (_kind, key), row in known.items() if row.digest is not None}
        return stock_places(warehouses, exported, self._tenant, await self._web_place(warehouses))

    async def changed(self, places: Places, since: datetime | None) -> AsyncGenerator[Batch[StockItem], None]:
        """Yield the levels of warehouses that have changed since then; None: all of them."""
        codes = tuple(one.code for one in places.written if one.code is not None)
        if not codes:
            return  # a search without them would give those of every warehouse
        search = InventorySearch(warehouse_codes=codes, last_modified=since)
        async with aclosing(self._omnium.stock.levels(self._tenant, search)) as batches:
            async for batch in batches:
                yield batch

    async def changed_web(self, since: datetime | None) -> AsyncGenerator[Batch[StockItem], None]:
        """Yield the levels of web warehouses that have changed since then; None: all of them."""
        search = InventorySearch(is_web_warehouse=True, last_modified=since)
        async with aclosing(self._omnium.stock.levels(self._tenant, search)) as batches:
            async for batch in batches:
                yield batch

    async def fresh(self, place: StockPlace, skus: Collection[str]) -> Mapping[str, Stock]:
        """Read the levels of some SKUs in a place as Omnium's search has them now."""
        is_web = True if place.code is None else None
        codes = None if place.code is None else (place.code,)
        search = InventorySearch(warehouse_codes=codes, product_codes=tuple(skus), is_web_warehouse=is_web)
        found = await self._omnium.stock.all_levels(self._tenant, search)
        # A filter that Omnium did not know would give every SKU.
        wanted = frozenset(skus)
        return stock_in((one for one in found.records if one.sku in wanted), place)

    async def products(self, skus: Iterable[str]) -> Mapping[str, str]:
        """Return the uids of products that the shop has from us, by SKU."""
        names = [(RowKind.PRODUCT.value, sku) for sku in skus]
        known = await self._rows.known(self._tenant.tenant_uid, names)
        return {key: row.uid for (_kind, key), row in known.items() if row.digest is not None}

    async def costs(self, place: StockPlace, skus: Collection[str]) -> Costs:
        """Read what products cost in the store of a place, by the cost price list; none where the settings do not want it."""
        if not self._basis.connector.use_cost_price_list_in_inventory_export or not skus:
            return {}
        found = await Goods(self._rows, self._tenant.tenant_uid).found(skus)
        goods = [good for good in found.goods if good.sku in skus]
        read = await read_costs(self._omnium, self._tenant, goods)
        chosen = (
            (each.good.sku, choose_cost(each.costs, each.good.codes, self._context(place, each.unit)))
            for each in read.costed
        )
        return {
            (place.uid, sku): choice.price.cost
            for sku, choice in chosen
            if choice.price is not None and choice.price.cost is not None
        }

    def _context(self, place: StockPlace, unit: str | None) -> Context:
        store = self._stores.get(place.store_uid)
        own = None if store is None else StoreList("", store.id, store.store_group_id)
        return context_of(self._basis, unit, own)

    async def packages(self) -> frozenset[str]:
        """Return the SKUs of packages and bundles; they are read once in a run."""
        if self._packages is None:
            searches = ProductSearch(is_package=True), ProductSearch(is_bundle=True)
            found = [await self._packages_of(search) for search in searches]
            self._packages = frozenset[str]().union(*found)
        return self._packages

    async def _packages_of(self, search: ProductSearch) -> frozenset[str]:
        asked = search.model_copy(update={"product_language": self._basis.scope.language})
        found: set[str] = set()
        async with aclosing(self._omnium.catalogue.products(self._tenant, asked)) as batches:
            async for batch in batches:
                found |= packages_in(batch.records)
        return frozenset(found)

    async def in_flow(self, place: StockPlace, uids: Sequence[str]) -> InFlow:
        """Read the levels of products as they stand in Flow."""
        stock = await self._flow.goods.stock(self._tenant, list(dict.fromkeys(uids)), place.uid)
        return levels_of(stock, place.uid)

    async def _web_place(self, warehouses: Sequence[Row]) -> StockPlace | None:
        uid = self._basis.connector.flow_web_warehouse
        if uid is None:
            return None
        ours = next((row.within[STORE] for row in warehouses if row.uid == uid), None)
        store = ours or await self._store_of(uid)
        if store is None:
            message = f"connector.FlowWebWarehouse: Flow has no warehouse {uid!r}"
            raise RunRefused(message)
        return StockPlace(uid, store)

    async def _store_of(self, warehouse_uid: str) -> str | None:
        """Find a store that has the warehouse: somebody made it in Flow, so our memory has it not."""
        for store in sorted(await self._flow.catalogue.listed(self._tenant, STORES)):
            listed = await self._flow.catalogue.listed(self._tenant, WAREHOUSES, {STORE: store})
            if warehouse_uid in listed:
                return store
        return None
