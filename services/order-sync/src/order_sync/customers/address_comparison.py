"""Whether Omnium's address of a customer says the same as Flow's, and what is written if not. No I/O.

Omnium has more fields for an address than Flow, and codes of its own: a customer whom an order brought to the shop came
in Flow's words, and must not go back to Omnium changed.
"""

from collections.abc import Collection, Mapping
from typing import Final

from flow_omnium.omnium.models import Customer, CustomerAddress, CustomerWrite, NewCustomerAddress
from order_sync.customers.spelling import form_of, is_same

_NO_ADDRESS: Final = CustomerAddress()
_GONE: Final = ""


def patched_address(
    wanted: CustomerWrite, actual: Customer, own_country: str | None
) -> NewCustomerAddress | None:
    """Return Omnium's address with our changes, None if there are none; `own_country` is the customer's in Flow.

    It is the whole address: whether Omnium merges a part of one into what it has is not documented.
    """
    if wanted.address is None:
        return None
    readings = _readings(wanted.address, actual, own_country)
    known = wanted.address.model_dump(exclude_none=True)
    changed = {name: value for name, value in known.items() if not _is_known(name, value, readings[name])}
    if not changed:
        return None
    before = actual.address or _NO_ADDRESS
    kept = before.model_dump(exclude_none=True)
    return NewCustomerAddress.model_validate({**kept, **changed, **_old_street(changed, before)})


def emptied_address(
    address: NewCustomerAddress | None, actual: Customer, emptied: Collection[str]
) -> NewCustomerAddress | None:
    """Return the address to be written without what the shop has emptied of it: all of the street, if that."""
    if not emptied:
        return address
    before = actual.address or _NO_ADDRESS
    whole = before.model_dump(exclude_none=True) if address is None else address.model_dump(exclude_none=True)
    gone = dict.fromkeys(emptied, _GONE)
    return NewCustomerAddress.model_validate({**whole, **gone, **_old_street(gone, before)})


def _is_known(field: str, value: str, readings: Collection[str | None]) -> bool:
    return any(known is not None and is_same(field, value, known) for known in readings)


def _readings(
    wanted: NewCustomerAddress, actual: Customer, own_country: str | None
) -> Mapping[str, set[str | None]]:
    """List for each field the values that say what Omnium has."""
    address = actual.address or _NO_ADDRESS
    return {
        # Both come from the company's name, and are written together.
        "name": {address.name, actual.name},
        "line1": _streets(address),
        "postal_code": {address.postal_code},
        "city": {address.city},
        "country_code": _countries(wanted, address, own_country),
    }


def _streets(address: CustomerAddress) -> set[str | None]:
    """Flow has the whole street in one field."""
    street = " ".join(part for part in (address.line1, address.street_number) if part)
    whole = ", ".join(part for part in (street, address.line2) if part)
    return {address.line1, street, whole}


def _countries(
    wanted: NewCustomerAddress, address: CustomerAddress, own_country: str | None
) -> set[str | None]:
    """A person gets the tenant's country, but not where Omnium and Flow agree on another."""
    named = getattr(address, "countryName", None)
    known = address.country_code or (named if isinstance(named, str) else None)
    country = form_of("country_code", known) or None
    is_agreed = country is not None and country == own_country
    return {country, wanted.country_code} if is_agreed else {country}


def _old_street(changed: Mapping[str, str], before: CustomerAddress) -> Mapping[str, str]:
    """With a new street, the parts of the old one go that Flow has no field for."""
    if "line1" not in changed:
        return {}
    parts = {"street_number": before.street_number, "line2": before.line2}
    return {name: _GONE for name, value in parts.items() if value is not None}
