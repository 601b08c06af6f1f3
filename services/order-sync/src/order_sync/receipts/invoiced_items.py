"""The lines of a receipt as they are invoiced. No I/O."""

from collections.abc import Sequence
from decimal import Decimal

from flow_omnium.flow.amounts import from_flow
from flow_omnium.flow.models import OrderItem, Receipt
from flow_omnium.flow.states import OrderType
from order_sync.receipts.context import InvoiceContext
from order_sync.to_omnium.line_cost import line_cost
from order_sync.to_omnium.order_discount import spread


def invoiced_items(receipt: Receipt, context: InvoiceContext) -> Sequence[OrderItem]:
    """Return the lines. An invoice has no discount of all of them: where the order has one, each bears its share."""
    if not context.order.discounts or receipt.type == OrderType.RETURN:
        return receipt.items
    discount = sum(map(line_cost, receipt.items), Decimal(0)) - from_flow(receipt.order_totals.grand_total)
    return spread(receipt.items, discount) if discount > 0 else receipt.items
