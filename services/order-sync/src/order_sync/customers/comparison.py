"""In which fields Omnium's customer differs from Flow's, and what a patch of them must hold. No I/O.

What Flow does not know is left alone. The market group is set once. Times, their author and `fullName` are Omnium's own
to keep.
"""

from typing import Final

from flow_omnium.omnium.models import Customer, CustomerWrite
from order_sync.customers.address_comparison import patched_address
from order_sync.customers.sides import CustomerSides

_FIELDS: Final = {"customer_number", "first_name", "last_name", "name", "tax_id", "email", "phone"}


def patch_of(wanted: CustomerWrite, actual: Customer, sides: CustomerSides) -> CustomerWrite | None:
    """Return the fields to change; None if none differs."""
    changed = _changed(wanted, actual)
    if _is_known_loyalty_id(wanted.customer_number, actual, sides.rules.loyalty_provider):
        changed.pop("customer_number", None)
    address = patched_address(wanted, actual, sides.in_flow.country_code)
    if not changed and address is None:
        return None
    return CustomerWrite.model_validate({"customer_id": wanted.customer_id, "address": address, **changed})


def _changed(wanted: CustomerWrite, actual: Customer) -> dict[str, str]:
    now = actual.model_dump(include=_FIELDS)
    known = wanted.model_dump(include=_FIELDS, exclude_none=True)
    return {name: value for name, value in known.items() if value != now[name]}


def _is_known_loyalty_id(loyalty_id: str | None, actual: Customer, provider: str | None) -> bool:
    """A customer whom an order brought has the loyalty id from that external id, not from the number."""
    ids = {given.id for given in actual.external_ids if given.provider_name == provider}
    return provider is not None and loyalty_id in ids
