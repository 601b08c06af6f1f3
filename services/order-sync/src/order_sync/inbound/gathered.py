"""What a plan for an Omnium order rests on: both sides, and the settings that its mapping needs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from flow_omnium.flow.models import Order as FlowOrder
from flow_omnium.omnium.models import Order
from flow_omnium.rest.models import ReadModel
from flow_omnium.tenants.tenant import OrderTypeNames, Parameters
from order_sync.inbound.allotment import PaymentRules
from order_sync.inbound.customer import NOBODY, CustomerFacts
from order_sync.inbound.stores import NO_LIST, Stores
from order_sync.order_stage import OrderStage
from order_sync.order_types import OrderRule


@dataclass(frozen=True)
class InboundContext:
    """`now` is aware; `shared_customer_ids` are in lower case; `timezone` (IANA) and `country` (ISO 3166) are needed only to work out a deadline."""

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
    """Both sides of an order. `order` is None when Omnium has deleted it, `context` when nothing is to be mapped.

    `shop_currency` is that of a deleted order, which tells none itself.

    `rule` is that of the order's type; without one shops do not handle it any more.
    `actuals` are the orders that Flow has under the uids of this one, the bare uid first; those of other orders are among
    them.
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
    def documents(self) -> Mapping[str, ReadModel | None]:
        """What was read, as people know it."""
        return {
            f"order {self.order.id if self.order else ''} in Omnium": self.order,
            **{f"order {actual.order_uid} in Flow": actual for actual in self.actuals},
            "the customer in Omnium": self.customer.in_omnium,
        }
