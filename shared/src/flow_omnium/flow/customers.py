"""The calls on Flow's customers."""

from collections.abc import Sequence
from typing import Final

from flow_omnium.flow import routes
from flow_omnium.flow.api import FlowApi
from flow_omnium.flow.lists import ListOf
from flow_omnium.flow.models import Customer, CustomerChange, NewCustomer
from flow_omnium.outcomes import NotFound
from flow_omnium.runtime.wire import read_as
from flow_omnium.tenants.tenant import Tenant

_CUSTOMERS: Final = ListOf(routes.FIND_CUSTOMERS, Customer, lambda one: one.customer_uid)


class FlowCustomers:
    """Customers of a tenant."""

    def __init__(self, api: FlowApi) -> None:
        self._api = api

    async def find(self, tenant: Tenant, external_id: str) -> Sequence[Customer]:
        """List the customers that have this id in Omnium."""
        found = await _CUSTOMERS.read(self._api, tenant, query={"customerExternalId": external_id})
        return [customer for customer in found if customer.external_id == external_id]

    async def read(self, tenant: Tenant, customer_uid: str) -> Customer | None:
        """Read a customer; None if Flow has none of that uid."""
        try:
            answer = await self._api.send(tenant, routes.READ_CUSTOMER, ids={"customerUid": customer_uid})
        except NotFound:
            return None
        return read_as(Customer, answer)

    async def create(self, tenant: Tenant, customer: NewCustomer) -> None:
        """Create a customer. Raises Conflict if its uid is taken."""
        await self._api.send(tenant, routes.CREATE_CUSTOMER, body=customer)

    async def change(self, tenant: Tenant, customer_uid: str, change: CustomerChange) -> None:
        """Change the given fields of a customer."""
        ids = {"customerUid": customer_uid}
        await self._api.send(tenant, routes.CHANGE_CUSTOMER, ids=ids, body=change)
