"""Which orders need an outbound job because Omnium can now take what it could not before.

Omnium takes no more of a line as delivered or cancelled than it has ordered. If it orders more later, the rest can be reported,
but no event of Flow starts that, since nothing changed there. Only what cannot go on for ever counts: totals, which never fall,
and the end of an order whose other part was taken back. Any other status may be changed again by Omnium's workflow, and we would
set it over and over.
"""

from collections.abc import Collection, Iterator, Sequence
from typing import Final

from flow_omnium.flow.models import Order
from flow_omnium.flow.states import OrderState
from flow_omnium.jobs.sync import Plan
from flow_omnium.omnium.models import Order as OmniumOrder
from flow_omnium.omnium.models import OrderForm
from flow_omnium.tenants.tenant import Tenant
from order_sync.identity import is_order_of, was_born_in_omnium
from order_sync.inbound.changes import (
    AddDiscount,
    AddLine,
    AddSettlement,
    AttachHandling,
    ChangeHeader,
    ChangeLine,
    ChangeState,
    LookAgain,
    RemoveLine,
)
from order_sync.inbound.gathered import Gathered
from order_sync.order_stage import OrderStage, stage_of
from order_sync.outbound.gathered import Gathered as OutboundGathered
from order_sync.outbound.lines import plan_known_lines
from order_sync.outbound.payments import prepayment
from order_sync.outbound.shop_progress import is_cancelled
from order_sync.outbound.status import has_others_goods, wanted_status
from order_sync.to_omnium.notes import withdrawn

_EDITS: Final = (
    AddDiscount,
    AddLine,
    AddSettlement,
    AttachHandling,
    ChangeHeader,
    ChangeLine,
    ChangeState,
    RemoveLine,
)


def looks_again(gathered: Gathered, planned: Plan, tenant: Tenant) -> Iterator[LookAgain]:
    """Yield one for each order that has something left to report once the plan is carried out.

    An order that the plan changes needs none: the change makes an event in Flow.
    """
    order = gathered.order
    if order is None or gathered.context is None:
        return
    kept = [one for one in gathered.actuals if is_order_of(one, order) and was_born_in_omnium(one)]
    ended, changed = _ended(planned), _changed(planned)
    standing = _standing(kept, ended)
    # An earlier run may have taken a part back and died before it came here.
    has_lost_a_part = bool(ended) or gathered.is_rerun
    for actual in standing:
        others = [other for other in standing if other is not actual]
        seen = OutboundGathered(tenant, actual, order, others)
        if actual.order_uid not in changed and _is_left_to_tell(seen, order, has_lost_a_part=has_lost_a_part):
            yield LookAgain(actual.order_uid, actual.store_uid)


def _standing(own: Sequence[Order], ended: Collection[str]) -> Sequence[Order]:
    """Return the orders that still are a part of Omnium's: not taken back, nor about to be."""
    return [one for one in own if not withdrawn(one) and one.order_uid not in ended]


def _ended(planned: Plan) -> Collection[str]:
    changes = (write for write in planned.writes if isinstance(write, ChangeState))
    return {write.order.order_uid for write in changes if write.state == OrderState.CANCELLED}


def _changed(planned: Plan) -> Collection[str]:
    return {write.order.order_uid for write in planned.writes if isinstance(write, _EDITS)}


def _is_left_to_tell(gathered: OutboundGathered, actual: OmniumOrder, *, has_lost_a_part: bool) -> bool:
    """Tell whether a line's total would rise in Omnium, or the order would end now that a part is lost."""
    stage = stage_of(actual.status, gathered.cancelled)
    form, is_over = actual.order_form or OrderForm(), stage is OrderStage.OVER
    if stage is OrderStage.CANCELLED or (is_over and is_cancelled(gathered.whole)):
        return False
    if has_lost_a_part and not is_over and _is_at_an_end(gathered, actual, form):
        return True
    lines = plan_known_lines(gathered, actual.id, form).taken(is_over=is_over)
    return any(line.update for line in lines.lines)


def _is_at_an_end(gathered: OutboundGathered, actual: OmniumOrder, form: OrderForm) -> bool:
    statuses, whole = gathered.tenant.order_statuses, gathered.whole
    has_more = has_others_goods(whole, form)
    paid = prepayment(whole, actual)
    wanted = wanted_status(whole, statuses, is_ready=False, has_more=has_more, paid=paid)
    return wanted in (statuses.completed, statuses.cancelled) and wanted != actual.status
