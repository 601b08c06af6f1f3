"""What Flow calculates on an order: integers x 100, halves away from zero; pure."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from simulators.documents import Document

HUNDRED: Final = 100
HUNDRED_PERCENT: Final = 10_000


def calculate(order: Document) -> None:
    """Work out the prices of the lines and the totals of the order, in place."""
    items = order.get("items") or []
    for item in items:
        _calculate_item(item, is_vat_free=bool(order.get("vatFree")))
    lines = sum(item["itemPrice"] for item in items)
    total = lines - _discounted(order.get("discounts") or [], lines)
    order["orderTotals"] = {
        "grandTotal": total,
        "totalVat": share(sum(item["itemVatAmount"] for item in items), total, lines),
    }


def _discounted(discounts: list[Document], lines: int) -> int:
    """Discounts of the order come off the whole, and stand in no line (Flow does not say); they never exceed it."""
    amounts = (
        share(one["amount"], lines, HUNDRED_PERCENT) if one["type"] == "PERCENTAGE" else one["amount"]
        for one in discounts
    )
    return min(sum(amounts), max(lines, 0))


def _calculate_item(item: Document, *, is_vat_free: bool) -> None:
    """`itemPrice` is of the kept quantity, with VAT, after its share of the line's discount."""
    ordered = _number(item, "quantityOrdered")
    kept = ordered - _number(item, "quantityCancelled")
    gross = divided(kept * _number(item, "unitPrice"), HUNDRED)
    discount = share(_number(item, "itemDiscountAmount"), kept, ordered)
    rate = 0 if is_vat_free else _number(item, "vatRate")
    item["itemPrice"] = gross - discount
    item["itemVatAmount"] = divided(item["itemPrice"] * rate, HUNDRED_PERCENT + rate)
    item["itemDiscountPercentage"] = divided(discount * HUNDRED_PERCENT, gross) if gross else 0


def share(amount: int, part: int, whole: int) -> int:
    """Give the part of a line its share of an amount that is for the whole line."""
    return divided(amount * part, whole) if whole else amount


def divided(amount: int, by: int) -> int:
    """Divide and round half away from zero."""
    return int((Decimal(amount) / by).to_integral_value(ROUND_HALF_UP))


def _number(item: Document, name: str) -> int:
    return int(item.get(name) or 0)
