"""What Omnium calculates on an order (formulas of omnium.md 4.1); pure, exact decimals, major units.

Line amounts are kept to four decimals, the sums on the form to two, halves away from zero.
"""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

from simulators.documents import Document

ZERO: Final = Decimal(0)
HUNDRED: Final = Decimal(100)
LINE_STEP: Final = Decimal("0.0001")
FORM_STEP: Final = Decimal("0.01")
ORDER_DISCOUNTS: Final = frozenset({"Order", "Manual", "BonusPoints"})


def number(value: Any) -> Decimal:
    """Read an amount or a quantity; null counts as zero."""
    return Decimal(value or 0)


def rows(document: Document, name: str) -> list[Document]:
    """Read a list; null counts as empty."""
    return document.get(name) or []


def calculate(order: Document, default_tax_rate: Decimal) -> None:
    """Work out every calculated amount of an order, in place."""
    form = order.get("orderForm") or {}
    _calculate_lines(form, default_tax_rate)
    for shipment in rows(form, "shipments"):
        _copy_lines(shipment, form)
        _calculate_shipment(shipment, default_tax_rate)
    _sum_form(form)
    _sum_payments(form)
    _sum_order(order, form)


def line_discounted(line: Document) -> Decimal:
    """Line total after line discounts: (Q - Qc) x placed - (discounted / Q) x (Q - Qc)."""
    quantity = number(line.get("quantity"))
    kept = quantity - number(line.get("canceledQuantity"))
    per_unit = number(line.get("discounted")) / quantity if quantity else ZERO
    return _line(kept * number(line.get("placedPrice")) - per_unit * kept)


def tax_in(amount: Decimal, rate: Decimal) -> Decimal:
    """Tell the tax inside an amount that includes it; `rate` 25 is 25 %."""
    return _line(amount * rate / (HUNDRED + rate))


def _calculate_lines(form: Document, default_tax_rate: Decimal) -> None:
    lines = rows(form, "lineItems")
    discounted = [line_discounted(line) for line in lines]
    together = sum(discounted, ZERO)
    order_discount = sum((_order_discount(item, together) for item in rows(form, "discounts")), ZERO)
    form["discountAmount"] = _form(order_discount)
    for line, amount in zip(lines, discounted, strict=True):
        share = _line(amount / together * order_discount) if together else ZERO
        _calculate_line(line, amount, share, default_tax_rate)


def _calculate_line(line: Document, amount: Decimal, share: Decimal, default_tax_rate: Decimal) -> None:
    rate = default_tax_rate if line.get("taxRate") is None else number(line["taxRate"])
    placed = number(line.get("placedPrice"))
    extended = amount - share
    line["discountedPrice"] = amount
    line["discountedPriceExclTax"] = amount - tax_in(amount, rate)
    line["orderDiscountAmount"] = share
    line["extendedPrice"] = extended
    line["taxTotal"] = tax_in(extended, rate)
    line["extendedPriceExclTax"] = extended - line["taxTotal"]
    line["placedPriceExclTax"] = placed - tax_in(placed, rate)
    line["costTotal"] = _line(number(line.get("cost")) * number(line.get("quantity")))


def _order_discount(discount: Document, together: Decimal) -> Decimal:
    if discount.get("discountType") not in ORDER_DISCOUNTS:
        return ZERO
    value = number(discount.get("discountValue"))
    amounts = {"Percentage": together * value / HUNDRED, "Money": value}
    amount = _line(
        min(amounts.get(str(discount.get("rewardType")), number(discount.get("discountAmount"))), together)
    )
    discount["discountAmount"] = amount
    return amount


def _copy_lines(shipment: Document, form: Document) -> None:
    """A shipment's lines are copies of the form's; a lone shipment without lines gets them all."""
    lines = {line.get("lineItemId"): line for line in rows(form, "lineItems")}
    wanted = [line.get("lineItemId") for line in rows(shipment, "lineItems")]
    if not wanted and len(rows(form, "shipments")) == 1:
        wanted = list(lines)
    shipment["lineItems"] = [dict(lines[line_id]) for line_id in wanted if line_id in lines]


def _calculate_shipment(shipment: Document, default_tax_rate: Decimal) -> None:
    rate = (
        default_tax_rate if shipment.get("shipmentTaxRate") is None else number(shipment["shipmentTaxRate"])
    )
    freight = number(shipment.get("shippingSubTotal")) or number(shipment.get("shippingTotal"))
    discount = sum((number(item.get("discountAmount")) for item in rows(shipment, "discounts")), ZERO)
    lines = rows(shipment, "lineItems")
    shipment["shippingSubTotal"] = _form(freight)
    shipment["shippingDiscountTotal"] = _form(discount)
    shipment["shippingTotal"] = _form(freight - discount)
    shipment["shippingTax"] = tax_in(freight - discount, rate)
    shipment["subTotal"] = _form(_total(lines, "extendedPrice"))
    shipment["taxTotal"] = _form(_total(lines, "taxTotal") + shipment["shippingTax"])
    shipment["total"] = _form(shipment["subTotal"] + shipment["shippingTotal"])


def _sum_form(form: Document) -> None:
    lines, shipments = rows(form, "lineItems"), rows(form, "shipments")
    for name in ("shippingSubTotal", "shippingTotal", "shippingDiscountTotal"):
        form[name] = _form(_total(shipments, name))
    extras = number(form.get("handlingTotal")) + number(form.get("grossRoundoff"))
    form["subTotal"] = _form(_total(lines, "discountedPrice"))
    form["subTotalExclTax"] = _form(_total(lines, "discountedPriceExclTax"))
    form["taxTotal"] = _form(_total(lines, "taxTotal") + _total(shipments, "shippingTax"))
    form["total"] = _form(_total(lines, "extendedPrice") + form["shippingTotal"] + extras)
    form["totalExclTax"] = form["total"] - form["taxTotal"]


def _sum_payments(form: Document) -> None:
    form["authorizedPaymentTotal"] = _paid(form, "Authorization")
    form["capturedPaymentTotal"] = _paid(form, "Sale") + _paid(form, "Capture")
    form["creditPaymentTotal"] = _paid(form, "Credit")


def _paid(form: Document, transaction_type: str) -> Decimal:
    return _total(
        [
            payment
            for payment in rows(form, "payments")
            if payment.get("transactionType") == transaction_type and payment.get("status") == "Processed"
        ],
        "amount",
    )


def _sum_order(order: Document, form: Document) -> None:
    credited = abs(number(form.get("creditPaymentTotal")))
    order["netTotal"] = form["total"]
    order["netTotalExclTax"] = form["totalExclTax"]
    order["remainingPayment"] = form["total"] - number(form.get("capturedPaymentTotal")) + credited
    order["lineItemsCost"] = _total(rows(form, "lineItems"), "costTotal")


def _total(items: list[Document], name: str) -> Decimal:
    return sum((number(item.get(name)) for item in items), ZERO)


def _line(amount: Decimal) -> Decimal:
    return amount.quantize(LINE_STEP, ROUND_HALF_UP)


def _form(amount: Decimal) -> Decimal:
    return amount.quantize(FORM_STEP, ROUND_HALF_UP)
