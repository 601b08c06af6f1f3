"""Which record of Omnium a record of Flow is, and which uids the orders of Flow get that belong to one order of Omnium.

- The first order gets Omnium's id as its uid, sanitized; with a mark behind it if another order has that uid already.
- Further orders get `<uid>-<shipment id>`. One that is made again, since its goods moved to another store, gets a number too.
- Where the uid does not tell Omnium's id, `externalOrderNumber` does; if that is another number, a property of the order.
"""

from collections.abc import Collection, Iterable, Iterator
from typing import Final

from flow_omnium.flow.models import Customer, NewProperty, Order, OrderItem
from flow_omnium.flow.states import OMNIUM_ORIGIN
from flow_omnium.flow.uids import sanitize_uid, uids_of
from flow_omnium.omnium.models import NewExternalId, OrderLine, Payment, Shipment
from flow_omnium.omnium.models import Order as OmniumOrder

ORDER_ID_KEY: Final = "omnium.orderId"
"""The property that keeps Omnium's order id where neither uid nor number tells it."""

_PROVIDER: Final = "Flow"
"""What we are called among the other systems that have ids for Omnium's records."""


def omnium_order_id(order: Order) -> str:
    """Return the id of the order in Omnium."""
    told, number = noted(order, ORDER_ID_KEY), order.external_order_number
    if told is not None and _is_uid_of(order.order_uid, told):
        return told
    # A number that does not give the uid is what people call the order, and not its id.
    return number if number is not None and sanitize_uid(number) == order.order_uid else order.order_uid


def _is_uid_of(order_uid: str, order_id: str) -> bool:
    """Tell whether a uid is the order's own, or one of a further order for its shipments."""
    return any(order_uid == uid or order_uid.startswith(f"{uid}-") for uid in uids_of(order_id))


def is_order_of(order: Order, omnium: OmniumOrder) -> bool:
    """Tell whether an order of Flow is this one of Omnium's, and not one whose id merely looks the same as a uid."""
    if omnium_order_id(order) == omnium.id:
        return True
    is_named = order.external_order_number in (None, omnium.order_number, omnium.id)
    return is_named and order.order_uid == sanitize_uid(omnium.id)


def noted(order: Order, key: str) -> str | None:
    """Return the value of a property that we wrote on the order; None if there is none."""
    return next((item.value for item in order.properties if item.key == key), None)


def id_note(order_id: str, order_number: str, order_uid: str) -> NewProperty | None:
    """Return the property that keeps Omnium's id; None where uid or number tell it."""
    told = order_number if sanitize_uid(order_number) == order_uid else order_uid
    return None if told == order_id else NewProperty(key=ORDER_ID_KEY, value=order_id)


def shop_mark(item: OrderItem) -> NewExternalId:
    """Return the external id that marks a line in Omnium as added in the shop."""
    return NewExternalId(provider_name=_PROVIDER, id=item.line_id)


def is_from_shop(line: OrderLine) -> bool:
    """Tell a line that was added in the shop from one that the order was placed with."""
    return any(given.provider_name == _PROVIDER for given in line.external_ids)


def return_mark(original: Order) -> NewExternalId:
    """Return the external id that marks a payment in Omnium as given back by a return without goods.

    In Flow that payment is on the return, of which Omnium has nothing else; the id is the uid of the order it gives back.
    """
    return NewExternalId(provider_name=_PROVIDER, id=original.order_uid)


def marked_order(payment: Payment) -> str | None:
    """Return the order's uid from a payment's `return_mark`; None for every other payment."""
    return next((given.id for given in payment.external_ids if given.provider_name == _PROVIDER), None)


def was_born_in_omnium(order: Order) -> bool:
    """Tell an order that we brought to the shop from one that the shop made."""
    return order.system_origin == OMNIUM_ORIGIN


def came_with_an_order(customer: Customer) -> bool:
    """Tell a customer whom we made from an order of Omnium's from one whom the shop has registered."""
    return customer.origin == OMNIUM_ORIGIN


def is_guest(customer: Customer | None, shared_ids: Collection[str]) -> bool:
    """Tell whether a customer of Flow has one of the ids that guests share, and so is nobody in particular."""
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
    """Yield the uids that orders of one shipment may have, in the order in which they are used; without end."""
    plain = sanitize_uid(f"{base}-{shipment_id}")
    yield plain
    number = 1
    while True:
        number += 1
        yield f"{plain}-{number}"
