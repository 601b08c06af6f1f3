"""Where prices are read: Omnium's price index, or the products themselves (`priceSource`, catalog.md 4.12)."""

from collections import defaultdict
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import Final, Protocol

from catalog_sync.basis import Basis
from catalog_sync.prices.choice import Codes
from catalog_sync.prices.goods import FoundGoods, Good, Goods, some_at_once
from catalog_sync.prices.mapping import Priced
from catalog_sync.products.sellable import Sellable, sellables
from catalog_sync.rows.kinds import RowKind
from flow_omnium.exported_rows.contract import RowStore
from flow_omnium.omnium.client import OmniumClient
from flow_omnium.omnium.models.catalogue import (
    Dimensions,
    IncludedFields,
    Price,
    PriceSearch,
    Product,
    ProductSearch,
)
from flow_omnium.rest.batches import Unreadable
from flow_omnium.tasks.task import TaskRun
from flow_omnium.tenants.tenant import Tenant

PER_SCROLL: Final = 1_000
"""Prices that come at once; Omnium gives 20,000 at most."""

_OF_PRODUCTS: Final = (
    "productId",
    "skuId",
    "isSku",
    "unit",
    "marketIds",
    "prices",
    "price",
    "modified",
    "variants",
)


@dataclass(frozen=True)
class PricedBatch:
    """Products with their prices; `unknown` are codes with prices whose products were not exported yet."""

    priced: Sequence[Priced]
    unknown: Sequence[str] = ()
    unreadable: Sequence[Unreadable] = ()


class PriceReading(Protocol):
    """Yields the products whose prices a run looks at."""

    def batches(self, run: TaskRun, basis: Basis, goods: Goods) -> AsyncGenerator[PricedBatch, None]:
        """Yield them, some at once. Raises what the reading raises."""
        ...


class PriceIndex:
    """The index tells single rows that changed; which price counts depends on all rows of its product."""

    def __init__(self, omnium: OmniumClient, rows: RowStore) -> None:
        self._omnium = omnium
        self._rows = rows

    async def batches(self, run: TaskRun, basis: Basis, goods: Goods) -> AsyncGenerator[PricedBatch, None]:  # noqa: ARG002 - see PriceReading
        """See `PriceReading.batches`."""
        if run.since is None and not run.skus:
            async for some in goods.all():
                yield await self._priced(run.tenant, some)
            return
        found = await self._touched(run, goods)
        if found.unknown:
            yield PricedBatch((), found.unknown)
        for some in some_at_once(found.goods):
            yield await self._priced(run.tenant, some)

    async def _touched(self, run: TaskRun, goods: Goods) -> FoundGoods:
        """Find the products of prices that changed, that change by date, and that were set aside."""
        if run.skus:
            return await goods.found(run.skus)
        codes: set[str] = set()
        search = PriceSearch(last_modified=run.since, scroll_size=PER_SCROLL)
        async with aclosing(self._omnium.prices.prices(run.tenant, search)) as batches:
            async for batch in batches:
                codes |= {code for price in batch.records for code in _codes(price)}
                codes |= {one.id for one in batch.unreadable}
        return await goods.found(codes | await to_look_at_again(self._rows, run, RowKind.PRICE))

    async def _priced(self, tenant: Tenant, goods: Sequence[Good]) -> PricedBatch:
        """Read all prices of products; where one cannot be read, which counts is not known."""
        codes = {code for good in goods for code in good.codes}
        search = PriceSearch(product_codes=tuple(sorted(codes)), scroll_size=PER_SCROLL)
        by_code: dict[str, list[Price]] = defaultdict(list)
        doubtful: dict[str, Unreadable] = {}
        async with aclosing(self._omnium.prices.prices(tenant, search)) as batches:
            async for batch in batches:
                doubtful |= {one.id: one for one in batch.unreadable}
                for price in batch.records:
                    by_code[_named(price)].append(price)
        clear = [good for good in goods if doubtful.keys().isdisjoint(good.codes)]
        own = [(good, _of(good.codes, by_code)) for good in clear]
        priced = [Priced(good, each, await unit_of(self._omnium, tenant, good, each)) for good, each in own]
        return PricedBatch(priced, unreadable=tuple(doubtful.values()))


class ProductPrices:
    """Products hold their prices. Omnium also finds those of which a price begins or ends by date."""

    def __init__(self, omnium: OmniumClient, rows: RowStore) -> None:
        self._omnium = omnium
        self._rows = rows

    async def batches(self, run: TaskRun, basis: Basis, goods: Goods) -> AsyncGenerator[PricedBatch, None]:
        """See `PriceReading.batches`."""
        for part in (self._again,) if run.skus else (self._changed, self._again):
            async with aclosing(part(run, basis, goods)) as batches:
                async for batch in batches:
                    yield batch

    async def _changed(self, run: TaskRun, basis: Basis, goods: Goods) -> AsyncGenerator[PricedBatch, None]:
        async with aclosing(self._omnium.catalogue.products(run.tenant, _search(basis, run))) as batches:
            async for batch in batches:
                yield await _of_products(batch.records, basis, goods, batch.unreadable)

    async def _again(self, run: TaskRun, basis: Basis, goods: Goods) -> AsyncGenerator[PricedBatch, None]:
        again = run.skus or (await to_look_at_again(self._rows, run, RowKind.PRICE) if run.since else ())
        for some in some_at_once(sorted(again)):
            read = [await self._omnium.catalogue.product(run.tenant, one) for one in some]
            yield await _of_products([one for one in read if one is not None], basis, goods)


async def to_look_at_again(rows: RowStore, run: TaskRun, kind: str) -> frozenset[str]:
    """Name the products whose row was set aside or changes by date, and those that were not in Flow when the last run looked:
    no delta tells of any."""
    uid = run.tenant.tenant_uid
    again = [*await rows.set_aside(uid, [kind]), *await rows.due(uid, kind, run.started_at)]
    if run.since is not None:
        again += await rows.changed(uid, RowKind.PRODUCT, run.since)
    return frozenset(row.record for row in again if row.record)


async def unit_of(
    omnium: OmniumClient, tenant: Tenant, good: Good, prices: Sequence[Dimensions]
) -> str | None:
    """Read it where a price is one of a unit, which few are; None where it makes no difference, or there is none."""
    if all(price.unit is None for price in prices):
        return None
    product = await omnium.catalogue.product(tenant, good.record)
    sold = sellables(product) if product is not None else ()
    return next((each.details.unit for each in sold if each.key == good.sku), None)


async def _of_products(
    products: Sequence[Product], basis: Basis, goods: Goods, unreadable: Sequence[Unreadable] = ()
) -> PricedBatch:
    sold = {
        each.key: each
        for product in products
        if basis.scope.sells(product.market_ids)
        for each in sellables(product)
        if not each.is_deleted
    }
    found = await goods.found(sold)
    priced = [_priced(good, sold[good.sku]) for good in found.goods if good.sku in sold]
    return PricedBatch(priced, found.unknown, unreadable)


def _priced(good: Good, sold: Sellable) -> Priced:
    details = sold.details
    return Priced(good, details.prices or ([details.price] if details.price else []), details.unit)


def _search(basis: Basis, run: TaskRun) -> ProductSearch:
    scope, is_delta = basis.scope, run.since is not None
    until = run.started_at if is_delta else None
    return ProductSearch(
        market_ids=None if scope.group else scope.markets,
        market_group_ids=(scope.group,) if scope.group else None,
        product_language=scope.language,
        modified_from=run.since,
        included_fields=IncludedFields(specific_fields=_OF_PRODUCTS),
        is_union_delta_query=True if is_delta else None,
        price_activated_from=run.since,
        price_activated_to=until,
        price_deactivated_from=run.since,
        price_deactivated_to=until,
    )


def _codes(price: Price) -> set[str]:
    return {code for code in (price.code or price.sku_id, price.product_id) if code}


def _named(price: Price) -> str:
    """Return the SKU or product that a row of the index is of."""
    return price.code or price.sku_id or price.product_id or ""


def _of(codes: Codes, by_code: Mapping[str, Sequence[Price]]) -> Sequence[Price]:
    return [price for code in dict.fromkeys(codes) for price in by_code.get(code, ())]
