"""What an invoice comes to, which lines it has, and in which direction they count.

Flow tells the lines of a return as it does those of a sale, and a total below zero. On an invoice lines, sums and payments go
the same way: what the customer gets back is below zero; a payment tells it by its type, `Credit` (decision 0032).
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import TypedDict

from flow_omnium.flow.amounts import from_flow
from flow_omnium.flow.models import OrderItem, Receipt
from flow_omnium.flow.states import OrderType
from flow_omnium.omnium.models import NewLine
from order_sync.lines.amounts import agrees, is_cash_rounding
from order_sync.lines.shop_lines import line_cost
from order_sync.receipts.gathered import InvoiceContext
from order_sync.to_omnium.lines import spread
from order_sync.to_omnium.payments import settled_amount


class AmountFields(TypedDict):
    """The sums of an invoice in major units; `amount_roundoff` plus `amount` is what was paid."""

    amount: Decimal
    amount_excluding_tax: Decimal
    amount_roundoff: Decimal | None


def amount_fields(receipt: Receipt, cash_rounding: int) -> AmountFields:
    """Take the receipt's total; of a receipt that only pays, what was paid is the total."""
    settled = settled_amount(receipt.settlements)
    total = settled if receipt.type == OrderType.PAYMENT else from_flow(receipt.order_totals.grand_total)
    return AmountFields(
        amount=total,
        amount_excluding_tax=total - from_flow(receipt.order_totals.total_vat),
        amount_roundoff=_roundoff(settled - total, cash_rounding),
    )


def _roundoff(difference: Decimal, cash_rounding: int) -> Decimal | None:
    """More than half a step is no rounding: then something else is missing or too much."""
    return difference if difference and is_cash_rounding(difference, cash_rounding) else None


def is_reversed(receipt: Receipt) -> bool:
    """Tell whether the lines count the other way round: so that they add up to the total, else as the type says."""
    total, costs = from_flow(receipt.order_totals.grand_total), tuple(map(line_cost, receipt.items))
    as_they_are, turned_round = agrees(total, costs), agrees(total, (-cost for cost in costs))
    return turned_round if as_they_are != turned_round else receipt.type == OrderType.RETURN


def is_credit(receipt: Receipt, amount: Decimal) -> bool:
    """Tell a credit note: money went back to the customer, or none went either way and goods came back."""
    return amount < 0 or (amount == 0 and receipt.type == OrderType.RETURN)


def turned(line: NewLine) -> NewLine:
    """Return a line that counts the other way round."""
    names = ("quantity", "discounted", "delivered_quantity", "canceled_quantity")
    given = {name: getattr(line, name) for name in names}
    return line.model_copy(update={name: -value for name, value in given.items() if value is not None})


def invoiced_items(receipt: Receipt, context: InvoiceContext) -> Sequence[OrderItem]:
    """Return the lines. An invoice has no discount of all of them: where the order has one, each bears its share."""
    if not context.order.discounts or receipt.type == OrderType.RETURN:
        return receipt.items
    discount = sum(map(line_cost, receipt.items), Decimal(0)) - from_flow(receipt.order_totals.grand_total)
    return spread(receipt.items, discount) if discount > 0 else receipt.items
