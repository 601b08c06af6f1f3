"""Which record of Omnium a record of Flow is, and which uids the orders of Flow have that are one order of Omnium's.

The first order that we make has Omnium's id, sanitized, as its uid, with a mark behind it if a look-alike had that already;

further ones have the id of one of their shipments behind it. An order that moves needs another each time. Where the uid does
not tell the id, it stands in `externalOrderNumber`, or, if that is another one, in a property of the order.
"""

from collections.abc import Collection, Iterable, Iterator
from typing import Final

from flow_omnium.flow.models import Customer, NewProperty, Order, OrderItem
from flow_omnium.flow.states import OMNIUM_ORIGIN
from flow_omnium.flow.uids import sanitize_uid, uids_of
from flow_omnium.omnium.models import NewExternalId, OrderLine, Payment, Shipment
from flow_omnium.omnium.models import Order as OmniumOrder

ORDER_ID_KEY: Final = "omnium.orderId"
"""The property that keeps an id which neither uid nor number tells."""

_PROVIDER: Final = "Flow"
"""What we are called among the other systems that have ids for Omnium's records."""


def omnium_order_id(order: Order) -> str:
    """Return the id of the order in Omnium."""
    told, number = noted(order, ORDER_ID_KEY), order.external_order_number
    if told is not None and _is_uid_of(order.order_uid, told):
        return told
    return number if number is not None and sanitize_uid(number) == order.order_uid else order.order_uid


def _is_uid_of(order_uid: str, order_id: str) -> bool:
    """Tell the uid of an order, or of a further one for some of its shipments."""
    return any(order_uid == uid or order_uid.startswith(f"{uid}-") for uid in uids_of(order_id))


def is_order_of(order: Order, omnium: OmniumOrder) -> bool:
    """Tell an order of Omnium's one from that of another, whose id is the same uid in Flow."""
    if omnium_order_id(order) == omnium.id:
        return True
    is_named = order.external_order_number in (None, omnium.order_number, omnium.id)
    return is_named and order.order_uid == sanitize_uid(omnium.id)


def noted(order: Order, key: str) -> str | None:
    """Return what we noted on the order under a key; None where we had no need to."""
    return next((item.value for item in order.properties if item.key == key), None)


def id_note(order_id: str, order_number: str, order_uid: str) -> NewProperty | None:
    """Return the property by which the order is found again, where its uid and its number do not tell."""
    told = order_number if sanitize_uid(order_number) == order_uid else order_uid
    return None if told == order_id else NewProperty(key=ORDER_ID_KEY, value=order_id)


def shop_mark(item: OrderItem) -> NewExternalId:
    """Return what a line bears in Omnium that was added to an order in the shop."""
    return NewExternalId(provider_name=_PROVIDER, id=item.line_id)


def is_from_shop(line: OrderLine) -> bool:
    """Tell a line that was added in the shop from one that the order was placed with."""
    return any(given.provider_name == _PROVIDER for given in line.external_ids)


def return_mark(original: Order) -> NewExternalId:
    """Return what a payment bears in Omnium that a return brought there: it stands in Flow on no order that Omnium has."""
    return NewExternalId(provider_name=_PROVIDER, id=original.order_uid)


def marked_order(payment: Payment) -> str | None:
    """Return the uid of the order that a return in the shop gave money back for; None for every other payment."""
    return next((given.id for given in payment.external_ids if given.provider_name == _PROVIDER), None)


def was_born_in_omnium(order: Order) -> bool:
    """Tell an order that we brought to the shop from one that the shop made."""
    return order.system_origin == OMNIUM_ORIGIN


def came_with_an_order(customer: Customer) -> bool:
    """Tell a customer whom we made from an order of Omnium's from one whom the shop has registered."""
    return customer.origin == OMNIUM_ORIGIN


def is_guest(customer: Customer | None, shared_ids: Collection[str]) -> bool:
    """Tell a customer of Flow who has one of the ids that guests share: he is nobody in particular."""
    return customer is not None and is_shared(omnium_customer_id(customer), shared_ids)


def is_shared(customer_id: str, shared_ids: Collection[str]) -> bool:
    """Tell an id that guests share, whatever its case and the blanks around it."""
    return customer_id.strip().lower() in shared_ids


def omnium_customer_id(customer: Customer) -> str:
    """Return the id of the customer in Omnium: the one it has there already, else its uid (flow.md 1.9)."""
    return customer.external_id or customer.customer_uid


def base_uid(order: OmniumOrder, actuals: Iterable[Order]) -> str:
    """Return the uid of an order's first part: its bare id, or the marked one where a look-alike has that already."""
    plain, *marked = uids_of(order.id)
    is_taken = any(actual.order_uid == plain and not is_order_of(actual, order) for actual in actuals)
    return marked[0] if is_taken and marked else plain


def shipment_id(position: int, shipment: Shipment) -> str:
    """Return a shipment's id; one that has none is known by its place."""
    return shipment.shipment_id or str(position + 1)


def uids_of_shipment(base: str, shipment_id: str) -> Iterator[str]:
    """Yield the uids that orders of one shipment may have, one after the other, without end."""
    plain = sanitize_uid(f"{base}-{shipment_id}")
    yield plain
    number = 1
    while True:
        number += 1
        yield f"{plain}-{number}"
