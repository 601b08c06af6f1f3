"""In which fields Omnium's customer differs from Flow's, and what a patch of them must hold. No I/O.

The market group is set once. Times, their author and `fullName` are Omnium's own to keep. What the shop has emptied is
emptied where Omnium has what the shop told it; what Omnium knows from elsewhere stays, and is told.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from flow_omnium.omnium.models import Customer, CustomerWrite, NewExternalId
from order_sync.customers.address_comparison import emptied_address, patched_address
from order_sync.customers.sides import CustomerSides
from order_sync.customers.spelling import is_same
from order_sync.customers.told_fields import ADDRESS_FIELDS, FIELDS, told_values

_GONE: Final = ""
"""A patch leaves alone what is null (omnium.md 2.2): an empty text empties."""

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
"""What a person is told of, when Omnium alone knows it. A number may be Omnium's own to give."""


@dataclass(frozen=True)
class Difference:
    """The patch, None if nothing is to be written, and what Omnium alone knows, as people call it."""

    patch: CustomerWrite | None
    left: tuple[str, ...]


def difference(wanted: CustomerWrite, actual: Customer, sides: CustomerSides) -> Difference:
    """Compare all fields; `wanted` is the customer as the shop has it."""
    lacking = _lacking(wanted, actual)
    emptied = lacking & sides.memory.own_fields
    changed: dict[str, Any] = {**_changed(wanted, actual), **dict.fromkeys(emptied & set(FIELDS), _GONE)}
    address = patched_address(wanted, actual, sides.in_flow.country_code)
    address = emptied_address(
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
    """Name the fields that Omnium alone knows; of a person that are a person's."""
    return set(told_values(actual)) - set(told_values(wanted))


def _new_loyalty_id(wanted: CustomerWrite, actual: Customer) -> Mapping[str, tuple[NewExternalId, ...]]:
    """A loyalty id of a named provider is told where Omnium has none of it; another one is the provider's to settle."""
    given = wanted.external_ids or ()
    there = {one.provider_name for one in actual.external_ids}
    return {"external_ids": given} if given and given[0].provider_name not in there else {}


def other_loyalty_ids(wanted: CustomerWrite, actual: Customer) -> Iterator[str]:
    """Name the provider whose loyalty id is another one in Omnium than in the shop."""
    for ours in wanted.external_ids or ():
        there = {one.id for one in actual.external_ids if one.provider_name == ours.provider_name}
        if there and ours.id not in there:
            yield ours.provider_name
