"""Plans each part of an order: what one store hands over, less what others have delivered of it.

Omnium's `deliveredQuantity` includes what we reported for this shop. What others delivered is noted on the order in Flow
(`omnium.deliveredElsewhere`), because later deliveries of both could not be told apart. The note counts for no more than Omnium
has delivered by now.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from flow_omnium.flow.amounts import from_flow, to_flow
from flow_omnium.flow.models import Order
from flow_omnium.flow.states import OrderState
from flow_omnium.jobs.sync import Plan
from flow_omnium.omnium.models import OrderForm, OrderLine
from order_sync.inbound.cancellation import end_of, is_begun
from order_sync.inbound.changes import CreateOrder
from order_sync.inbound.desired import DesiredOrder
from order_sync.inbound.gathered import Gathered, InboundContext
from order_sync.inbound.left_alone import is_left_alone, left_alone
from order_sync.inbound.line_changes import cost_beyond
from order_sync.inbound.line_shares import LineShare, whole_share
from order_sync.inbound.omnium_to_flow import to_desired_order
from order_sync.inbound.order_changes import plan
from order_sync.inbound.part_sums import Holders, narrowed_forms
from order_sync.inbound.payments import Payments, payments_of
from order_sync.inbound.placement import Placed, Placement, first_is_made, is_living
from order_sync.lines.shop_lines import kept_hundredths
from order_sync.order_stage import OrderStage
from order_sync.to_omnium.notes import elsewhere_note, noted_elsewhere

_ZERO: Final = Decimal(0)
_NO_FORM: Final = OrderForm()
_ELSEWHERE: Final = "what is left of it is handed over elsewhere"
_NOTHING_LEFT: Final = "nothing of it is left in Omnium to be handed over"


@dataclass(frozen=True)
class Planning:
    """All parts of an order: what was gathered, and which order of Flow holds which part."""

    gathered: Gathered
    own: Sequence[Order]
    placement: Placement
    customer_uid: str | None

    def plans(self) -> Sequence[Plan]:
        """Plan each part, and flag what is wrong with the payments. Raises InvalidData for what cannot be mapped.

        All parts are mapped before the payments are spread over them, since each part's cost decides its share.
        """
        order, context = self.gathered.order, self.gathered.context
        if order is None or context is None:
            return ()
        less = [self._less_elsewhere(one) for one in self.placement.placed]
        placed = first_is_made(less, self.placement.base)
        wanted = [(one, self._desired(one, context)) for one in placed]
        demands = {one.order_uid: desired.cost for one, desired in wanted if desired}
        beyond = {
            one.order_uid: cost_beyond(desired, one.actual)
            for one, desired in wanted
            if desired and one.actual
        }
        paid = payments_of(order, context.payments, self.own, demands, beyond)
        planned = [self._plan_of(*one, paid) for one in wanted]
        raised = [flag for one in planned for flag in one.flags]
        return (*planned, Plan(flags=(*paid.flags, *paid.surplus.flags(raised))))

    def _desired(self, placed: Placed, context: InboundContext) -> DesiredOrder | None:
        """Map a part; None where there is nothing to make or to change."""
        if self._is_left_alone(placed) or _is_to_end(placed) or not (placed.actual or placed.part.has_goods):
            return None
        return to_desired_order(placed.part, placed.order_uid, context, customer_uid=self.customer_uid)

    def _is_left_alone(self, placed: Placed) -> bool:
        return is_left_alone(self.gathered, placed) and not _is_to_end(placed)

    def _plan_of(self, placed: Placed, desired: DesiredOrder | None, paid: Payments) -> Plan:
        actual = placed.actual
        if self._is_left_alone(placed):
            return left_alone(self.gathered, placed, self.own)
        if desired is not None:
            allotment = paid.allotments[placed.order_uid]
            planned = plan(desired, actual, is_rerun=self.gathered.is_rerun, allotment=allotment)
        elif actual is not None:
            planned = end_of(actual, _NOTHING_LEFT, placed.part.order.billing_currency)
        else:
            planned = Plan(reason=_ELSEWHERE if placed.part.gone else _NOTHING_LEFT)
        flags = self._flags(planned, actual)
        return replace(planned, flags=(*planned.flags, *flags)) if flags else planned

    def _less_elsewhere(self, placed: Placed) -> Placed:
        """Take off the part what this order of Flow must not hand over, because others have done so or will."""
        part, actual = placed.part, placed.actual
        form = part.order.order_form or _NO_FORM
        delivered = _delivered_elsewhere(form, actual)
        others = [other for other in self.own if other is not actual]
        kept = [other.order_uid for other in self.placement.left_over if is_begun(other)]
        held = _in_other_orders(part.undivided_line_ids, others, kept)
        gone = {
            line_id: max(delivered.get(line_id, 0), held.get(line_id, 0)) for line_id in {*delivered, *held}
        }
        left, order = _without(form, gone), part.order
        if left is not order.order_form:
            order = order.model_copy(update={"order_form": left})
        # Once the shop delivers too, Omnium's one total cannot tell any more whose it is.
        note = elsewhere_note(delivered, actual)
        if order is part.order and note is None and not gone:
            return placed  # nothing is handed over elsewhere, as of most orders
        return replace(placed, part=replace(part, order=order, note=note, gone=gone))

    def _flags(self, planned: Plan, actual: Order | None) -> Sequence[str]:
        order = self.gathered.order
        status = order.status if order else None
        if self.gathered.stage is OrderStage.NOT_YET and actual is not None and is_living(actual):
            return (f"the order is {status} in Omnium, and stands in the shop",)
        is_made = any(isinstance(write, CreateOrder) for write in planned.writes)
        if is_made and not self.gathered.is_status_known:
            return (f"the order's status in Omnium, {status}, is not known: it was made in the shop",)
        return ()


def _is_to_end(placed: Placed) -> bool:
    """Tell whether the order in Flow must end: nothing is left of its part, whatever the stage in Omnium."""
    return placed.actual is not None and not placed.part.has_goods and _may_end(placed.actual)


def _may_end(actual: Order) -> bool:
    """Tell whether we may end an order: not if goods were handed over, or the shop has added goods of its own."""
    is_finished = actual.order_state in (OrderState.COMPLETE, OrderState.CANCELLED)
    return not is_finished and not any(
        item.external_id is None or item.quantity_delivered for item in actual.items
    )


def _delivered_elsewhere(form: OrderForm, actual: Order | None) -> Mapping[str, int]:
    """Return by line, in hundredths, what is delivered in Omnium and not by this order of Flow."""
    known = noted_elsewhere(actual)
    found: dict[str, int] = {}
    for line in form.line_items:
        # A package is gone with its parts (`_gone`); its own figure would count them twice.
        if line.line_item_id is None or line.is_package_product or line.is_bundle:
            continue
        delivered = to_flow(line.delivered_quantity)
        in_shop = _handed_over(actual, line.line_item_id)
        found[line.line_item_id] = min(
            max(known.get(line.line_item_id, 0), delivered - in_shop, 0), delivered
        )
    return {line_id: quantity for line_id, quantity in found.items() if quantity}


def _handed_over(actual: Order | None, line_id: str) -> int:
    """Return what the shop has handed over of a line, in hundredths; lines that it has split count together."""
    items = actual.items if actual else ()
    return sum(item.quantity_delivered for item in items if item.line_id == line_id)


def _in_other_orders(
    line_ids: Collection[str], others: Sequence[Order], kept: Collection[str]
) -> Mapping[str, int]:
    """Return by line, in hundredths, what other orders of Flow have handed over; of those in `kept`, all they have."""
    found: dict[str, int] = {}
    items = ((item, other.order_uid in kept) for other in others for item in other.items)
    for item, is_kept in items:
        stays = kept_hundredths(item) if is_kept else 0
        quantity = max(item.quantity_delivered, stays)
        if item.line_id in line_ids and quantity:
            found[item.line_id] = found.get(item.line_id, 0) + quantity
    return found


def _without(form: OrderForm, elsewhere: Mapping[str, int]) -> OrderForm:
    """Take what is delivered elsewhere off the form, with what it costs."""
    if not elsewhere:
        return form
    holders = tuple(_holders(line, _gone(line, form, elsewhere)) for line in form.line_items)
    return narrowed_forms(form, form.shipments, (0,) * len(form.shipments), holders)[0]


def _gone(line: OrderLine, form: OrderForm, elsewhere: Mapping[str, int]) -> Decimal:
    """Return how much of a line is gone. A package is gone with the last of its parts."""
    kept = whole_share(line).kept
    gone = elsewhere.get(line.line_item_id or "", 0)
    if line.is_package_product or line.is_bundle:
        parts = [part for part in form.line_items if part.package_line_item_id == line.line_item_id]
        is_gone = bool(parts) and all(_is_gone(part, elsewhere) for part in parts)
        return kept if is_gone and any(part.line_item_id in elsewhere for part in parts) else _ZERO
    return kept if _is_gone(line, elsewhere) else min(from_flow(gone), kept)


def _is_gone(line: OrderLine, elsewhere: Mapping[str, int]) -> bool:
    return elsewhere.get(line.line_item_id or "", 0) >= to_flow(whole_share(line).kept)


def _holders(line: OrderLine, gone: Decimal) -> Holders:
    whole = whole_share(line)
    if not gone:
        return {0: whole}
    rest = LineShare(whole.quantity - gone, whole.cancelled, max(whole.delivered - gone, _ZERO))
    return {0: rest, None: LineShare(gone, _ZERO, gone)}
