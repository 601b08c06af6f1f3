"""What each of Omnium's order types becomes in Flow (flow.md 1.1): its state, its handling, its store. No I/O."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from flow_omnium.flow.states import OrderState
from flow_omnium.omnium.models import Shipment
from flow_omnium.outcomes import Ignored
from flow_omnium.tenants.tenant import Parameters


@dataclass(frozen=True)
class OrderRule:
    """How orders of one type are made in Flow."""

    state: OrderState
    handling: Callable[[Parameters], str | None]
    warehouse: Callable[[Shipment], str | None]
    warehouse_field: str
    expires: bool


_CLICK_AND_COLLECT = OrderRule(
    state=OrderState.PARKED,
    handling=lambda parameters: parameters.omnium_click_collect_orderhandling_uid,
    warehouse=lambda shipment: shipment.pick_up_warehouse_code,
    warehouse_field="pickUpWarehouseCode",
    expires=True,
)
_ONLINE = OrderRule(
    state=OrderState.CONFIRMED,
    handling=lambda parameters: parameters.omnium_online_order_handling_uid,
    warehouse=lambda shipment: shipment.warehouse_code,
    warehouse_field="warehouseCode",
    expires=False,
)

# Keyed in lower case: Omnium's own events write `ClickAndcollect` (omnium.md 2.2). The vendors' pages call online
# orders both `OnlineOrder` and `Online` (flow.md 5, row 6).
RULE_BY_TYPE: Mapping[str, OrderRule] = MappingProxyType(
    {"clickandcollect": _CLICK_AND_COLLECT, "onlineorder": _ONLINE, "online": _ONLINE}
)


def rule_of(order_type: str | None) -> OrderRule:
    """Choose the rule of a type, without regard to case. Raises Ignored for a type that shops do not handle."""
    rule = RULE_BY_TYPE.get((order_type or "").lower())
    if rule is None:
        reason = f"orders of type {order_type or '(none)'} do not go to the shop"
        raise Ignored(reason)
    return rule
