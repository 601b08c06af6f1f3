"""Whether the shop has something left to tell of an order that nothing but a change in Omnium has made tellable. No I/O.

Omnium takes no more of a line as delivered or cancelled than it has ordered; where it orders more later, the rest is told. No
event of Flow's brings that, as nothing has changed there. Only what ends by itself counts: totals, which never fall, and the
end of an order of which another store's part is taken back. Any other status might be moved on by Omnium's own workflow, and
would be set again and again.
"""

from flow_omnium.omnium.models import Order as OmniumOrder
from flow_omnium.omnium.models import OrderForm
from order_sync.omnium_standing import Standing, standing_of
from order_sync.outbound.gathered import Gathered
from order_sync.outbound.lines import plan_known_lines
from order_sync.outbound.prepayment import prepayment
from order_sync.outbound.shop_progress import is_cancelled
from order_sync.outbound.status import wanted_status
from order_sync.outbound.whole_order import has_others_goods


def is_left_to_tell(gathered: Gathered, actual: OmniumOrder, *, has_lost_a_part: bool) -> bool:
    """Tell whether a total of a line would rise where Omnium takes that, or the order be over by what it has lost."""
    standing = standing_of(actual.status, gathered.cancelled)
    form, is_over = actual.order_form or OrderForm(), standing is Standing.OVER
    if standing is Standing.CANCELLED or (is_over and is_cancelled(gathered.whole)):
        return False
    if has_lost_a_part and not is_over and _is_at_an_end(gathered, actual, form):
        return True
    lines = plan_known_lines(gathered, actual.id, form).taken(is_over=is_over)
    return any(line.update for line in lines.lines)


def _is_at_an_end(gathered: Gathered, actual: OmniumOrder, form: OrderForm) -> bool:
    statuses, whole = gathered.tenant.order_statuses, gathered.whole
    has_more = has_others_goods(whole, form)
    paid = prepayment(whole, actual)
    wanted = wanted_status(whole, statuses, is_ready=False, has_more=has_more, paid=paid)
    return wanted in (statuses.completed, statuses.cancelled) and wanted != actual.status
