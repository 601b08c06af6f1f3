"""Maps a receipt of Flow to an invoice of Omnium, field by field (flow.md 1.3)."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final, Literal, TypedDict

from flow_omnium.flow.models import Address, Customer, Order, Receipt
from flow_omnium.flow.states import OrderType
from flow_omnium.omnium.models import NewAddress, NewInvoice, NewLine
from order_sync.address import full_name, omnium_address
from order_sync.identity import omnium_customer_id
from order_sync.receipts.amounts import amount_fields, invoiced_items, is_credit, is_reversed, turned
from order_sync.receipts.gathered import InvoiceContext
from order_sync.shop_money import named_as_in_omnium
from order_sync.to_omnium.lines import omnium_lines
from order_sync.to_omnium.payments import omnium_payments, settled_amount

CustomerType = Literal["Business", "Private"]

REMITTANCE: Final = "REMITTANCE"
"""The SKU and the id of the one line of a receipt that only pays."""

_LONGEST_TERMS: Final = 3650
"""In days. More is a slip of the keyboard, and could lead beyond the last date there is."""


class PersonFields(TypedDict):
    """The fields of an invoice that name the customer; all None for a sale to nobody in particular."""

    customer_id: str | None
    customer_name: str | None
    customer_email: str | None
    customer_type: CustomerType | None
    customer_address: NewAddress | None


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
        order_id=context.invoiced_order.order_id,
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
        **_person_fields(receipt, context.order, context.customers, context.nameless),
    )


def _date(receipt: Receipt, context: InvoiceContext) -> datetime | None:
    """Return the receipt's own time, else when it was paid, else the order's time, else now."""
    paid = (one.settled_at or one.created_at for one in receipt.settlements if one.is_settled)
    dates = (receipt.created_at, *paid, context.order.created_at, context.now)
    return next((date for date in dates if date is not None), None)


def _terms(receipt: Receipt, context: InvoiceContext) -> timedelta:
    """Return how long the customer has to pay: only companies have payment terms, in whole days."""
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
    return tuple(map(turned, named)) if is_reversed(receipt) else named


def _ids_as_sold(receipt: Receipt, context: InvoiceContext) -> Mapping[str, str]:
    """Return the ids that lines had when they were sold; of several that give back one line, the first gets its id."""
    ids: dict[str, str] = {}
    for item in receipt.items:
        sold = context.invoiced_order.line_ids.get(item.original_order_item_uid or "")
        # An id may stand on one line of an invoice alone.
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


def _person_fields(
    receipt: Receipt, order: Order, customers: Mapping[str, Customer], nameless: Mapping[str, str]
) -> PersonFields:
    """Fill the fields. What was noted at the sale wins over what the customer's record says today."""
    customer = customers.get(customer_uid(receipt, order) or "")
    known = Address() if customer is None else Address.model_validate(customer.model_dump())
    address = order.invoice_address or receipt.customer_address or order.customer_address or known
    mapped = omnium_address(address)
    is_named = customer is not None and customer.customer_uid not in nameless
    return PersonFields(
        customer_id=omnium_customer_id(customer) if customer is not None and is_named else None,
        customer_name=full_name(address) or full_name(known),
        customer_email=address.email or known.email,
        customer_type=None if customer is None and mapped is None else _type(customer, address),
        customer_address=mapped,
    )


def customer_uid(receipt: Receipt, order: Order) -> str | None:
    """Return the customer's uid in Flow: the one on the receipt, else the order's."""
    return receipt.customer_uid or order.customer_uid


def _type(customer: Customer | None, address: Address) -> CustomerType:
    is_business = bool(address.company_name) if customer is None else customer.is_company
    return "Business" if is_business else "Private"
