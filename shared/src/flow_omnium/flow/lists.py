"""Reading Flow's lists whole: each comes in pages, stock levels too (design section 7, flow.md 1.0)."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

from pydantic import BaseModel

from flow_omnium.flow.api import FlowApi, Names
from flow_omnium.flow.routes import Route
from flow_omnium.rest.models import Items, ReadModel
from flow_omnium.rest.pages import Fetch, Page, read_list
from flow_omnium.rest.reading import read_as
from flow_omnium.tenants.tenant import Tenant

PAGE_SIZE: Final = 100
"""Records asked for per page; Flow publishes no cap, and may give fewer."""

_Model = TypeVar("_Model", bound=BaseModel)


class _Paging(ReadModel):
    total_count: int | None = None


class _Answer(ReadModel):
    items: Items[Any] = ()
    paging: _Paging | None = None


@dataclass(frozen=True)
class ListOf(Generic[_Model]):
    """One of Flow's lists: where it is read, what it holds, and by what its records are told apart."""

    route: Route
    model: type[_Model]
    key: Callable[[_Model], Hashable]

    async def read(
        self,
        api: FlowApi,
        tenant: Tenant,
        *,
        ids: Names | None = None,
        query: Names | None = None,
        body: BaseModel | None = None,
    ) -> Sequence[_Model]:
        """Read all its pages. Raises what the calls raise, and InvalidData for a list that is not whole."""
        return await read_list(self.pages(api, tenant, ids=ids, query=query, body=body), self.key)

    def pages(
        self,
        api: FlowApi,
        tenant: Tenant,
        *,
        ids: Names | None = None,
        query: Names | None = None,
        body: BaseModel | None = None,
    ) -> Fetch[_Model]:
        """Return what reads one page by its number."""

        raw = raw_pages(api, tenant, self.route, ids=ids, query=query, body=body)

        async def page(number: int) -> Page[_Model]:
            found = await raw(number)
            places = enumerate(found.records)
            records = [read_as(self.model, item, at=f"items[{place}]") for place, item in places]
            return Page(records, found.total)

        return page


def raw_pages(
    api: FlowApi,
    tenant: Tenant,
    route: Route,
    *,
    ids: Names | None = None,
    query: Names | None = None,
    body: BaseModel | None = None,
) -> Fetch[Any]:
    """Return what reads one page of a list by its number, the records as they came."""

    async def page(number: int) -> Page[Any]:
        asked = {**(query or {}), "pageNumber": str(number), "pageSize": str(PAGE_SIZE)}
        answer = read_as(_Answer, await api.send(tenant, route, ids=ids, query=asked, body=body))
        return Page(answer.items, answer.paging.total_count if answer.paging else None)

    return page
