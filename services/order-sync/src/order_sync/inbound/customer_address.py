"""The customer's address on a Flow order, from an Omnium order (flow.md 1.1, field mapping). No I/O."""

from flow_omnium.flow.models import NewAddress
from flow_omnium.omnium.models import Address, CustomerAddress, Order
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
        address=street_of(billing),
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
    return (None, None) if whole == billing.organization else name_parts(whole)


def name_parts(whole: str | None) -> tuple[str | None, str | None]:
    """Split a name before its last word: the last name, and what stands before it."""
    if whole is None:
        return None, None
    first, _, last = whole.strip().rpartition(" ")
    return first or None, last


def street_of(address: Address | CustomerAddress) -> str | None:
    """Write the street with its number and what is added to it in one line."""
    street = " ".join(part for part in (address.line1, address.street_number) if part)
    return ", ".join(part for part in (street, address.line2) if part) or None
