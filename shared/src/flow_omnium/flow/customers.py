"""The calls on Flow's customers."""

from collections.abc import Sequence
from typing import Final

from flow_omnium.flow import routes
from flow_omnium.flow.api import FlowApi
from flow_omnium.flow.lists import ListOf
from flow_omnium.flow.models import Customer, NewCustomer
from flow_omnium.flow.models.customer import CustomerChange
from flow_omnium.outcomes import InvalidData, NotFound
from flow_omnium.rest.reading import read_as
from flow_omnium.tenants.tenant import Tenant

_CUSTOMERS: Final = ListOf(routes.FIND_CUSTOMERS, Customer, lambda one: one.customer_uid)

_WRITABLE: Final = (
    "customerType", "firstname", "lastname", "companyName", "email", "mobile", "address", "postalCode", "city",
    "countryCode", "vatNumber", "externalId", "ledgerNumber", "pricelistUid", "origin", "loyaltyId", "paymentTerms",
    "internalNote", "addresses", "contacts",
)  # fmt: skip
"""What the published schema lets one send of a customer (flow.md 4.5); the rest Flow fills in itself."""


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
            answer = await self._api.look_for(tenant, routes.READ_CUSTOMER, ids={"customerUid": customer_uid})
        except NotFound:
            return None
        return read_as(Customer, answer)

    async def create(self, tenant: Tenant, customer: NewCustomer) -> None:
        """Create a customer. Raises Conflict if its uid is taken."""
        await self._api.send(tenant, routes.CREATE_CUSTOMER, body=customer)

    async def note_external_id(self, tenant: Tenant, customer_uid: str, external_id: str) -> None:
        """Note under which id Omnium has a customer. Raises NotFound, and InvalidData where another id is noted."""
        # The whole customer is sent back, as far as it may be sent: Flow publishes no change of a single field.
        ids = {"customerUid": customer_uid}
        whole = await self._api.send(tenant, routes.READ_CUSTOMER, ids=ids)
        known = read_as(Customer, whole)
        if known.external_id is not None:
            _require_same(known, external_id)
            return
        kept = {name: whole[name] for name in _WRITABLE if whole.get(name) is not None}
        body = CustomerChange({**kept, "externalId": external_id})
        await self._api.send(tenant, routes.CHANGE_CUSTOMER, ids=ids, body=body)


def _require_same(known: Customer, external_id: str) -> None:
    if known.external_id != external_id:
        raise InvalidData(
            "externalId", known.external_id, f"free: customer {known.customer_uid} is {external_id}"
        )
