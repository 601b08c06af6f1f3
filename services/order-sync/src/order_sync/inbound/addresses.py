"""The customer's address on an order in Flow, and the notes that the shop needs to hand it over (flow.md 1.1).

Flow has no delivery address (`shippingAddress` is deprecated) and no text on a line: both go into the internal note.
"""

from collections.abc import Iterator
from typing import Final

from flow_omnium.flow.models import NewAddress
from flow_omnium.omnium.models import Address, CustomerAddress, Order, OrderLine
from order_sync.address import flow_country
from order_sync.inbound.parts import Part

_TELLING: Final = (
    "engrav", "gravur", "graver", "inscription", "monogram", "initial", "personal", "text", "tekst", "message",
    "melding", "greeting", "hilsen", "comment", "kommentar", "note",
)  # fmt: skip
"""Parts of property keys, in lower case, under which web shops keep engravings and greetings for a line."""

_NO_ADDRESS = Address()


def customer_address(order: Order) -> NewAddress | None:
    """Return the billing address; what it lacks comes from the order's customer fields. None if all are empty."""
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
    # A company's name has a field of its own, and must not become a person's.
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


def hand_over_notes(part: Part) -> tuple[str, ...]:
    """Write delivery addresses other than the customer's, comments of shipments, and comments and engravings of lines."""
    return tuple(dict.fromkeys((*_addresses(part.order), *_comments(part.order), *_of_lines(part.order))))


def _addresses(order: Order) -> Iterator[str]:
    billing = _words(order.billing_address) if order.billing_address else ()
    for shipment in order.order_form.shipments if order.order_form else ():
        words = _words(shipment.address) if shipment.address else ()
        if any(word not in billing for word in words):
            yield f"Deliver to: {', '.join(words)}"


def _words(address: Address) -> tuple[str, ...]:
    person = " ".join(part for part in (address.first_name, address.last_name) if part) or address.name
    town = " ".join(part for part in (address.postal_code, address.city) if part)
    phone = address.phone or address.daytime_phone_number
    parts = (
        address.organization,
        person,
        street_of(address),
        town,
        address.country_code,
        phone,
        address.email,
    )
    return tuple(dict.fromkeys(part for part in parts if part))


def _comments(order: Order) -> Iterator[str]:
    for shipment in order.order_form.shipments if order.order_form else ():
        if shipment.comment:
            yield f"Shipment: {shipment.comment}"


def _of_lines(order: Order) -> Iterator[str]:
    for line in order.order_form.line_items if order.order_form else ():
        if line.quantity:
            yield from (f"{line.code or line.line_item_id}: {text}" for text in _texts(line))


def _texts(line: OrderLine) -> Iterator[str]:
    if line.comment:
        yield line.comment
    for item in line.properties:
        if item.key and item.value and any(word in item.key.lower() for word in _TELLING):
            yield f"{item.key} {item.value}"
