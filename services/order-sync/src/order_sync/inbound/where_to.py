"""What the shop must read to hand a part over rightly: where it goes, what is to be written on it. No I/O.

Flow has no address of delivery of its own (`shippingAddress` is deprecated), and no text on a line: it stands in the note.
"""

from collections.abc import Iterator
from typing import Final

from flow_omnium.omnium.models import Address, Order, OrderLine
from order_sync.inbound.customer_address import street_of
from order_sync.inbound.parts import Part

_TELLING: Final = (
    "engrav", "gravur", "graver", "inscription", "monogram", "initial", "personal", "text", "tekst", "message",
    "melding", "greeting", "hilsen", "comment", "kommentar", "note",
)  # fmt: skip
"""Parts of the keys, in lower case, under which shops keep what is to be written on a line's goods."""


def hand_over_notes(part: Part) -> tuple[str, ...]:
    """Word the shipments' addresses where they are not the customer's, their comments, and what is told of lines."""
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
