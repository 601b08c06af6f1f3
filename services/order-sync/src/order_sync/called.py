"""What people call an order, in both systems: the journal keeps it, so that the job is found by it."""

from collections.abc import Iterable

from flow_omnium.flow.models import Order
from flow_omnium.jobs.handler import Journal
from flow_omnium.omnium.models import Order as OmniumOrder


def note_omnium_order(journal: Journal, order: OmniumOrder | None) -> None:
    """Note the number and the id of an order in Omnium, if there is one."""
    if order is not None:
        journal.called(order.order_number, order.id)


def note_flow_orders(journal: Journal, orders: Iterable[Order]) -> None:
    """Note the numbers of orders in Flow."""
    for order in orders:
        journal.called(order.order_number, order.external_order_number, order.voucher_number, order.order_uid)
