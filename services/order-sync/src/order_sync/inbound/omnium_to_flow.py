"""Maps an order of Omnium to Flow, field by field (flow.md 1.1). No I/O and no clock: all that it needs is in the context."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from flow_omnium.flow.amounts import to_flow
from flow_omnium.flow.models import NewItem, NewOrder
from flow_omnium.omnium.models import Note, Order, OrderForm, OrderLine
from order_sync.identity import id_note, is_from_shop
from order_sync.inbound.addresses import customer_address, hand_over_notes
from order_sync.inbound.charges import (
    Difference,
    difference,
    handling_lines,
    handling_note,
    shipping_lines,
    shipping_note,
)
from order_sync.inbound.desired import DesiredLine, DesiredOrder, flow_items
from order_sync.inbound.gathered import InboundContext
from order_sync.inbound.header_changes import desired_properties
from order_sync.inbound.open_lines import goods_total, open_lines
from order_sync.inbound.parts import Part
from order_sync.inbound.pickup_deadline import Deadline, pickup_deadline
from order_sync.inbound.placement import shipment_note
from order_sync.lines.packages import without_packages
from order_sync.order_types import OrderRule
from order_sync.price_notes import mark_of

_NO_FORM = OrderForm()


def to_desired_order(
    part: Part, order_uid: str, context: InboundContext, *, customer_uid: str | None = None
) -> DesiredOrder:
    """Map the part of an order that one store hands over. Raises InvalidData, which names the field."""
    differing, items = _items(part.order, order_uid, context)
    known = _known_lines(part.order)
    deadline = _deadline(part.order, part.rule, context)
    return DesiredOrder(
        order_id=part.order.id,
        store_uid=part.store_uid,
        header=_header(part, order_uid, context, customer_uid, differing, deadline),
        lines=tuple(_line(item, known.get(item.external_id)) for item in items),
        line_ids=frozenset(known),
        handling_uid=part.rule.handling(context.parameters),
        state=part.rule.state,
        gone=part.gone,
        currency=part.order.billing_currency,
        discount=differing.discount,
        discount_name=differing.name,
        flags=(*differing.flags(order_uid, context.payments.currency), *deadline.flags),
        deadline=part.order.customer_pickup_deadline,
    )


def _header(
    part: Part,
    order_uid: str,
    context: InboundContext,
    customer_uid: str | None,
    differing: Difference,
    deadline: Deadline,
) -> NewOrder:
    order = part.order
    number = order.order_number or order.id
    properties = desired_properties(order.properties, context.parameters.omnium_property_prefix)
    notes = filter(None, (id_note(order.id, number, order_uid), shipment_note(part, order_uid), part.note))
    internal = (
        _text(order.order_notes),
        *hand_over_notes(part),
        *_costs(order, context, differing),
        *part.elsewhere,
    )
    return NewOrder(
        order_uid=order_uid,
        external_order_number=number,
        customer_uid=customer_uid,
        customer_address=customer_address(order),
        note=_text(order.public_order_notes),
        internal_note="\n".join(filter(None, internal)) or None,
        delivery_date=order.requested_delivery_date,
        valid_until=deadline.moment,
        properties=(*properties, *notes) or None,
    )


def _deadline(order: Order, rule: OrderRule, context: InboundContext) -> Deadline:
    days = context.parameters.omnium_click_collect_expiry_days
    if order.customer_pickup_deadline or not rule.expires or days is None:
        return Deadline(order.customer_pickup_deadline)
    return pickup_deadline(context.now, days, context.timezone, context.country)


def _costs(order: Order, context: InboundContext, differing: Difference) -> Iterator[str | None]:
    """Write the costs that are on no line."""
    form = order.order_form or _NO_FORM
    yield shipping_note(form, context.shipping_product_uid)
    yield handling_note(form, _fee_product(context))
    yield differing.note(context.payments.currency)


def _items(order: Order, order_uid: str, context: InboundContext) -> tuple[Difference, Sequence[NewItem]]:
    """Return goods, shipping and handling as Flow's lines, and the difference of the total to them."""
    form = order.order_form or _NO_FORM
    total = goods_total(form)
    keep_parents = context.parameters.omnium_include_main_package_in_order_items
    goods = without_packages(open_lines(form), total, keep_parents=keep_parents)
    others = (
        *shipping_lines(form, context.shipping_product_uid),
        *handling_lines(form, _fee_product(context)),
    )
    # Shipping and handling were taken off the total for the goods; lines of them bring it back up.
    if total is not None:
        total += sum(line.cost for line in others)
    lines = (*goods, *others)
    differing = difference(form, total, lines, context.fee_product_uid)
    return differing, (
        *flow_items(lines, total, order_uid),
        *flow_items(differing.lines, None, order_uid),
    )


def _fee_product(context: InboundContext) -> str | None:
    return context.fee_product_uid or context.shipping_product_uid


def _known_lines(order: Order) -> Mapping[str, OrderLine]:
    lines = order.order_form.line_items if order.order_form else ()
    return {line.line_item_id: line for line in lines if line.line_item_id}


def _line(item: NewItem, line: OrderLine | None) -> DesiredLine:
    if line is None:
        return DesiredLine(item)
    return DesiredLine(
        item, to_flow(line.canceled_quantity), is_from_shop(line), mark_of(line), line.tax_rate
    )


def _text(notes: Iterable[Note]) -> str | None:
    return "\n".join(text for note in notes if (text := note.detail or note.title)) or None
