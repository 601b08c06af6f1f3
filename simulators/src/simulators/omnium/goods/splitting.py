"""How lines of a purchase order get into a delivery; pure.

A part quantity splits a line: the part keeps the id, what is left of it gets a new one.
"""

from collections.abc import Callable

from simulators.documents import Document
from simulators.omnium.models.delivery import LineToDeliver
from simulators.omnium.orders.totals import ZERO, number
from simulators.omnium.purchasing.line_rules import line_named, open_of
from simulators.omnium.purchasing.purchase_order_store import delivery_of_line, lines_of
from simulators.refusal import Refusal


def put_in_delivery(
    order: Document, wanted: LineToDeliver, delivery_id: str, new_id: Callable[[], str]
) -> Document:
    """Put a line, or a part of one, in a delivery, in place; gives that line. Raises Refusal 400."""
    line = line_to_deliver(order, wanted)
    left = open_of(line)
    if taken := delivery_of_line(order, line):
        raise Refusal(400, f"lineItemId: '{line['lineItemId']}' is in delivery {taken} already")
    if wanted.quantity is not None and wanted.quantity > left:
        raise Refusal(400, f"quantity: line '{line['lineItemId']}' has only {left} open")
    if wanted.quantity is not None and wanted.quantity < left:
        add_after(order, line, split(line, wanted, new_id()))
    line["deliveryId"] = delivery_id
    return line


def line_to_deliver(order: Document, wanted: LineToDeliver) -> Document:
    """Find a line by its id, else by its SKU among those in no delivery. Raises Refusal 400."""
    if wanted.line_item_id:
        return line_named(lines_of(order), wanted.line_item_id)
    if not wanted.code:
        raise Refusal(400, "lineItemId: is required, or code")
    found = [line for line in lines_of(order) if line.get("code") == wanted.code]
    free = [line for line in found if not line.get("deliveryId")]
    if not found or len(free) > 1:
        raise Refusal(400, f"code: '{wanted.code}' is on {len(found)} lines of purchase order {order['id']}")
    return (free or found)[0]


def split(line: Document, wanted: LineToDeliver, rest_id: str) -> Document:
    """Cut a line down to the wanted quantity, in place; gives the rest, with what is done of the line."""
    rest = {**line, "lineItemId": rest_id, "quantity": number(line["quantity"]) - number(wanted.quantity)}
    line.update(quantity=number(wanted.quantity), deliveredQuantity=ZERO, canceledQuantity=ZERO)
    return rest


def add_after(order: Document, line: Document, rest: Document) -> None:
    """Put a new line behind another one, in place."""
    lines = lines_of(order)
    lines.insert(lines.index(line) + 1, rest)
