"""Reading the lists of both systems by which the names in a tenant's settings are judged."""

from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from admin_console.tenants.peers import Peers
from flow_omnium.flow.resources import GROUPS, ORGANIZATIONS, PRICE_LISTS, PRODUCTS, WAREHOUSES, Resource
from flow_omnium.omnium.models.catalogue import StoreSearch
from flow_omnium.tenants import named
from flow_omnium.tenants.named import Kind

_COUNTRY: Final = "NO"


@dataclass(frozen=True)
class Listings:
    """Both systems, for one tenant. Long lists are read whole only where a name of those `wanted` is not found by itself."""

    peers: Peers

    async def of(self, kind: Kind, wanted: Collection[str]) -> Collection[str] | None:
        """Return the names that exist; None where the system does not tell. Raises JobInterrupted."""
        return await _LISTS[kind](self, wanted)

    async def _stores(self, _wanted: Collection[str]) -> Collection[str] | None:
        return await self.peers.flow.tenants.store_uids(self.peers.tenant)

    async def _handlings(self, _wanted: Collection[str]) -> Collection[str]:
        return await self.peers.flow.tenants.handling_uids(self.peers.tenant)

    async def _payment_methods(self, _wanted: Collection[str]) -> Collection[str]:
        return await self.peers.flow.tenants.settlement_codes(self.peers.tenant)

    async def _products(self, wanted: Collection[str]) -> Collection[str]:
        catalogue = self.peers.flow.catalogue
        return [uid for uid in wanted if await catalogue.read(self.peers.tenant, PRODUCTS, uid) is not None]

    async def _number_series(self, wanted: Collection[str]) -> Collection[str]:
        catalogue = self.peers.flow.catalogue
        return [uid for uid in wanted if await catalogue.has_number_series(self.peers.tenant, uid)]

    async def _vat_codes(self, _wanted: Collection[str]) -> Collection[str]:
        country = (
            self.peers.tenant.flow.country_code
            or (await self.peers.flow.tenants.read(self.peers.tenant)).country_code
        )
        codes = await self.peers.flow.catalogue.vat_codes(self.peers.tenant, country or _COUNTRY)
        return [code.vat_code_uid for code in codes]

    async def _warehouses(self, wanted: Collection[str]) -> Collection[str] | None:
        """Read store by store, since Flow has no list of all, and only until everything is found."""
        stores = await self.peers.flow.tenants.store_uids(self.peers.tenant)
        found: set[str] = set()
        for store in sorted(stores or ()):
            if found.issuperset(wanted):
                break
            found |= set(
                await self.peers.flow.catalogue.listed(self.peers.tenant, WAREHOUSES, {"storeUid": store})
            )
        return None if stores is None else found

    async def _omnium_stores(self, _wanted: Collection[str]) -> Collection[str]:
        every = StoreSearch(page=0, take=0)
        return [store.id for store in await self.peers.omnium.catalogue.stores(self.peers.tenant, every)]

    async def _markets(self, _wanted: Collection[str]) -> Collection[str]:
        return [market.market_id for market in await self.peers.omnium.catalogue.markets(self.peers.tenant)]

    async def _market_groups(self, _wanted: Collection[str]) -> Collection[str]:
        listed = [
            group.group_id for group in await self.peers.omnium.catalogue.market_groups(self.peers.tenant)
        ]
        markets = await self.peers.omnium.catalogue.markets(self.peers.tenant)
        return {*listed, *(market.market_group_id for market in markets if market.market_group_id)}


_Read = Callable[[Listings, Collection[str]], Awaitable[Collection[str] | None]]


def _records_of(resource: Resource) -> _Read:
    async def read(listings: Listings, wanted: Collection[str]) -> Collection[str]:
        catalogue, tenant = listings.peers.flow.catalogue, listings.peers.tenant
        found = {uid for uid in wanted if await catalogue.read(tenant, resource, uid) is not None}
        return found if found.issuperset(wanted) else {*found, *await catalogue.listed(tenant, resource)}

    return read


_LISTS: Final[Mapping[Kind, _Read]] = MappingProxyType(
    {
        named.FLOW_STORE: Listings._stores,
        named.HANDLING: Listings._handlings,
        named.PAYMENT_METHOD: Listings._payment_methods,
        named.PRODUCT: Listings._products,
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
