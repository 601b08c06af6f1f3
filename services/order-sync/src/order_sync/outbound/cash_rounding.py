"""What lies between the payments of an order and the costs of its lines. No I/O."""

from dataclasses import dataclass
from decimal import Decimal

from flow_omnium.flow.amounts import from_flow
from flow_omnium.flow.models import Order
from order_sync.outbound.shop_progress import standing_items
from order_sync.to_omnium.line_cost import line_cost
from order_sync.to_omnium.order_discount import order_discount
from order_sync.to_omnium.payments import settled_amount


@dataclass(frozen=True)
class PaidAndCost:
    """What was paid, and what the lines cost; `cash_step` is what cash is rounded to, in hundredths."""

    paid: Decimal
    cost: Decimal
    cash_step: int

    @property
    def roundoff(self) -> Decimal | None:
        """The difference, where it is the rounding of cash."""
        difference = self.paid - self.cost
        return difference if difference and abs(difference) * 2 <= from_flow(self.cash_step) else None

    @property
    def flags(self) -> tuple[str, ...]:
        """What a person should look at: a difference that no rounding explains."""
        if self.paid == self.cost or self.roundoff:
            return ()
        return (f"the amounts differ: {self.paid:.2f} was paid, the lines cost {self.cost:.2f}",)


def paid_and_cost(order: Order, cash_step: int) -> PaidAndCost:
    """Add both up."""
    cost = sum(map(line_cost, standing_items(order)), Decimal(0)) - order_discount(order)
    return PaidAndCost(settled_amount(order.settlements), cost, cash_step)
