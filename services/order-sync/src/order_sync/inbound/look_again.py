"""Which orders of the shop must be looked at from its side again, since Omnium now takes what it did not before. No I/O."""

from collections.abc import Collection, Iterator, Sequence
from typing import Final

from flow_omnium.flow.models import Order
from flow_omnium.flow.states import OrderState
from flow_omnium.jobs.sync import Plan
from flow_omnium.tenants.tenant import Tenant
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
from order_sync.outbound.gathered import Gathered as SeenFromTheShop
from order_sync.outbound.left_to_tell import is_left_to_tell
from order_sync.to_omnium.identity import is_order_of, was_born_in_omnium
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
    """Yield one for each order with something left to tell once the plan is carried out.

    An order that the plan changes needs none: that is an event of its own.
    """
    order = gathered.order
    if order is None or gathered.context is None:
        return
    kept = [one for one in gathered.actuals if is_order_of(one, order) and was_born_in_omnium(one)]
    ended, changed = _ended(planned), _changed(planned)
    standing = _standing(kept, ended)
    # A run that died may have taken it back before.
    has_lost_a_part = bool(ended) or gathered.is_rerun
    for actual in standing:
        others = [other for other in standing if other is not actual]
        seen = SeenFromTheShop(tenant, actual, order, others)
        if actual.order_uid not in changed and is_left_to_tell(seen, order, has_lost_a_part=has_lost_a_part):
            yield LookAgain(actual.order_uid, actual.store_uid)


def _standing(own: Sequence[Order], ended: Collection[str]) -> Sequence[Order]:
    """Return the orders that still tell something of Omnium's: not those that are taken back, or about to be."""
    return [one for one in own if not withdrawn(one) and one.order_uid not in ended]


def _ended(planned: Plan) -> Collection[str]:
    changes = (write for write in planned.writes if isinstance(write, ChangeState))
    return {write.order.order_uid for write in changes if write.state == OrderState.CANCELLED}


def _changed(planned: Plan) -> Collection[str]:
    return {write.order.order_uid for write in planned.writes if isinstance(write, _EDITS)}
