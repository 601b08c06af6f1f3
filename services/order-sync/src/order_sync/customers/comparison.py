"""Compares a customer of Flow with Omnium's record, and makes the patch of what differs.

- The market group is set once. `fullName`, the times and their author are Omnium's to keep.
- A field that the shop has emptied is emptied in Omnium if its value there came from the shop. A value from elsewhere stays,
  and is flagged.
- Omnium's addresses have more fields and other codes than Flow's. A customer that an order brought to the shop was written in
  Flow's form, and must not come back to Omnium as a change.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from flow_omnium.omnium.models import (
    Customer,
    CustomerAddress,
    CustomerWrite,
    NewCustomerAddress,
    NewExternalId,
)
from order_sync.customers.gathered import CustomerSides
from order_sync.customers.memory import ADDRESS_FIELDS, FIELDS, comparable_values
from order_sync.customers.spelling import form_of, is_same

_NO_ADDRESS: Final = CustomerAddress()

_GONE: Final = ""
"""Empties a field: Omnium ignores null in a patch (omnium.md 2.2)."""

_WORDS: Final = {
    "first_name": "first name",
    "last_name": "last name",
    "name": "name",
    "tax_id": "VAT number",
    "email": "e-mail",
    "phone": "phone",
    "address.line1": "street",
    "address.postal_code": "postal code",
    "address.city": "city",
}
"""The fields that are flagged when only Omnium has a value. The customer number is not: Omnium may give its own."""


@dataclass(frozen=True)
class Difference:
    """The patch, None if nothing is to be written; and the names of fields of which only Omnium has a value."""

    patch: CustomerWrite | None
    left: tuple[str, ...]


def difference(wanted: CustomerWrite, actual: Customer, sides: CustomerSides) -> Difference:
    """Compare all fields; `wanted` is the customer as the shop has it, in Omnium's form."""
    lacking = _lacking(wanted, actual)
    emptied = lacking & sides.memory.own_fields
    changed: dict[str, Any] = {**_changed(wanted, actual), **dict.fromkeys(emptied & set(FIELDS), _GONE)}
    address = _patched_address(wanted, actual, sides.in_flow.country_code)
    address = _emptied_address(
        address, actual, [name for name in ADDRESS_FIELDS if f"address.{name}" in emptied]
    )
    changed |= {} if address is None else {"address": address}
    changed |= _new_loyalty_id(wanted, actual)
    patch = CustomerWrite.model_validate({"customer_id": wanted.customer_id, **changed}) if changed else None
    return Difference(patch, tuple(_WORDS[name] for name in _WORDS if name in lacking - emptied))


def _changed(wanted: CustomerWrite, actual: Customer) -> dict[str, str]:
    now = actual.model_dump(include=set(FIELDS))
    known = wanted.model_dump(include=set(FIELDS), exclude_none=True)
    return {name: value for name, value in known.items() if not is_same(name, value, now[name])}


def _lacking(wanted: CustomerWrite, actual: Customer) -> set[str]:
    """Name the fields of which only Omnium has a value."""
    return set(comparable_values(actual)) - set(comparable_values(wanted))


def _new_loyalty_id(wanted: CustomerWrite, actual: Customer) -> Mapping[str, tuple[NewExternalId, ...]]:
    """Return a named provider's loyalty id where Omnium has none of it. A different one is left, and flagged."""
    given = wanted.external_ids or ()
    there = {one.provider_name for one in actual.external_ids}
    # Another id of the provider may be the customer's own doing there: it is told, not replaced (decision 38).
    return {"external_ids": given} if given and given[0].provider_name not in there else {}


def other_loyalty_ids(wanted: CustomerWrite, actual: Customer) -> Iterator[str]:
    """Name the provider whose loyalty id differs between Omnium and the shop."""
    for ours in wanted.external_ids or ():
        there = {one.id for one in actual.external_ids if one.provider_name == ours.provider_name}
        if there and ours.id not in there:
            yield ours.provider_name


def _patched_address(
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


def _emptied_address(
    address: NewCustomerAddress | None, actual: Customer, emptied: Collection[str]
) -> NewCustomerAddress | None:
    """Return the address to write, with the fields that the shop has emptied; a street with all of its parts."""
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
    """List for each field the spellings by which Flow may have what Omnium has."""
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
    """List how Omnium's street may look in Flow's single field."""
    street = " ".join(part for part in (address.line1, address.street_number) if part)
    whole = ", ".join(part for part in (street, address.line2) if part)
    return {address.line1, street, whole}


def _countries(
    wanted: NewCustomerAddress, address: CustomerAddress, own_country: str | None
) -> set[str | None]:
    """List the countries that count as Omnium's: the tenant's does not replace one on which Omnium and Flow agree."""
    named = getattr(address, "countryName", None)
    known = address.country_code or (named if isinstance(named, str) else None)
    country = form_of("country_code", known) or None
    is_agreed = country is not None and country == own_country
    return {country, wanted.country_code} if is_agreed else {country}


def _old_street(changed: Mapping[str, str], before: CustomerAddress) -> Mapping[str, str]:
    """Empty the parts of the old street that Flow has no field for, when the street changes."""
    if "line1" not in changed:
        return {}
    parts = {"street_number": before.street_number, "line2": before.line2}
    return {name: _GONE for name, value in parts.items() if value is not None}
