"""What the lines of a purchase order must be like, and how much of them is open; pure."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from simulators.documents import Document
from simulators.omnium.models.purchase_order import LineToSplit
from simulators.omnium.orders.totals import ZERO, number
from simulators.refusal import Refusal

PATH: Final = "purchaseOrderForm.lineItems"
NEEDED: Final = ("lineItemId", "code")
QUANTITIES: Final = ("quantity", "deliveredQuantity", "canceledQuantity", "countedQuantity")


def open_of(line: Document) -> Decimal:
    """Tell how much is still to come: ordered, less delivered and cancelled, never below zero."""
    gone = number(line.get("deliveredQuantity")) + number(line.get("canceledQuantity"))
    return max(number(line.get("quantity")) - gone, ZERO)


def nothing_open(lines: Sequence[Document]) -> bool:
    """Tell whether nothing is still to come; more delivered than ordered counts as all."""
    return not any(open_of(line) for line in lines)


def cancel_rest(line: Document) -> None:
    """Cancel what is open of a line, in place."""
    line["canceledQuantity"] = number(line.get("canceledQuantity")) + open_of(line)


def split_off(lines: list[Document], wanted: LineToSplit) -> None:
    """Move a part of what is open of a line to a new one behind it, in place. Raises Refusal 400 for more than that."""
    line = line_named(lines, wanted.line_item_id)
    part = wanted.quantity_to_split
    if part >= open_of(line):
        raise Refusal(400, f"quantityToSplit: line '{wanted.line_item_id}' has only {open_of(line)} open")
    line["quantity"] = number(line["quantity"]) - part
    done = dict.fromkeys(("deliveredQuantity", "canceledQuantity", "countedQuantity"), ZERO)
    new = {**line, **done, "lineItemId": wanted.new_line_item_id, "quantity": part}
    lines.insert(lines.index(line) + 1, new)


def line_named(lines: Sequence[Document], line_id: str) -> Document:
    """Find a line. Raises Refusal 400."""
    for line in lines:
        if line.get("lineItemId") == line_id:
            return line
    raise Refusal(400, f"lineItemId: '{line_id}' is not on the purchase order")


def refuse_bad_lines(lines: Sequence[Document]) -> None:
    """Refuse lines that lack something, stand twice or have quantities below zero."""
    faults = list(line_faults(lines))
    if faults:
        raise Refusal(400, "; ".join(faults))


def line_faults(lines: Sequence[Document]) -> Iterator[str]:
    """Name what is wrong with the lines of one purchase order."""
    for place, line in enumerate(lines):
        yield from (f"{PATH}.{place}.{name}: is required" for name in NEEDED if not line.get(name))
        below = (name for name in QUANTITIES if number(line.get(name)) < 0)
        yield from (f"{PATH}.{place}.{name}: cannot be below zero" for name in below)
    ids = [line.get("lineItemId") for line in lines if line.get("lineItemId")]
    doubled = dict.fromkeys(line_id for line_id in ids if ids.count(line_id) > 1)
    yield from (f"{PATH}: lineItemId '{line_id}' stands twice" for line_id in doubled)
