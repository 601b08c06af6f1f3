"""The calls that write a catalogue to Flow: the kinds of its records stand in the table of `resources`.

Documents are read as they come, whole: what we do not own of a record is never written, so only what is ours is compared.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import RootModel

from flow_omnium.flow import routes
from flow_omnium.flow.api import FlowApi, Names
from flow_omnium.flow.lists import ListOf
from flow_omnium.flow.models.catalogue import VatCode
from flow_omnium.flow.packed import PackedRecords, packed
from flow_omnium.flow.resources import Record, Resource
from flow_omnium.flow.routes import Route
from flow_omnium.outcomes import NotFound
from flow_omnium.rest.pages import Page, read_list
from flow_omnium.rest.reading import read_as
from flow_omnium.tenants.tenant import Tenant


class _Stored(RootModel[dict[str, Any]]):
    """A record, whatever it holds."""


class FlowCatalogue:
    """Reads and writes the records of a tenant's catalogue. `within` are the uids of the records that one stands below."""

    def __init__(self, api: FlowApi) -> None:
        self._api = api

    async def listed(
        self, tenant: Tenant, resource: Resource, within: Names | None = None
    ) -> Mapping[str, Record]:
        """Read all records of a kind by their uids, however many pages they fill; below one that is none there are none."""

        def uid_of(one: _Stored) -> str:
            return str(one.root.get(resource.uid) or "")

        fetch = ListOf(resource.listing, _Stored, uid_of).pages(self._api, tenant, ids=within)

        async def packed_page(number: int) -> Page[tuple[str, bytes]]:
            page = await fetch(number)
            return Page([(uid_of(one), packed(one.root)) for one in page.records], page.total)

        try:
            found = await read_list(packed_page, lambda one: one[0])
        except NotFound:
            return {}
        return PackedRecords({uid: record for uid, record in found if uid})

    async def read(
        self, tenant: Tenant, resource: Resource, uid: str, within: Names | None = None
    ) -> Record | None:
        """Read one record; None where there is none of that uid."""
        if resource.read is None:
            return (await self.listed(tenant, resource, within)).get(uid)
        return await self._read(tenant, resource.read, {**(within or {}), resource.uid: uid})

    async def create(
        self, tenant: Tenant, resource: Resource, body: Record, within: Names | None = None
    ) -> None:
        """Make a record; what has no value is left out. Raises Conflict where the uid is taken."""
        given = {name: value for name, value in body.items() if value is not None}
        await self._api.send(tenant, resource.create, ids=within, body=given)

    async def change(
        self, tenant: Tenant, resource: Resource, uid: str, body: Record, within: Names | None = None
    ) -> None:
        """Set the fields of a record, those that have no value to null. Raises NotFound; TypeError where Flow has no such call."""
        if resource.change is None:
            message = f"Flow cannot change a record of {resource.uid}"
            raise TypeError(message)
        ids = {**(within or {}), resource.uid: uid}
        await self._api.send(tenant, resource.change, ids=ids, body=dict(body))

    async def remove(self, tenant: Tenant, resource: Resource, uid: str, within: Names | None = None) -> None:
        """Take a record away; one that is gone already is no fault. Raises TypeError where Flow has no such call."""
        if resource.remove is None:
            message = f"Flow cannot remove a record of {resource.uid}"
            raise TypeError(message)
        try:
            await self._api.send(tenant, resource.remove, ids={**(within or {}), resource.uid: uid})
        except NotFound:
            return

    async def add_component(self, tenant: Tenant, product_uid: str, slot_uid: str, body: Record) -> None:
        """Put a product into a slot of a package."""
        ids = {"productUid": product_uid, "productPackageSlotUid": slot_uid}
        await self._api.send(tenant, routes.CREATE_COMPONENT, ids=ids, body=dict(body))

    async def set_siblings(self, tenant: Tenant, product_uid: str, siblings: Sequence[str]) -> None:
        """Say which products are variants of the same."""
        body = {"productUids": list(siblings)}
        await self._api.send(tenant, routes.SET_SIBLINGS, ids={"productUid": product_uid}, body=body)

    async def grant_access(self, tenant: Tenant, store_uid: str, warehouse_uid: str, role: str) -> None:
        """Let a store use a warehouse; repeated, it changes nothing."""
        ids = {"storeUid": store_uid, "warehouseUid": warehouse_uid}
        await self._api.send(tenant, routes.GRANT_ACCESS, ids=ids, body={"role": role})

    async def has_number_series(self, tenant: Tenant, uid: str) -> bool:
        """Tell whether there is a number series of that uid."""
        return await self._read(tenant, routes.READ_NUMBER_SERIES, {"numberSeriesUid": uid}) is not None

    async def vat_codes(self, tenant: Tenant, country_code: str) -> Sequence[VatCode]:
        """List the VAT codes of a country (ISO 3166)."""
        listing = ListOf(routes.LIST_VAT_CODES, VatCode, lambda one: one.vat_code_uid)
        return await listing.read(self._api, tenant, query={"vatCountryCode": country_code})

    async def _read(self, tenant: Tenant, route: Route, ids: Names) -> Record | None:
        try:
            return read_as(_Stored, await self._api.send(tenant, route, ids=ids)).root
        except NotFound:
            return None
