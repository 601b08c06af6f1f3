"""Whether the goods of an order wait for the customer. No I/O."""

from typing import Final

from flow_omnium.flow.models import Order
from flow_omnium.flow.states import READY
from flow_omnium.tenants.tenant import Tenant

_CLICK_AND_COLLECT: Final = "clickandcollect"


def is_ready_for_pickup(order: Order, order_type: str | None, tenant: Tenant) -> bool:
    """Tell whether a Click & Collect order's handling is ready; the type is Omnium's, compared without case.

    The handling is the configured one, any one if none is configured.
    """
    own_names = (name.lower() for name in tenant.order_types.click_and_collect)
    if (order_type or "").lower() not in {_CLICK_AND_COLLECT, *own_names}:
        return False
    configured = tenant.parameters.omnium_click_collect_orderhandling_uid
    return any(
        handling.state == READY
        for handling in order.orderhandlings
        if configured in (None, handling.handling_uid)
    )
