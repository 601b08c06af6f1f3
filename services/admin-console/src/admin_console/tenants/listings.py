"""Reading the lists of both systems by which the names in a tenant's settings are judged."""

from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from admin_console.tenants.peers import Peers
from flow_omnium.flow.resources import (
    GROUPS,
    ORGANIZATIONS,
    PRICE_LISTS,
    PRODUCTS,
    WAREHOUSES,
    Record,
    Resource,
)
from flow_omnium.omnium.models.catalogue import StoreSearch
from flow_omnium.tenants import named
from flow_omnium.tenants.named import Kind

_COUNTRY: Final = "NO"


@dataclass(frozen=True)
class Listings:
    """Both systems, for one tenant. Long lists are read whole only where a name of those `wanted` is not found by itself."""

    peers: Peers

    async def of(self, kind: Kind, wanted: Collection[str]) -> Mapping[str, str] | None:
        """Return what exists: how it is called, "" where that is not told, by its name in the settings.

        None where the system does not tell. Raises JobInterrupted.
        """
        return await _LISTS[kind](self, wanted)

    async def _stores(self, _wanted: Collection[str]) -> Mapping[str, str] | None:
        return await self.peers.flow.tenants.stores(self.peers.tenant)

    async def _handlings(self, _wanted: Collection[str]) -> Mapping[str, str]:
        return await self.peers.flow.tenants.handlings(self.peers.tenant)

    async def _payment_methods(self, _wanted: Collection[str]) -> Mapping[str, str]:
        return await self.peers.flow.tenants.settlement_codes(self.peers.tenant)

    async def _number_series(self, wanted: Collection[str]) -> Mapping[str, str]:
        catalogue = self.peers.flow.catalogue
        return {uid: "" for uid in wanted if await catalogue.has_number_series(self.peers.tenant, uid)}

    async def _vat_codes(self, _wanted: Collection[str]) -> Mapping[str, str]:
        country = (
            self.peers.tenant.flow.country_code
            or (await self.peers.flow.tenants.read(self.peers.tenant)).country_code
        )
        codes = await self.peers.flow.catalogue.vat_codes(self.peers.tenant, country or _COUNTRY)
        return {code.vat_code_uid: code.name or "" for code in codes}

    async def _warehouses(self, wanted: Collection[str]) -> Mapping[str, str] | None:
        """Read store by store, since Flow has no list of all, and only until everything is found."""
        stores = await self.peers.flow.tenants.store_uids(self.peers.tenant)
        found: dict[str, str] = {}
        for store in sorted(stores or ()):
            if found.keys() >= set(wanted):
                break
            within = {"storeUid": store}
            listed = await self.peers.flow.catalogue.listed(self.peers.tenant, WAREHOUSES, within)
            found |= _titles(listed, wanted)
        return None if stores is None else found

    async def _omnium_stores(self, _wanted: Collection[str]) -> Mapping[str, str]:
        every = StoreSearch(page=0, take=0)
        stores = await self.peers.omnium.catalogue.stores(self.peers.tenant, every)
        return {store.id: store.name or "" for store in stores}

    async def _markets(self, _wanted: Collection[str]) -> Mapping[str, str]:
        markets = await self.peers.omnium.catalogue.markets(self.peers.tenant)
        return {market.market_id: market.market_name or "" for market in markets}

    async def _market_groups(self, _wanted: Collection[str]) -> Mapping[str, str]:
        groups = await self.peers.omnium.catalogue.market_groups(self.peers.tenant)
        markets = await self.peers.omnium.catalogue.markets(self.peers.tenant)
        of_markets = {market.market_group_id: "" for market in markets if market.market_group_id}
        return of_markets | {group.group_id: group.group_name or "" for group in groups}


_Read = Callable[[Listings, Collection[str]], Awaitable[Mapping[str, str] | None]]
_Finds = Callable[[Listings, Collection[str]], Awaitable[Mapping[str, str]]]


def _found_by_uid(resource: Resource) -> _Finds:
    async def read(listings: Listings, wanted: Collection[str]) -> Mapping[str, str]:
        catalogue, tenant = listings.peers.flow.catalogue, listings.peers.tenant
        records = {uid: await catalogue.read(tenant, resource, uid) for uid in wanted}
        return {uid: _title(record) for uid, record in records.items() if record is not None}

    return read


def _records_of(resource: Resource) -> _Read:
    by_uid = _found_by_uid(resource)

    async def read(listings: Listings, wanted: Collection[str]) -> Mapping[str, str]:
        found = await by_uid(listings, wanted)
        if found.keys() >= set(wanted):
            return found
        listed = await listings.peers.flow.catalogue.listed(listings.peers.tenant, resource)
        return {**_titles(listed, ()), **found}

    return read


def _titles(listed: Mapping[str, Record], wanted: Collection[str]) -> dict[str, str]:
    """Name every record, but only those that are wanted with what they are called: reading a record costs time."""
    return {uid: _title(listed[uid]) if uid in wanted else "" for uid in listed}


def _title(record: Record) -> str:
    name = record.get("name")
    return name if isinstance(name, str) else ""


_LISTS: Final[Mapping[Kind, _Read]] = MappingProxyType(
    {
        named.FLOW_STORE: Listings._stores,
        named.HANDLING: Listings._handlings,
        named.PAYMENT_METHOD: Listings._payment_methods,
        named.PRODUCT: _found_by_uid(PRODUCTS),
        named.VAT_CODE: Listings._vat_codes,
        named.PRICE_LIST: _records_of(PRICE_LISTS),
        named.ORGANIZATION: _records_of(ORGANIZATIONS),
        named.PRODUCT_GROUP: _records_of(GROUPS),
        named.NUMBER_SERIES: Listings._number_series,
        named.WAREHOUSE: Listings._warehouses,
        named.OMNIUM_STORE: Listings._omnium_stores,
        named.MARKET: Listings._markets,
        named.MARKET_GROUP: Listings._market_groups,
    }
)
