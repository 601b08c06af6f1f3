"""What an Omnium order becomes in Flow, field by field (flow.md 1.1). No I/O, no clock, no settings but the context."""

from collections.abc import Iterable
from datetime import datetime

from flow_omnium.flow.models import NewItem, NewOrder
from flow_omnium.flow.uids import sanitize_uid
from flow_omnium.omnium.models import Note, Order, OrderForm
from order_sync.inbound.context import InboundContext
from order_sync.inbound.customer_address import customer_address
from order_sync.inbound.desired import DesiredOrder
from order_sync.inbound.goods_total import goods_total
from order_sync.inbound.line_amounts import flow_items
from order_sync.inbound.open_lines import open_lines
from order_sync.inbound.order_types import OrderRule, rule_of
from order_sync.inbound.pickup_deadline import pickup_deadline
from order_sync.inbound.store_choice import store_of
from order_sync.lines.packages import without_packages


def to_desired_order(order: Order, context: InboundContext) -> DesiredOrder:
    """Map the order. Raises Ignored for other order types, InvalidData for what cannot be mapped."""
    rule = rule_of(order.order_type)
    return DesiredOrder(
        store_uid=store_of(order, rule),
        header=_header(order, rule, context),
        items=_items(order.order_form or OrderForm(), context),
        handling_uid=rule.handling(context.parameters),
        state=rule.state,
    )


def _header(order: Order, rule: OrderRule, context: InboundContext) -> NewOrder:
    return NewOrder(
        order_uid=sanitize_uid(order.id),
        external_order_number=order.order_number or order.id,
        customer_address=customer_address(order),
        note=_text(order.public_order_notes),
        internal_note=_text(order.order_notes),
        delivery_date=order.requested_delivery_date,
        valid_until=_valid_until(order, rule, context),
    )


def _valid_until(order: Order, rule: OrderRule, context: InboundContext) -> datetime | None:
    days = context.parameters.omnium_click_collect_expiry_days
    if order.customer_pickup_deadline or not rule.expires or days is None:
        return order.customer_pickup_deadline
    return pickup_deadline(context.now, days, context.timezone, context.country)


def _items(form: OrderForm, context: InboundContext) -> tuple[NewItem, ...]:
    total = goods_total(form)
    keep_parents = context.parameters.omnium_include_main_package_in_order_items
    return flow_items(without_packages(open_lines(form), total, keep_parents=keep_parents), total)


def _text(notes: Iterable[Note]) -> str | None:
    return "\n".join(text for note in notes if (text := note.detail or note.title)) or None
