"""How a new order is told to people, field by field, and which of its fields are personal. No I/O."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from flow_omnium.jobs.sync import FieldChange
from flow_omnium.omnium.models import NewForm, NewLine, NewOrder, NewPayment

_PERSONAL: Final = frozenset({"customerName", "customerEmail", "customerPhone", "salesPersonName"})
_TOLD_APART: Final = {"id", "order_form", "properties", "billing_address"}


def told_order(new: NewOrder) -> tuple[FieldChange, ...]:
    """Tell the order: its head, its lines, its payments, its properties."""
    return (*_head(new), *_form(new.order_form), *(_told(item.key, item.value) for item in new.properties))


def told_payment(payment: NewPayment) -> FieldChange:
    """Tell a payment."""
    kind, name = payment.transaction_type.lower(), payment.payment_method_name
    return _told(f"payment {payment.id}", f"{kind} {payment.amount:.2f} by {name}")


def told_goods(line: NewLine) -> str:
    """Tell what a line is for."""
    goods = f"{line.quantity:f} × {line.code} at {line.placed_price:.2f}"
    return f"{goods}, {line.discounted:.2f} off" if line.discounted else goods


def _head(new: NewOrder) -> Iterator[FieldChange]:
    fields = new.model_dump(by_alias=True, exclude_none=True, exclude=_TOLD_APART)
    for name, value in fields.items():
        yield _told(name, value.isoformat() if isinstance(value, datetime) else f"{value}")
    if new.billing_address:
        parts = new.billing_address.model_dump(exclude_none=True).values()
        yield FieldChange("billingAddress", None, ", ".join(parts), is_personal=True)


def _form(form: NewForm) -> Iterator[FieldChange]:
    for shipment in form.shipments:
        if shipment.shipping_method_id:
            yield _told("shippingMethodId", shipment.shipping_method_id)
    yield from (_told(f"line {line.line_item_id}", told_goods(line)) for line in form.line_items)
    yield from map(told_payment, form.payments)
    if form.gross_roundoff is not None:
        yield _told("grossRoundoff", f"{form.gross_roundoff:.2f}")


def _told(name: str, value: str) -> FieldChange:
    return FieldChange(name, None, value, is_personal=name in _PERSONAL)
