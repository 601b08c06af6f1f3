"""What a receipt of Flow is as an invoice of Omnium (flow.md 1.3). No I/O."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from flow_omnium.flow.models import Receipt
from flow_omnium.flow.states import OrderType
from flow_omnium.omnium.models import NewInvoice, NewLine
from order_sync.receipts.amounts import amount_fields
from order_sync.receipts.context import InvoiceContext
from order_sync.receipts.invoiced_items import invoiced_items
from order_sync.receipts.person import customer_uid, person_fields
from order_sync.receipts.signs import is_credit, is_turned, turned
from order_sync.shop_money import named_as_in_omnium
from order_sync.to_omnium.lines import omnium_lines
from order_sync.to_omnium.payments import omnium_payments, settled_amount

REMITTANCE: Final = "REMITTANCE"
"""The one line of a receipt that only pays: its SKU and its id."""

_LONGEST_TERMS: Final = 3650
"""In days; more is a slip, and would lead beyond the calendar."""


def to_invoice(receipt: Receipt, context: InvoiceContext) -> NewInvoice:
    """Map a receipt. Raises InvalidData for a line or a payment that cannot be named."""
    store_id = receipt.store_uid or context.order.store_uid
    settlements = tuple(named_as_in_omnium(receipt.settlements, context.order))
    payments = omnium_payments(settlements, context.names, store_id)
    amounts, date = amount_fields(receipt, context.cash_rounding), _date(receipt, context)
    is_credit_note = is_credit(receipt, amounts["amount"])
    return NewInvoice(
        id=receipt.order_receipt_uid,
        invoice_number=receipt.voucher_number,
        is_credit_note=is_credit_note,
        order_id=context.hangs_on.order_id,
        store_id=store_id,
        market_id=context.market_ids.get(store_id) if store_id else None,
        # Omnium has no invoice without these dates: unset, each would show as the year 1.
        invoice_date=date,
        invoice_due_date=date if is_credit_note or date is None else date + _terms(receipt, context),
        delivery_date=date,
        currency=context.currency,
        payment_method_name=payments[0].payment_method_name if payments else None,
        payments=payments,
        line_items=_lines(receipt, context),
        **amounts,
        **person_fields(receipt, context.order, context.customers, context.nameless),
    )


def _date(receipt: Receipt, context: InvoiceContext) -> datetime | None:
    """The receipt's own time; where that is missing, when it was paid, else the order's, else now."""
    paid = (one.settled_at or one.created_at for one in receipt.settlements if one.is_settled)
    dates = (receipt.created_at, *paid, context.order.created_at, context.now)
    return next((date for date in dates if date is not None), None)


def _terms(receipt: Receipt, context: InvoiceContext) -> timedelta:
    """How long a company has to pay, in whole days; what is sold to anybody else is paid at once."""
    customer = context.customers.get(customer_uid(receipt, context.order) or "")
    days = customer.payment_terms if customer is not None and customer.is_company else None
    return timedelta(days=min(max(days or 0, 0), _LONGEST_TERMS))


def _lines(receipt: Receipt, context: InvoiceContext) -> tuple[NewLine, ...]:
    if receipt.type == OrderType.PAYMENT:
        return (_remittance(receipt),)
    lines = omnium_lines(
        invoiced_items(receipt, context),
        keep_parents=context.keep_parents,
        is_vat_free=context.order.vat_free,
    )
    named = _named_as_sold(lines, _ids_as_sold(receipt, context))
    return tuple(map(turned, named)) if is_turned(receipt) else named


def _ids_as_sold(receipt: Receipt, context: InvoiceContext) -> Mapping[str, str]:
    """Return what lines were called when they were sold; of several that give back one line, the first has its id."""
    ids: dict[str, str] = {}
    for item in receipt.items:
        sold = context.hangs_on.line_ids.get(item.original_order_item_uid or "")
        if sold is not None and sold not in ids.values():
            ids[item.line_id] = sold
    return ids


def _named_as_sold(lines: Sequence[NewLine], ids: Mapping[str, str]) -> tuple[NewLine, ...]:
    return tuple(
        line.model_copy(
            update={
                "line_item_id": ids.get(line.line_item_id, line.line_item_id),
                "package_line_item_id": ids.get(line.package_line_item_id or "", line.package_line_item_id),
            }
        )
        for line in lines
    )


def _remittance(receipt: Receipt) -> NewLine:
    invoice = f" invoice {receipt.reference_voucher_number}" if receipt.reference_voucher_number else ""
    order = f" (order #{receipt.order_number})" if receipt.order_number else ""
    settled = settled_amount(receipt.settlements)
    line = NewLine(
        line_item_id=REMITTANCE,
        code=REMITTANCE,
        display_name=f"Payment{' for' if invoice else ''}{invoice}{order}",
        quantity=Decimal(1),
        placed_price=abs(settled),
    )
    return turned(line) if settled < 0 else line
