"""The part of the page about receipts. No I/O."""

from typing import Final

from order_sync.mapping_page.receipt_fields import INVOICE, PAYMENT, kind_rows
from order_sync.mapping_page.rules import Rule, rules
from order_sync.mapping_page.tables import section, table

RULES: Final = (
    Rule("Nothing is sent unless `OMNIUM_SEND_ORDER_RECEIPT_TO_OMNIUM` is on.", "switched-off"),
    Rule("Without a PDF there is no invoice.", "no-pdf"),
    Rule("A receipt that cannot be sent holds up no other of its order.", "no-pdf-holds-up-no-other"),
    Rule(
        "An invoice that is there is not written again; a missing document is added.",
        "invoice-without-its-document",
    ),
    Rule("Payments that are not settled are none.", "unsettled-payments-are-none"),
)
_TOLD: Final = (
    "`order_sync/receipts/`. An invoice is made once and never changed. `order` is the receipt's order, `customer` the customer "
    "in Flow, `tenant` the tenant in Flow, `method` a payment method of the tenant in Flow. Amounts keep Flow's signs."
)


def receipts_part() -> str:
    """Write the part."""
    return section(
        "## Receipt: Flow → Omnium, as an invoice with its PDF",
        _TOLD,
        table(("receipt's `type`", "`isCreditNote`", "lines"), kind_rows()),
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
