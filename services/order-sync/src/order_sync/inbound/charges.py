"""What an order costs besides its goods: shipping, handling, and any difference to Omnium's total.

By the tenant's settings each becomes a line, a discount, or a text in the internal note. Exact decimals in major units.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from flow_omnium.flow.amounts import from_flow, to_flow
from flow_omnium.omnium.models import OrderForm, Shipment
from order_sync.lines.amounts import agrees, checked
from order_sync.lines.packages import OpenLine
from order_sync.lines.shop_lines import FEE_LINE_ID, HANDLING_LINE_ID, SHIPPING_LINE_ID

_ZERO: Final = Decimal(0)
_NO_NAME: Final = "Difference to Omnium's total"


@dataclass(frozen=True)
class Difference:
    """The difference between Omnium's total and the lines: in Flow it becomes a line, a discount, or a note.

    `amount` is zero where they agree; `cost` is what the lines add up to.
    """

    amount: Decimal = _ZERO
    cost: Decimal = _ZERO
    name: str = _NO_NAME
    fee_product_uid: str | None = None

    @property
    def discount(self) -> Decimal:
        """The discount of the whole order, for a total below the lines; never more than the order costs."""
        # Never more than the lines cost; the rest stands in the note (decision 29).
        return min(max(-self.amount, _ZERO), max(self.cost, _ZERO))

    @property
    def lines(self) -> tuple[OpenLine, ...]:
        """The line for a total above the lines, if the tenant has a product for it."""
        if self.amount <= 0 or self.fee_product_uid is None:
            return ()
        return (_fee_line(FEE_LINE_ID, self.fee_product_uid, self.amount),)

    def note(self, currency: str | None) -> str | None:
        """The part that neither a line nor a discount can carry, as a text for the shop."""
        left = self._in_words_only
        return None if not left else f"Not on the lines: {_signed(left)} {currency or ''}".rstrip()

    def flags(self, order_uid: str, currency: str | None) -> tuple[str, ...]:
        """Flag the difference with both sums, and say what became of it."""
        if not self.amount:
            return ()
        money = f" {currency}" if currency else ""
        sums = f"the lines come to {self.cost:.2f}{money}, Omnium's total to {self.cost + self.amount:.2f}{money}"
        return (f"order {order_uid}: {sums}; the difference is {self._borne_by}",)

    @property
    def _in_words_only(self) -> Decimal:
        if self.amount > 0:
            return _ZERO if self.lines else self.amount
        return self.amount + self.discount

    @property
    def _borne_by(self) -> str:
        if self.lines:
            return f"line {FEE_LINE_ID} in Flow"
        if not self.discount:
            return "in the internal note in Flow"
        return "a discount of the order in Flow" + (
            " and in its internal note" if self._in_words_only else ""
        )


def difference(
    form: OrderForm, total: Decimal | None, lines: Sequence[OpenLine], fee_product_uid: str | None
) -> Difference:
    """Compare the total with the lines; rounding is no difference, nor is a missing total."""
    cost = from_flow(to_flow(sum((line.cost for line in lines), _ZERO)))
    if total is None or agrees(total, (line.cost for line in lines)):
        return Difference(cost=cost)
    names = filter(None, (discount.discount_name or discount.discount_code for discount in form.discounts))
    name = ", ".join(dict.fromkeys(names)) or _NO_NAME
    return Difference(from_flow(to_flow(total)) - cost, cost, name, fee_product_uid)


def _fee_line(line_id: str, product_uid: str, cost: Decimal) -> OpenLine:
    """Return a line of quantity 1 with this cost."""
    return OpenLine(
        line_id=line_id,
        code=product_uid,
        quantity=Decimal(1),
        price=cost,
        cost=cost,
        is_package=False,
        package_line_id=None,
    )


def _signed(amount: Decimal) -> str:
    return f"{amount:+.2f}"


def shipping_lines(form: OrderForm, product_uid: str | None) -> tuple[OpenLine, ...]:
    """One line for each shipment that costs something; none without a product to book it on. Raises InvalidData."""
    if product_uid is None:
        return ()
    return tuple(
        _fee_line(f"{SHIPPING_LINE_ID}{shipment_id}", product_uid, cost) for shipment_id, cost in _costs(form)
    )


def shipping_note(form: OrderForm, product_uid: str | None) -> str | None:
    """What the internal note says of the cost where there is no product to book it on. Raises InvalidData."""
    costs = () if product_uid else tuple(_costs(form))
    return "\n".join(f"Shipping {shipment_id}: {cost:.2f}" for shipment_id, cost in costs) or None


def handling_lines(form: OrderForm, product_uid: str | None) -> tuple[OpenLine, ...]:
    """One line if handling costs something; none without a product to book it on. Raises InvalidData."""
    cost = checked("orderForm.handlingTotal", form.handling_total)
    return () if product_uid is None or cost <= 0 else (_fee_line(HANDLING_LINE_ID, product_uid, cost),)


def handling_note(form: OrderForm, product_uid: str | None) -> str | None:
    """What the internal note says of it where there is no product to book it on. Raises InvalidData."""
    cost = checked("orderForm.handlingTotal", form.handling_total)
    return None if product_uid or cost <= 0 else f"Handling: {cost:.2f}"


def _costs(form: OrderForm) -> Iterator[tuple[str, Decimal]]:
    total = checked("orderForm.shippingTotal", form.shipping_total)
    costs = [_cost(position, shipment) for position, shipment in enumerate(form.shipments)]
    if sum((cost for _, cost in costs), _ZERO) != total:
        # The shipments may lack the cost or round it: the order's own total is what the customer pays.
        costs = [(costs[0][0] if costs else "1", total)]
    yield from ((shipment_id, cost) for shipment_id, cost in costs if cost > 0)


def _cost(position: int, shipment: Shipment) -> tuple[str, Decimal]:
    cost = checked(f"orderForm.shipments[{position}].shippingTotal", shipment.shipping_total)
    return shipment.shipment_id or str(position + 1), cost
