"""The sums of an invoice, its lines, and their sign.

In Flow a return has lines above zero and a total below zero. On an invoice lines and sums have the same sign: what the
customer gets back is below zero. Payments stay above zero; their type `Credit` says it (decision 0032).
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
    """The sums of an invoice in major units. `amount` plus `amount_roundoff`, the rounding of cash, is what was paid."""

    amount: Decimal
    amount_excluding_tax: Decimal
    amount_roundoff: Decimal | None


def amount_fields(receipt: Receipt, cash_rounding: int) -> AmountFields:
    """Return the sums; `cash_rounding` is the step × 100. Of a receipt that only pays, the total is what was paid."""
    settled = settled_amount(receipt.settlements)
    total = settled if receipt.type == OrderType.PAYMENT else from_flow(receipt.order_totals.grand_total)
    return AmountFields(
        amount=total,
        amount_excluding_tax=total - from_flow(receipt.order_totals.total_vat),
        amount_roundoff=_roundoff(settled - total, cash_rounding),
    )


def _roundoff(difference: Decimal, cash_rounding: int) -> Decimal | None:
    """Return the rounding of cash, None without one: a larger difference is an error, and is flagged elsewhere."""
    return difference if difference and is_cash_rounding(difference, cash_rounding) else None


def is_reversed(receipt: Receipt) -> bool:
    """Tell whether the lines need the opposite sign to add up to the total; where both fit or neither, the type decides."""
    total, costs = from_flow(receipt.order_totals.grand_total), tuple(map(line_cost, receipt.items))
    as_they_are, turned_round = agrees(total, costs), agrees(total, (-cost for cost in costs))
    return turned_round if as_they_are != turned_round else receipt.type == OrderType.RETURN


def is_credit(receipt: Receipt, amount: Decimal) -> bool:
    """Tell whether it is a credit note: money went back, or no money moved and goods came back."""
    return amount < 0 or (amount == 0 and receipt.type == OrderType.RETURN)


def turned(line: NewLine) -> NewLine:
    """Return the line with the opposite sign: its quantities and its discount, not its price."""
    names = ("quantity", "discounted", "delivered_quantity", "canceled_quantity")
    given = {name: getattr(line, name) for name in names}
    return line.model_copy(update={name: -value for name, value in given.items() if value is not None})


def invoiced_items(receipt: Receipt, context: InvoiceContext) -> Sequence[OrderItem]:
    """Return the lines. An invoice has no discount of the whole order, so each line takes its share of one."""
    if not context.order.discounts or receipt.type == OrderType.RETURN:
        return receipt.items
    discount = sum(map(line_cost, receipt.items), Decimal(0)) - from_flow(receipt.order_totals.grand_total)
    return spread(receipt.items, discount) if discount > 0 else receipt.items
