"""Suppliers over the API."""

from aiohttp import web

from simulators.answers import json_answer
from simulators.documents import Document
from simulators.omnium.catalogue.search_body import PagedSearch
from simulators.omnium.catalogue.store_search import is_in_time
from simulators.omnium.paging import page_of, refuse_beyond_limits
from simulators.omnium.state import STATE
from simulators.refusal import Refusal
from simulators.write_model import written


class SupplierSearch(PagedSearch):
    """The search body."""

    supplier_id: str | None = None
    external_ids: list[str] | None = None


async def get_supplier(request: web.Request) -> web.Response:
    """Read a supplier."""
    supplier_id = request.match_info["id"]
    supplier = request.app[STATE].catalogue.suppliers.get(supplier_id)
    if supplier is None:
        raise Refusal(404, f"Supplier {supplier_id} was not found")
    return json_answer(supplier)


async def search_suppliers(request: web.Request) -> web.Response:
    """Search suppliers, in pages from 0 on."""
    catalogue, search = request.app[STATE].catalogue, await written(request, SupplierSearch)
    refuse_beyond_limits(search.page, search.take)
    found = [supplier for supplier in catalogue.suppliers.indexed() if fits(supplier, search)]
    return json_answer(page_of(found, search.take, start=search.page * search.take))


def fits(supplier: Document, search: SupplierSearch) -> bool:
    """Tell whether a supplier passes every filter."""
    external = {one.get("id") for one in supplier.get("externalIds") or []}
    return (
        search.supplier_id in (None, supplier["id"])
        and (not search.external_ids or not external.isdisjoint(search.external_ids))
        and is_in_time(supplier, search)
    )
