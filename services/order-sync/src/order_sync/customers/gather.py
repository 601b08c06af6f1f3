"""Reads a customer from both systems."""

from flow_omnium.flow.client import FlowClient
from flow_omnium.flow.models import Customer as FlowCustomer
from flow_omnium.flow.uids import is_plain
from flow_omnium.omnium.client import OmniumClient
from flow_omnium.outcomes import Failed
from flow_omnium.tenants.parameters import Parameters
from flow_omnium.tenants.tenant import Tenant
from order_sync.customers.sides import CustomerRules, CustomerSides, kind_of, other_kind
from order_sync.to_omnium.identity import omnium_customer_id


async def gather_customer(
    omnium: OmniumClient, flow: FlowClient, tenant: Tenant, customer_uid: str
) -> CustomerSides:
    """Read what Flow and Omnium know of a customer. Raises Failed if Flow knows nothing."""
    customer = await flow.customers.read(tenant, customer_uid)
    if customer is None:
        message = f"Flow has no customer {customer_uid}"
        raise Failed(message)
    kind, customer_id = kind_of(customer), omnium_customer_id(customer)
    found = await omnium.customers.find(tenant, kind, customer_id)
    # Only an id that Omnium gave can be of the other type there.
    is_sought = found is None and customer.external_id is not None
    other = await omnium.customers.find(tenant, other_kind(kind), customer_id) if is_sought else None
    rules = rules_of(tenant.parameters, await _country(flow, tenant, customer), tenant.shared_ids)
    return CustomerSides(customer, found, other is not None, rules, await _others(flow, tenant, customer))


async def _others(flow: FlowClient, tenant: Tenant, customer: FlowCustomer) -> tuple[str, ...]:
    """Find further customers with the same id in Omnium: by their external id, or, without one, by their uid."""
    customer_id = omnium_customer_id(customer)
    same = list(await flow.customers.find(tenant, customer_id))
    if customer_id != customer.customer_uid and is_plain(customer_id):
        namesake = await flow.customers.read(tenant, customer_id)
        same += [namesake] if namesake and omnium_customer_id(namesake) == customer_id else []
    return tuple(sorted({one.customer_uid for one in same} - {customer.customer_uid}))


def rules_of(
    parameters: Parameters, country: str | None, shared_ids: frozenset[str] = frozenset()
) -> CustomerRules:
    """Take what matters to a customer out of a tenant's settings; `country` is the tenant's."""
    return CustomerRules(
        tenant_country=country,
        market_group_id=parameters.omnium_customer_market_group_id,
        loyalty_provider=parameters.omnium_customer_loyalty_id_property_key,
        shared_ids=shared_ids,
    )


async def _country(flow: FlowClient, tenant: Tenant, customer: FlowCustomer) -> str | None:
    """A company has a country of its own."""
    if customer.is_company or tenant.flow.country_code:
        return tenant.flow.country_code
    return (await flow.tenants.read(tenant)).country_code
