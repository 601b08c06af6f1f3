"""What an invoice comes to, and what was rounded off in cash; signs as in Flow. No I/O."""

from decimal import Decimal
from typing import TypedDict

from flow_omnium.flow.amounts import from_flow
from flow_omnium.flow.models import Receipt
from flow_omnium.flow.states import OrderType
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
    is_rounding = difference != 0 and 2 * abs(difference) <= from_flow(cash_rounding)
    return difference if is_rounding else None
