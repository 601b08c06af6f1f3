"""The part of the page about receipts."""

from typing import Final

from docs.generator.mapping.receipt_fields import INVOICE, PAYMENT, kind_rows, sign_rows
from docs.generator.mapping.tables import Rule, rules, section, table

RULES: Final = (
    Rule("Nothing is sent unless `OMNIUM_SEND_ORDER_RECEIPT_TO_OMNIUM` is on.", "switched-off"),
    Rule("Without a PDF there is no invoice.", "no-pdf"),
    Rule("A receipt that cannot be sent holds up no other of its order.", "no-pdf-holds-up-no-other"),
    Rule(
        "An invoice that is there is not written again; a missing document is added.",
        "invoice-without-its-document",
    ),
    Rule("Payments that are not settled are none.", "unsettled-payments-are-none"),
    Rule("Nor are those that were voided or cancelled.", "voided-payment-is-none"),
    Rule("A payment of Omnium's has its id there.", "web-order-that-was-prepaid"),
    Rule("A discount of the whole order is spread over the lines.", "discount-of-the-order"),
    Rule(
        "The invoice of a return hangs on the order that it gives back, its lines on the lines that were sold.",
        "return-of-a-web-order",
    ),
    Rule("Of two lines that give back one line, the first has its id.", "return-of-one-line-in-two"),
    Rule(
        "Where Omnium never had that order, or the return names none, it hangs on none, and is flagged.",
        "return-of-an-order-that-omnium-never-had",
    ),
    Rule("Lines count so that they add up to the total.", "return-in-exchange-for-something-dearer"),
    Rule("A company that pays later has until then.", "sale-to-a-company-that-pays-later"),
    Rule("A receipt without a date has the one of its payment.", "receipt-without-a-date"),
    Rule("Lines that do not add up to the total are flagged.", "receipt-without-lines"),
    Rule("So is what was paid, if it is another sum than rounding explains.", "more-than-rounding"),
    Rule(
        "An invoice that Omnium has over another sum is left alone and flagged.", "invoice-of-another-amount"
    ),
)
_TOLD: Final = (
    "`order_sync/receipts/`. An invoice is made once and never changed. `order` is the receipt's order, `customer` the customer "
    "in Flow, `tenant` the tenant in Flow, `method` a payment method of the tenant in Flow, `original` the order that a return "
    "gives back."
)
_SIGNS_TOLD: Final = (
    "Lines, sums and payments of an invoice count the same way, as Flow's total does: what the customer pays is above zero, what "
    "he gets back below. Flow tells the lines of a return above zero; they are turned round (quantities and `discounted`; "
    "`placedPrice` stays above zero), and goods that went out with it with them, so that `quantity` × `placedPrice` less `discounted` "
    "of all lines is `amount`. A payment's `amount` is always above zero: `Credit` says that it went back. `amountRoundoff` + "
    "`amount` is what was paid. `isCreditNote` follows the sum:"
)


def receipts_part() -> str:
    """Write the part."""
    return section(
        "## Receipt: Flow → Omnium, as an invoice with its PDF",
        _TOLD,
        table(("receipt's `type`", "lines"), kind_rows()),
        section(
            "### Signs",
            _SIGNS_TOLD,
            table(
                ("receipt's `type`", "total", "`isCreditNote`", "`quantity` of what is 1 in Flow"),
                sign_rows(),
            ),
        ),
        section("### Invoice", INVOICE.table("")),
        section("### Lines of an invoice", "From `items[]`.", INVOICE.table("lineItems[].")),
        section(
            "### Payments of an invoice",
            "From `settlements[]`, the settled ones.",
            INVOICE.table("payments[]."),
        ),
        section(
            "### A receipt that only pays", "What differs where the `type` is `PAYMENT`.", PAYMENT.table("")
        ),
        section("### Rules", rules("order-receipt", RULES)),
    )
