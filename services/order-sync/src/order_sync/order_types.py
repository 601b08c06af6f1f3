"""What each of Omnium's order types becomes in Flow (flow.md 1.1): its state, its handling, its store."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from flow_omnium.flow.states import OrderState
from flow_omnium.omnium.models import Shipment
from flow_omnium.outcomes import Ignored
from flow_omnium.tenants.tenant import OrderTypeNames, Parameters

_NO_NAMES = OrderTypeNames()


@dataclass(frozen=True)
class OrderRule:
    """How orders of one type are made in Flow.

    `handling` reads the uid of the order's handling from the settings, `warehouse` the code of the store from a shipment;
    `warehouse_field` is what Omnium calls that. An order that `expires` has a deadline for its pickup.
    """

    state: OrderState
    handling: Callable[[Parameters], str | None]
    warehouse: Callable[[Shipment], str | None]
    warehouse_field: str
    expires: bool


CLICK_AND_COLLECT = OrderRule(
    state=OrderState.PARKED,
    handling=lambda parameters: parameters.omnium_click_collect_orderhandling_uid,
    warehouse=lambda shipment: shipment.pick_up_warehouse_code,
    warehouse_field="pickUpWarehouseCode",
    expires=True,
)

ONLINE = OrderRule(
    state=OrderState.CONFIRMED,
    handling=lambda parameters: parameters.omnium_online_order_handling_uid,
    warehouse=lambda shipment: shipment.warehouse_code,
    warehouse_field="warehouseCode",
    expires=False,
)

RULES: tuple[OrderRule, ...] = (CLICK_AND_COLLECT, ONLINE)

# Keyed in lower case: Omnium's own events write `ClickAndcollect` (omnium.md 2.2). The vendors' pages call online
# orders both `OnlineOrder` and `Online` (flow.md 5, row 6).
RULE_BY_TYPE: Mapping[str, OrderRule] = MappingProxyType(
    {"clickandcollect": CLICK_AND_COLLECT, "onlineorder": ONLINE, "online": ONLINE}
)


def rule_of(order_type: str | None, names: OrderTypeNames = _NO_NAMES) -> OrderRule:
    """Return the rule of a type, by its own name or one of the tenant's; case and blanks around it do not matter.

    Raises Ignored for a type that shops do not handle.
    """
    rule = _rule_or_none(order_type, names)
    if rule is None:
        reason = f"orders of type {order_type or '(none)'} do not go to the shop"
        raise Ignored(reason)
    return rule


def has_rule(order_type: str | None, names: OrderTypeNames) -> bool:
    """Tell whether shops handle orders of a type."""
    return _rule_or_none(order_type, names) is not None


def is_click_and_collect(order_type: str | None, names: OrderTypeNames) -> bool:
    """Tell whether the customer collects an order of this type, by its own name or one of the tenant's."""
    return _rule_or_none(order_type, names) is CLICK_AND_COLLECT


def _rule_or_none(order_type: str | None, names: OrderTypeNames) -> OrderRule | None:
    wanted = (order_type or "").strip().lower()
    # A vendor's own name is what it says, also where a tenant lists it for another rule.
    if wanted in RULE_BY_TYPE:
        return RULE_BY_TYPE[wanted]
    own = ((CLICK_AND_COLLECT, names.click_and_collect), (ONLINE, names.online))
    return next((rule for rule, further in own if wanted in {name.lower() for name in further}), None)
