"""What a plan for an Omnium order rests on. No I/O."""

from collections.abc import Mapping
from dataclasses import dataclass

from flow_omnium.flow.models import Order as FlowOrder
from flow_omnium.omnium.models import Order
from flow_omnium.runtime.wire import ReadModel
from order_sync.inbound.context import InboundContext
from order_sync.inbound.customer import NOBODY, CustomerFacts
from order_sync.omnium_standing import Standing


@dataclass(frozen=True)
class Gathered:
    """Both sides of an order. `order` is None when Omnium has deleted it, `context` when nothing is to be mapped."""

    order: Order | None
    actual: FlowOrder | None
    standing: Standing
    context: InboundContext | None = None
    customer: CustomerFacts = NOBODY
    is_rerun: bool = False

    @property
    def documents(self) -> Mapping[str, ReadModel | None]:
        """What was read, as people know it."""
        return {
            f"order {self.order.id if self.order else ''} in Omnium": self.order,
            f"order {self.actual.order_uid if self.actual else ''} in Flow": self.actual,
            "the customer in Omnium": self.customer.in_omnium,
        }
