"""What becomes of an order in Flow that is cancelled in Omnium. No I/O."""

from flow_omnium.flow.models import Order, OrderRef
from flow_omnium.flow.states import NOT_STARTED, OrderState
from flow_omnium.jobs.sync import Plan
from order_sync.inbound.changes import ChangeState

_DELIVERED = (
    "cancelled in Omnium, but goods of it were handed over in the shop: both sides are left as they are"
)
_PAID = "cancelled in Omnium after it was paid in the shop: the money has to be given back there"


def cancellation(actual: Order | None) -> Plan:
    """Cancel the order, unless something of it was handed over: that a person must settle."""
    if actual is None:
        return Plan(reason="the order is cancelled in Omnium, and Flow has none of it")
    if actual.order_state == OrderState.CANCELLED:
        return Plan(reason="the order is cancelled on both sides")
    if any(item.quantity_delivered for item in actual.items):
        return Plan(reason=_DELIVERED, flags=(_DELIVERED,))
    if actual.order_state == OrderState.COMPLETE or actual.store_uid is None:
        reason = f"the order is cancelled in Omnium, but {actual.order_state} in Flow"
        return Plan(reason=reason, flags=(reason,))
    ref = OrderRef(actual.store_uid, actual.order_uid)
    is_paid = actual.settle_state not in (None, NOT_STARTED)
    cancel = ChangeState(ref, OrderState.CANCELLED, actual.order_state)
    return Plan((cancel,), flags=(_PAID,) if is_paid else ())
