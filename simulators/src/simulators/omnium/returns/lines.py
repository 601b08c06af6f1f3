"""How much of a line may come back, and what it is worth; pure."""

from decimal import ROUND_HALF_UP, Decimal

from simulators.documents import Document
from simulators.omnium.models.returns import ReturnLine
from simulators.omnium.orders.lines import line_of
from simulators.omnium.orders.totals import LINE_STEP, number, rows
from simulators.refusal import Refusal


def take_back(order: Document, wanted: ReturnLine, now: str) -> Document:
    """Book the return of a line on the order, in place; gives the line of the return.

    Raises Refusal 400 for an unknown line, and for more than was delivered and is not back yet.
    """
    line = line_of(order, wanted.line_item_id)
    left = number(line.get("deliveredQuantity")) - number(line.get("returnQuantity"))
    if wanted.return_quantity > left:
        raise Refusal(400, f"returnQuantity: line '{wanted.line_item_id}' has only {left} left to return")
    worth = worth_of(line, wanted)
    line["returnQuantity"] = number(line.get("returnQuantity")) + wanted.return_quantity
    line["creditedAmount"] = number(line.get("creditedAmount")) + worth
    line.update(returnReason=wanted.return_reason, returnType=wanted.return_type, returnDate=now)
    return {
        **line,
        "returnQuantity": wanted.return_quantity,
        "creditedAmount": worth,
        "updateStock": wanted.is_stock_updated is not False,
        "internalWarehouseLocation": wanted.internal_warehouse_location,
        "properties": [item.model_dump(by_alias=True) for item in wanted.properties],
    }


def worth_of(line: Document, wanted: ReturnLine) -> Decimal:
    """Tell what the customer gets back: the sent amount per piece, else the share of what was paid."""
    if wanted.credit_amount is not None:
        return wanted.credit_amount * wanted.return_quantity
    kept = number(line.get("quantity")) - number(line.get("canceledQuantity"))
    share = number(line.get("extendedPrice")) * wanted.return_quantity / kept if kept else Decimal(0)
    return share.quantize(LINE_STEP, ROUND_HALF_UP)


def status_after_return(order: Document) -> str:
    """Tell the order's status: all that was delivered is back, or a part of it."""
    lines = rows(order["orderForm"], "lineItems")
    open_lines = [
        line for line in lines if number(line.get("returnQuantity")) < number(line.get("deliveredQuantity"))
    ]
    return "PartiallyReturned" if open_lines else "Returned"
