"""What a plan for an order of the shop rests on: both systems' records."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from flow_omnium.flow.models import Customer, Order
from flow_omnium.flow.models import Tenant as FlowTenant
from flow_omnium.flow.payment_methods import PaymentMethod
from flow_omnium.omnium.models import Order as OmniumOrder
from flow_omnium.rest.models import ReadModel
from flow_omnium.tenants.tenant import Tenant
from order_sync.outbound.status import whole_order
from order_sync.to_omnium.payments import PaymentNames


@dataclass(frozen=True)
class Gathered:
    """Both sides of an order; what its plan does not need is left at its default.

    - `omnium`: the order in Omnium; of a return, that of the `original`
    - `original_may_come`: where either is missing, whether it is worth waiting for
    - `others`: the other orders of Flow that belong to the same order in Omnium
    - `customer_trouble`: why the order may not name its customer in Omnium
    - `cancelled_statuses`: in lower case
    """

    tenant: Tenant
    order: Order
    omnium: OmniumOrder | None = None
    others: Sequence[Order] = ()
    original: Order | None = None
    original_may_come: bool = True
    customer: Customer | None = None
    customer_trouble: str | None = None
    flow_tenant: FlowTenant = field(default_factory=FlowTenant)
    payment_methods: Sequence[PaymentMethod] = ()
    cancelled_statuses: frozenset[str] = frozenset()

    @property
    def cancelled(self) -> frozenset[str]:
        """The tenant's own cancelled statuses: those marked so in Omnium, and the one that we set ourselves."""
        return self.cancelled_statuses | {self.tenant.order_statuses.cancelled.lower()}

    @property
    def whole(self) -> Order:
        """The order joined with the others (`status.whole_order`)."""
        return whole_order(self.order, self.others)

    @property
    def documents(self) -> Mapping[str, ReadModel | None]:
        """What was read, by the name under which flags mention it."""
        return {
            f"order {self.order.order_uid} in Flow": self.order,
            f"order {self.omnium.id if self.omnium else ''} in Omnium": self.omnium,
            "the original order in Flow": self.original,
            "the customer in Flow": self.customer,
        }

    def money(self, amount: Decimal) -> str:
        """Write an amount as people read it, with the currency of the shop."""
        return " ".join(filter(None, (f"{amount:.2f}", self.flow_tenant.currency.code)))

    @property
    def payment_names(self) -> PaymentNames:
        """What Omnium calls the ways to pay."""
        return PaymentNames(self.tenant.payment_methods, self.payment_methods)
