"""The calls on Omnium's customers, private and business ones."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from flow_omnium.omnium import routes
from flow_omnium.omnium.api import OmniumApi, shown
from flow_omnium.omnium.business_failures import require_counters
from flow_omnium.omnium.models import Customer, CustomerKind, CustomerSearch, CustomerWrite
from flow_omnium.outcomes import Conflict, NotFound
from flow_omnium.rest.call import Call
from flow_omnium.rest.models import Items, ReadModel
from flow_omnium.rest.reading import read_as
from flow_omnium.tenants.tenant import Tenant


@dataclass(frozen=True)
class _Routes:
    """The routes of one type. `query` keeps Omnium from exporting our customers to other systems, such as the till they are from."""

    read: str
    put: str
    patch: str
    search: str
    query: Mapping[str, str]


_ROUTES: Final[Mapping[CustomerKind, _Routes]] = MappingProxyType(
    {
        CustomerKind.PRIVATE: _Routes(
            routes.READ_PRIVATE_CUSTOMER,
            routes.PUT_PRIVATE_CUSTOMERS,
            routes.PATCH_PRIVATE_CUSTOMER,
            routes.SEARCH_PRIVATE_CUSTOMERS,
            {"exportCustomers": "false"},
        ),
        CustomerKind.BUSINESS: _Routes(
            routes.READ_BUSINESS_CUSTOMER,
            routes.PUT_BUSINESS_CUSTOMERS,
            routes.PATCH_BUSINESS_CUSTOMER,
            routes.SEARCH_BUSINESS_CUSTOMERS,
            {"enrichContactsFromPrivateCustomers": "false"},
        ),
    }
)


class _Found(ReadModel):
    result: Items[Customer] = ()


class OmniumCustomers:
    """Customers: read, searched, made, patched."""

    def __init__(self, api: OmniumApi) -> None:
        self._api = api

    async def find(self, tenant: Tenant, kind: CustomerKind, customer_id: str) -> Customer | None:
        """Read a customer; None if there is none of that kind and id."""
        call = Call("GET", _ROUTES[kind].read, ids={"customerId": customer_id}, may_be_missing=True)
        try:
            return read_as(Customer, await self._api.send(tenant, call))
        except NotFound:
            return None

    async def search(self, tenant: Tenant, kind: CustomerKind, wanted: CustomerSearch) -> Sequence[Customer]:
        """Find customers of a kind, the first hundred; what was written a moment ago may not be found yet."""
        answer = await self._api.send(tenant, Call("POST", _ROUTES[kind].search, body=wanted))
        return read_as(_Found, answer).result

    async def create(self, tenant: Tenant, kind: CustomerKind, customer: CustomerWrite) -> None:
        """Make a customer. Raises Conflict if somebody has made one of that id meanwhile."""
        # The only call that can switch the export off also replaces an existing customer: so look right before it.
        of_kind = _ROUTES[kind]
        call = Call("PUT", of_kind.put, query=of_kind.query, body=[customer])
        if await self.find(tenant, kind, customer.customer_id) is not None:
            raise Conflict(shown(call), "made meanwhile")
        await self._api.send(tenant, call)

    async def patch(self, tenant: Tenant, kind: CustomerKind, customer: CustomerWrite) -> None:
        """Change the given fields. Raises NotAccepted or NotFound for what the counters tell."""
        call = Call("PATCH", _ROUTES[kind].patch, body=customer)
        require_counters(shown(call), await self._api.send(tenant, call))
