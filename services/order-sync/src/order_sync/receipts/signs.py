"""In which direction the lines of an invoice count (decision 0032). No I/O.

Flow tells the lines of a return as it does those of a sale, and a total below zero. On an invoice lines, sums and payments
go the same way: what the customer gets back is below zero; a payment tells it by its type, `Credit`.
"""

from decimal import Decimal

from flow_omnium.flow.amounts import from_flow
from flow_omnium.flow.models import Receipt
from flow_omnium.flow.states import OrderType
from flow_omnium.omnium.models import NewLine
from order_sync.lines.agreement import agrees
from order_sync.to_omnium.line_cost import line_cost


def is_turned(receipt: Receipt) -> bool:
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
