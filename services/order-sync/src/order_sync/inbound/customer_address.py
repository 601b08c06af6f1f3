"""The customer's address on a Flow order, from an Omnium order (flow.md 1.1, field mapping). No I/O."""

from flow_omnium.flow.models import NewAddress
from flow_omnium.omnium.models import Address, Order
from order_sync.country_code import flow_country

_NO_ADDRESS = Address()


def customer_address(order: Order) -> NewAddress | None:
    """Take the billing address; what it lacks comes from the order's customer. None if there is nothing to tell."""
    billing = order.billing_address or _NO_ADDRESS
    firstname, lastname = _names(billing, order.customer_name)
    address = NewAddress(
        firstname=firstname,
        lastname=lastname,
        company_name=billing.organization,
        vat_number=billing.organizational_number,
        address=_street(billing),
        postal_code=billing.postal_code,
        city=billing.city,
        country_code=flow_country(billing.country_code),
        email=billing.email or order.customer_email,
        mobile=billing.phone or billing.daytime_phone_number or order.customer_phone,
    )
    return None if address == NewAddress() else address


def _names(billing: Address, customer_name: str | None) -> tuple[str | None, str | None]:
    if billing.first_name or billing.last_name:
        return billing.first_name, billing.last_name
    whole = billing.name or customer_name
    # A company's name is no person's, and stands in its own field.
    if whole is None or whole == billing.organization:
        return None, None
    first, _, last = whole.strip().rpartition(" ")
    return first or None, last


def _street(billing: Address) -> str | None:
    street = " ".join(part for part in (billing.line1, billing.street_number) if part)
    return ", ".join(part for part in (street, billing.line2) if part) or None
