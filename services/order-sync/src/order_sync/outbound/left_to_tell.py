"""Whether the shop has something left to tell of an order that nothing but a change in Omnium has made tellable. No I/O.

Omnium takes no more of a line as delivered or cancelled than it has ordered; where it orders more later, the rest is told. No
event of Flow's brings that, as nothing has changed there. Only what ends by itself counts, totals that rise and a
cancellation: a status that Omnium's own workflow moves on would be set again and again.
"""

from flow_omnium.omnium.models import Order as OmniumOrder
from flow_omnium.omnium.models import OrderForm
from order_sync.omnium_standing import Standing, standing_of
from order_sync.outbound.gathered import Gathered
from order_sync.outbound.lines import LinesPlan, compared_lines
from order_sync.outbound.shop_progress import is_cancelled
from order_sync.outbound.whole_order import has_others_goods


def is_left_to_tell(gathered: Gathered, actual: OmniumOrder) -> bool:
    """Tell whether a total of a line would rise, or the order be cancelled, where Omnium takes that."""
    standing = standing_of(actual.status, gathered.cancelled)
    form, whole = actual.order_form or OrderForm(), gathered.whole
    if standing is Standing.CANCELLED:
        return False
    if is_cancelled(whole) and (standing is Standing.OVER or not has_others_goods(whole, form)):
        return standing is not Standing.OVER
    lines = LinesPlan(actual.id, None, (), tuple(compared_lines(gathered, form.line_items, is_ready=False)))
    return any(line.update for line in lines.taken(is_over=standing is Standing.OVER).lines)
