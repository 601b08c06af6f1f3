"""What is to be written about one part of an order, in the order of Flow that holds it. No I/O."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from flow_omnium.flow.models import Order
from flow_omnium.flow.states import OrderState
from flow_omnium.jobs.sync import Plan
from flow_omnium.omnium.models import OrderForm
from order_sync.inbound.changes import CreateOrder
from order_sync.inbound.context import InboundContext
from order_sync.inbound.delivered_elsewhere import (
    delivered_elsewhere,
    in_other_orders,
    without,
)
from order_sync.inbound.desired import DesiredOrder
from order_sync.inbound.gathered import Gathered
from order_sync.inbound.line_changes import cost_beyond
from order_sync.inbound.omnium_to_flow import to_desired_order
from order_sync.inbound.payments import Payments, payments_of
from order_sync.inbound.placement import Placed, Placement, first_is_made, is_living
from order_sync.inbound.plan import is_unfinished, plan
from order_sync.inbound.withdrawal import end_of, is_begun
from order_sync.omnium_standing import Standing
from order_sync.to_omnium.elsewhere import elsewhere_note

_NO_FORM: Final = OrderForm()
_ELSEWHERE: Final = "what is left of it is handed over elsewhere"
_NOTHING_LEFT: Final = "nothing of it is left in Omnium to be handed over"

_NOT_MADE: Final[Mapping[Standing, str]] = {
    Standing.NOT_YET: "it is not made in Flow yet",
    Standing.ALREADY_OUT: "it is not made in Flow any more",
    Standing.OVER: "it is not made in Flow any more",
}
_NOT_ENDED: Final = (Standing.ALREADY_OUT, Standing.OVER)
"""Of an order that stands so, what broke off is not brought to its end."""


@dataclass(frozen=True)
class Planning:
    """What the parts of an order have in common: all that was gathered, and where each part stands."""

    gathered: Gathered
    own: Sequence[Order]
    placement: Placement
    customer_uid: str | None

    def plans(self) -> Sequence[Plan]:
        """Plan each part, and tell what there is to say of the payments. Raises InvalidData for what cannot be mapped."""
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
        told = [flag for one in planned for flag in one.flags]
        return (*planned, Plan(flags=(*paid.flags, *paid.surplus.flags(told))))

    def _desired(self, placed: Placed, context: InboundContext) -> DesiredOrder | None:
        """Map a part; None where there is nothing to make or to change."""
        actual, part = placed.actual, placed.part
        if self._is_left_alone(actual) or (not part.has_goods and (actual is None or _may_end(actual))):
            return None
        return to_desired_order(part, placed.order_uid, context, customer_uid=self.customer_uid)

    def _is_left_alone(self, actual: Order | None) -> bool:
        """What Omnium holds since it was begun stands in the shop, and goes on: half an order there helps nobody."""
        standing = self.gathered.standing
        if actual is None:
            return standing in _NOT_MADE
        return standing in _NOT_ENDED and is_unfinished(actual)

    def _plan_of(self, placed: Placed, desired: DesiredOrder | None, paid: Payments) -> Plan:
        actual = placed.actual
        if self._is_left_alone(actual):
            return left_alone(self.gathered, actual)
        if desired is not None:
            allotment = paid.allotments[placed.order_uid]
            planned = plan(desired, actual, is_rerun=self.gathered.is_rerun, allotment=allotment)
        elif actual is not None:
            planned = end_of(actual, _NOTHING_LEFT, placed.part.order.billing_currency)
        else:
            planned = Plan(reason=_ELSEWHERE if placed.part.gone else _NOTHING_LEFT)
        return replace(planned, flags=(*planned.flags, *self._flags(planned, actual)))

    def _less_elsewhere(self, placed: Placed) -> Placed:
        """Take off the part what this order of Flow is not to hand over, because others have or will."""
        part, actual = placed.part, placed.actual
        form = part.order.order_form or _NO_FORM
        told = delivered_elsewhere(form, actual)
        others = [other for other in self.own if other is not actual]
        kept = [other.order_uid for other in self.placement.left_over if is_begun(other)]
        held = in_other_orders(part.undivided_line_ids, others, kept)
        gone = {line_id: max(told.get(line_id, 0), held.get(line_id, 0)) for line_id in {*told, *held}}
        order = part.order.model_copy(update={"order_form": without(form, gone)})
        note = elsewhere_note(told, actual)
        return replace(placed, part=replace(part, order=order, note=note, gone=gone))

    def _flags(self, planned: Plan, actual: Order | None) -> Sequence[str]:
        order = self.gathered.order
        status = order.status if order else None
        if self.gathered.standing is Standing.NOT_YET and actual is not None and is_living(actual):
            return (f"the order is {status} in Omnium, and stands in the shop",)
        is_made = any(isinstance(write, CreateOrder) for write in planned.writes)
        if is_made and not self.gathered.is_status_known:
            return (f"the order's status in Omnium, {status}, is not known: it was made in the shop",)
        return ()


def left_alone(gathered: Gathered, actual: Order | None) -> Plan:
    """Write nothing; an order whose making broke off must be looked after by a person."""
    status = gathered.order and gathered.order.status
    reason = f"the order is {status} in Omnium: {_NOT_MADE.get(gathered.standing, _NOT_MADE[Standing.OVER])}"
    if actual is None or not is_unfinished(actual):
        return Plan(reason=reason)
    flag = f"order {actual.order_uid} was begun in Flow and is over in Omnium: it stands OPEN"
    return Plan(reason=reason, flags=(flag,))


def _may_end(actual: Order) -> bool:
    """An order in which goods were handed over, or which holds goods of the shop's own, is the shop's to end."""
    is_finished = actual.order_state in (OrderState.COMPLETE, OrderState.CANCELLED)
    return not is_finished and not any(
        item.external_id is None or item.quantity_delivered for item in actual.items
    )
