"""How an address of Flow is written on Omnium's orders and invoices (flow.md 1.1, the other way round). No I/O."""

from flow_omnium.flow.models import Address
from flow_omnium.omnium.models import NewAddress


def omnium_address(address: Address | None) -> NewAddress | None:
    """Map the address; None if there is nothing to tell."""
    if address is None:
        return None
    mapped = NewAddress(
        name=full_name(address),
        first_name=address.firstname,
        last_name=address.lastname,
        organization=address.company_name,
        organizational_number=address.vat_number,
        line1=address.address,
        postal_code=address.postal_code,
        city=address.city,
        country_code=address.country_code,
        phone=address.mobile,
        email=address.email,
    )
    return None if mapped == NewAddress() else mapped


def full_name(address: Address) -> str | None:
    """Return how the customer is called: the company, else the person."""
    person = " ".join(part for part in (address.firstname, address.lastname) if part)
    return address.display_name or address.company_name or person or None
