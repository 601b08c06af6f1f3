"""Maps a customer of Flow to one of Omnium, a person or a business (the two tables of flow.md 1.9)."""

from typing import TypedDict

from flow_omnium.flow.models import Customer
from flow_omnium.omnium.models import CustomerWrite, NewCustomerAddress, NewExternalId
from order_sync.customers.gathered import CustomerRules
from order_sync.identity import omnium_customer_id


def to_omnium(customer: Customer, rules: CustomerRules) -> CustomerWrite:
    """Map the whole customer; what Flow does not know stays None."""
    return _business(customer, rules) if customer.is_company else _private(customer, rules)


def _private(customer: Customer, rules: CustomerRules) -> CustomerWrite:
    return CustomerWrite(
        customer_id=omnium_customer_id(customer),
        **_loyalty(customer, rules.loyalty_provider),
        first_name=customer.firstname,
        last_name=customer.lastname,
        full_name=customer.display_name,
        email=customer.email,
        phone=customer.mobile,
        # Flow's table for persons takes the tenant's country, for companies their own (flow.md 1.9).
        address=_address(customer, name=None, country=rules.tenant_country),
        market_group_id=rules.market_group_id,
        created=customer.created_at,
        modified=customer.last_modified_at,
        modified_by=customer.last_modified_by,
    )


def _business(customer: Customer, rules: CustomerRules) -> CustomerWrite:
    return CustomerWrite(
        customer_id=omnium_customer_id(customer),
        **_loyalty(customer, rules.loyalty_provider),
        name=customer.company_name,
        tax_id=customer.vat_number,
        email=customer.email,
        phone=customer.mobile,
        address=_address(customer, name=customer.company_name, country=customer.country_code),
        market_group_id=rules.market_group_id,
        created=customer.created_at,
        modified=customer.last_modified_at,
        modified_by=customer.last_modified_by,
    )


class _Loyalty(TypedDict):
    customer_number: str | None
    external_ids: tuple[NewExternalId, ...] | None


def _loyalty(customer: Customer, provider: str | None) -> _Loyalty:
    """Return the loyalty id: as the customer number, or as the external id of the provider if one is named (flow.md 1.9)."""
    given = customer.loyalty_id
    if provider is None:
        return _Loyalty(customer_number=given, external_ids=None)
    named = (NewExternalId(provider_name=provider, id=given),) if given else None
    return _Loyalty(customer_number=None, external_ids=named)


def _address(customer: Customer, *, name: str | None, country: str | None) -> NewCustomerAddress | None:
    address = NewCustomerAddress(
        name=name,
        line1=customer.address,
        postal_code=customer.postal_code,
        city=customer.city,
        country_code=country,
    )
    return None if address == NewCustomerAddress() else address
