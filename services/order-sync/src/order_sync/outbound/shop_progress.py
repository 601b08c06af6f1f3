"""How far an order has come in the shop: paid, handed over, cancelled, finished (design section 7)."""

from collections.abc import Collection, Sequence
from typing import Final

from flow_omnium.flow.models import Order, OrderItem
from flow_omnium.flow.states import DELIVERED, SETTLED, OrderState
from order_sync.lines.shop_lines import is_charge, kept_hundredths, line_cost
from order_sync.shop_money import shop_amount

_FINISHED: Final = (OrderState.COMPLETE, OrderState.CANCELLED)


def is_cancelled(order: Order) -> bool:
    """Tell whether the shop has cancelled the whole order."""
    return order.order_state == OrderState.CANCELLED


def is_settled(order: Order) -> bool:
    """Tell whether all is paid. An order that costs nothing counts as paid once it is complete."""
    is_free = order.order_state == OrderState.COMPLETE and not any(map(line_cost, order.items))
    return order.settle_state == SETTLED or is_free


def is_delivered(order: Order) -> bool:
    """Tell whether all goods are handed over. Flow may show shipping or a fee as open; nobody hands those over."""
    open_lines = [item for item in order.items if item.quantity_delivered < kept_hundredths(item)]
    are_charges = bool(open_lines) and all(is_charge(item.line_id) for item in open_lines)
    return order.delivery_state == DELIVERED or (are_charges and is_handed_over(order))


def is_finished(order: Order) -> bool:
    """Tell whether the shop is done with the order."""
    return order.order_state in _FINISHED or (is_settled(order) and is_delivered(order))


def has_moved(order: Order, payment_ids: Collection[str] = ()) -> bool:
    """Tell whether goods or money have changed hands in the shop; payments with Omnium's `payment_ids` do not count."""
    return bool(shop_amount(order, payment_ids)) or is_handed_over(order)


def is_handed_over(order: Order) -> bool:
    """Tell whether any goods have changed hands."""
    return any(item.quantity_delivered for item in order.items)


def standing_items(order: Order) -> Sequence[OrderItem]:
    """Return the order's lines; if it is cancelled, all that is not delivered counts as cancelled."""
    if not is_cancelled(order):
        return order.items
    return tuple(
        item.model_copy(update={"quantity_cancelled": item.quantity_ordered - item.quantity_delivered})
        for item in order.items
    )
