"""The calls that an export of prices, or of stock, cannot do without, and nothing else.

`python -m benchmarks.catalogue.bare_stores LIBRARY OMNIUM FLOW TENANT prices|stock [MODIFIED_FROM]`, tokens as for `bare`. Prices: all
rows of some products are read, and each amount is written. Stock: levels are read by scroll; before some of a warehouse are
written, Flow is read, Omnium again, and Flow once more, since no sale that is known by then may be undone.
"""

import asyncio
import gc
import sys
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, TypeAlias, TypeVar

import aiohttp
import uvloop

from benchmarks.catalogue.bare import AT_ONCE, AiohttpCalls, Calls, OurCalls, look_at_settings
from benchmarks.catalogue.goods import PRODUCTS, STORES, store_id

AT_A_TIME = 250
LEVELS = 500
PAGE = 100

_PRICES = "/tenants/{tenantUid}/pricelists/{list}/prices/{productUid}"
_STOCK = "/tenants/{tenantUid}/stores/{store}/warehouses/{store}/stock"
_READ_STOCK = "/tenants/{tenantUid}/products/stock?pageNumber={page}&pageSize={size}"

Row: TypeAlias = Mapping[str, Any]
_T = TypeVar("_T")


class Shop:
    """One shop, and how many rows were written to it by how many calls."""

    def __init__(self, calls: Calls, tenant: str) -> None:
        self.calls = calls
        self.tenant = tenant
        self.rows = 0
        self.writes = 0

    async def put(self, route: str, ids: Mapping[str, str], body: Any, rows: int = 1) -> None:
        """Write something."""
        await self.calls.flow("PUT", route, {"tenantUid": self.tenant, **ids}, body)
        self.rows += rows
        self.writes += 1

    async def put_all(self, puts: Sequence[tuple[str, Mapping[str, str], Any]]) -> None:
        """Write several things, some at once."""
        for some in parts(puts, AT_ONCE):
            await asyncio.gather(*(self.put(*one) for one in some))


async def export_prices(shop: Shop, since: str | None) -> None:
    """Write each price that Omnium has now, or of the products of which one has changed."""
    codes = [f"SKU-{number}" for number in range(PRODUCTS)]
    if since is not None:
        changed = [
            row
            async for row in _scrolled(shop, "Prices", "Search", {"lastModified": since, "scrollSize": 5000})
        ]
        codes = sorted({row["code"] for row in changed})
    for some in parts(codes, AT_A_TIME):
        search = {"productCodes": list(some), "isCustomerSpecificPrice": False, "scrollSize": 5000}
        rows = [row async for row in _scrolled(shop, "Prices", "Search", search)]
        await shop.put_all(
            [(_PRICES, _price_ids(row), {"unitPrice": int(100 * row["unitPrice"])}) for row in rows]
        )


async def export_stock(shop: Shop, since: str | None) -> None:
    """Write each level that Omnium has, or those that have changed."""
    search: dict[str, Any] = {
        "warehouseCodes": [store_id(number) for number in range(STORES)],
        "isBatchesExcluded": True,
    }
    search |= {"lastModified": since} if since else {}
    async for batch in _batches(shop, "Inventory", "Search", search):
        by_store: dict[str, list[Row]] = defaultdict(list)
        for item in batch:
            by_store[item["warehouseCode"]].append(item)
        for store, items in by_store.items():
            for some in parts(items, LEVELS):
                await _write_levels(shop, store, some)


async def _write_levels(shop: Shop, store: str, items: Sequence[Row]) -> None:
    uids = [item["sku"] for item in items]
    await _read_flow(shop, store, uids)
    search = {"warehouseCodes": [store], "productCodes": uids, "isBatchesExcluded": True}
    await shop.calls.omnium("POST", "/api/Inventory/Search", {}, search)
    await _read_flow(shop, store, uids)
    levels = [{"productUid": item["sku"], "quantityStock": int(100 * item["inventory"])} for item in items]
    await shop.put(_STOCK, {"store": store}, {"items": levels}, len(levels))


async def _read_flow(shop: Shop, store: str, uids: Sequence[str]) -> None:
    for page in range(1, -(-len(uids) // PAGE) + 1):
        ids = {"tenantUid": shop.tenant, "page": str(page), "size": str(PAGE)}
        await shop.calls.flow("POST", _READ_STOCK, ids, {"productUids": uids, "warehouseUids": [store]})


def _price_ids(row: Row) -> Mapping[str, str]:
    store = row.get("storeId")
    return {"list": f"{store}-pricelist" if store else "main", "productUid": row["code"]}


async def _scrolled(shop: Shop, what: str, first: str, search: Mapping[str, Any]) -> AsyncIterator[Row]:
    async for batch in _batches(shop, what, first, search):
        for row in batch:
            yield row


async def _batches(
    shop: Shop, what: str, first: str, search: Mapping[str, Any]
) -> AsyncIterator[Sequence[Row]]:
    page = await shop.calls.omnium("POST", f"/api/{what}/{first}", {}, search)
    while page["result"]:
        yield page["result"]
        if page.get("scrollId") is None:
            return
        page = await shop.calls.omnium("GET", f"/api/{what}/Scroll/{{id}}", {"id": page["scrollId"]}, None)


def parts(values: Sequence[_T], size: int) -> Iterator[Sequence[_T]]:
    """Cut values into parts."""
    each = iter(values)
    while part := list(islice(each, size)):
        yield part


async def _export_by(library: str, omnium: str, flow: str, tenant: str, what: str, *since: str) -> Shop:
    async with aiohttp.ClientSession() as session:
        bare = AiohttpCalls(session, omnium, flow)
        calls: Calls = bare if library == "aiohttp" else OurCalls(session, omnium, flow, tenant)
        shop = Shop(calls, tenant)
        await look_at_settings(calls, tenant)
        await {"prices": export_prices, "stock": export_stock}[what](shop, next(iter(since), None))
        return shop


def main() -> None:
    """Export once."""
    gc.freeze()
    gc.set_threshold(10_000)  # as our services do
    before = time.process_time()
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        shop = runner.run(_export_by(*sys.argv[1:]))
    sys.stdout.write(f"{shop.rows} {shop.writes} {time.process_time() - before:.3f}\n")


if __name__ == "__main__":
    main()
