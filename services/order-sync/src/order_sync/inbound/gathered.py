"""What a plan for an order of Omnium rests on: both systems' records, and the settings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from flow_omnium.flow.models import Order as FlowOrder
from flow_omnium.omnium.models import Order
from flow_omnium.rest.models import ReadModel
from flow_omnium.tenants.tenant import OrderTypeNames, Parameters
from order_sync.identity import is_order_of
from order_sync.inbound.allotment import PaymentRules
from order_sync.inbound.customer import NOBODY, CustomerFacts
from order_sync.inbound.stores import NO_LIST, Stores
from order_sync.order_stage import OrderStage
from order_sync.order_types import OrderRule


@dataclass(frozen=True)
class InboundContext:
    """What the mapping needs besides the order.

    `now` is aware; `timezone` (IANA) and `country` (ISO 3166) serve to work out a deadline; `shared_customer_ids` are in lower
    case.
    """

    parameters: Parameters
    now: datetime
    timezone: str | None
    country: str | None
    order_types: OrderTypeNames = field(default_factory=OrderTypeNames)
    shipping_product_uid: str | None = None
    fee_product_uid: str | None = None
    payments: PaymentRules = field(default_factory=PaymentRules)
    shared_customer_ids: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Gathered:
    """Both sides of an order.

    - `order`: None if Omnium has deleted it; then `shop_currency` says which money the shop has taken
    - `actuals`: the orders in Flow under uids that this order may have; orders of others may be among them
    - `context`: None where nothing is to be mapped
    - `rule`: that of the order's type; None if shops do not handle that type any more
    """

    order: Order | None
    actuals: Sequence[FlowOrder]
    stage: OrderStage
    context: InboundContext | None = None
    customer: CustomerFacts = NOBODY
    is_rerun: bool = False
    stores: Stores = NO_LIST
    is_status_known: bool = True
    rule: OrderRule | None = None
    shop_currency: str | None = None

    @property
    def own(self) -> Sequence[FlowOrder]:
        """The orders in Flow that are this order's: ids that look alike share a uid (decision 35)."""
        order = self.order
        return [actual for actual in self.actuals if order is None or is_order_of(actual, order)]

    @property
    def documents(self) -> Mapping[str, ReadModel | None]:
        """What was read, by the name under which flags mention it."""
        return {
            f"order {self.order.id if self.order else ''} in Omnium": self.order,
            **{f"order {actual.order_uid} in Flow": actual for actual in self.actuals},
            "the customer in Omnium": self.customer.in_omnium,
        }
