"""The calls that read Omnium's catalogue: products, categories, stores, suppliers, markets (catalog.md 2.1, 6)."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from datetime import datetime
from typing import Any, Final, TypeVar

from pydantic import BaseModel

from flow_omnium.omnium import routes
from flow_omnium.omnium.api import OmniumApi
from flow_omnium.omnium.models.catalogue import (
    Category,
    CategorySearch,
    Market,
    MarketGroup,
    Product,
    ProductSearch,
    Store,
    StorePage,
    StoreSearch,
    Supplier,
)
from flow_omnium.omnium.models.event_log import EventLogPage, EventLogSearch, LoggedEvent
from flow_omnium.omnium.scrolls import scroll_of
from flow_omnium.outcomes import InvalidData, NotFound
from flow_omnium.rest.batches import Batch, id_of, read_each
from flow_omnium.rest.call import Call
from flow_omnium.rest.pages import Page, read_list
from flow_omnium.rest.reading import read_as
from flow_omnium.tenants.tenant import Tenant

_STORES_AT_ONCE: Final = 100
_TASK_MODEL: Final = "ScheduledTask"
TASKS_LOGGED: Final = 100
"""How many events of its scheduled tasks are read from Omnium's log: as many as a page may have."""

_CATEGORIES_AT_ONCE: Final = 5_000

_Model = TypeVar("_Model", bound=BaseModel)


class OmniumCatalogue:
    """Omnium's catalogue, read only."""

    def __init__(self, api: OmniumApi) -> None:
        self._api = api

    async def products(self, tenant: Tenant, search: ProductSearch) -> AsyncGenerator[Batch[Product], None]:
        """Scroll through products; close it where it is not read to its end."""
        scroll = scroll_of(self._api, tenant, routes.SCROLL_PRODUCTS, routes.NEXT_PRODUCTS, search)
        async with aclosing(scroll.batches()) as batches:
            async for batch in batches:
                yield read_each(Product, batch, "productId")

    async def product(self, tenant: Tenant, product_id: str) -> Product | None:
        """Read a product by its id or an SKU, in the language of Omnium's default market; None where Omnium has none."""
        call = Call("GET", routes.READ_PRODUCT, ids={"productId": product_id})
        return await self._one(tenant, call, Product)

    async def product_in(self, tenant: Tenant, product_id: str, language: str) -> Product | None:
        """Read a product's document of a language, whose id ends with it; None where Omnium has none."""
        document_id = f"{product_id}_{language}"
        call = Call("GET", routes.READ_PRODUCT_DOCUMENT, ids={"id": document_id})
        return await self._one(tenant, call, Product)

    async def categories(self, tenant: Tenant, language: str | None) -> Batch[Category]:
        """Read all categories of a language."""
        search = CategorySearch(language=language, take=_CATEGORIES_AT_ONCE)
        scroll = scroll_of(self._api, tenant, routes.SCROLL_CATEGORIES, routes.NEXT_CATEGORIES, search)
        found: dict[str, Any] = {}
        # By their ids: a scroll that expired is read from its beginning once more.
        async for batch in scroll.batches():
            found |= {id_of(record, "id") or f"#{len(found)}": record for record in batch}
        return read_each(Category, tuple(found.values()), "categoryId")

    async def stores(self, tenant: Tenant, search: StoreSearch) -> Sequence[Store]:
        """List stores and warehouses, inactive ones too, however many pages they fill."""

        async def page(number: int) -> Page[Store]:
            # Pages count from 0 (omnium.md 2.4).
            body = search.model_copy(update={"page": number - 1, "take": _STORES_AT_ONCE})
            answer = await self._api.send(tenant, Call("POST", routes.SEARCH_STORES, body=body))
            found = read_as(StorePage, answer)
            return Page(found.result, found.total_hits)

        return await read_list(page, lambda store: store.id, count_name="totalHits")

    async def supplier(self, tenant: Tenant, supplier_id: str) -> Supplier | None:
        """Read a supplier; None where Omnium has none of that id."""
        call = Call("GET", routes.READ_SUPPLIER, ids={"supplierId": supplier_id})
        return await self._one(tenant, call, Supplier)

    async def markets(self, tenant: Tenant) -> Sequence[Market]:
        """List all markets that our user may see."""
        return await self._all(tenant, routes.READ_MARKETS, Market)

    async def market_groups(self, tenant: Tenant) -> Sequence[MarketGroup]:
        """List the groups of markets."""
        return await self._all(tenant, routes.READ_MARKET_GROUPS, MarketGroup)

    async def logged_tasks(self, tenant: Tenant, since: datetime) -> Sequence[LoggedEvent]:
        """List what Omnium's log tells of its scheduled tasks since then, the newest first, and so many at most."""
        search = EventLogSearch(event_log_model=_TASK_MODEL, created_from=since, take=TASKS_LOGGED)
        answer = await self._api.send(tenant, Call("POST", routes.SEARCH_EVENT_LOG, body=search))
        return read_as(EventLogPage, answer).result

    async def _one(self, tenant: Tenant, call: Call, model: type[_Model]) -> _Model | None:
        try:
            return read_as(model, await self._api.send(tenant, call))
        except NotFound:
            return None

    async def _all(self, tenant: Tenant, route: str, model: type[_Model]) -> Sequence[_Model]:
        answer = await self._api.send(tenant, Call("GET", route))
        if not isinstance(answer, list):
            raise InvalidData(model.__name__, type(answer).__name__, "a list")
        return [read_as(model, item, at=f"[{place}]") for place, item in enumerate(answer)]
