"""What an order must carry to be created (omnium.md 4.3); pure."""

from collections.abc import Iterator, Sequence
from typing import Final

from simulators.documents import Document
from simulators.omnium.models.common import UNSAFE_IN_IDS
from simulators.omnium.orders.totals import rows
from simulators.refusal import Refusal

ON_ORDER: Final = ("marketId", "storeId", "orderType", "status")
ON_LINE: Final = ("lineItemId", "code")
ON_SHIPMENT: Final = ("shipmentId", "warehouseCode")
ON_PAYMENT: Final = ("paymentMethodName", "transactionId", "transactionType", "status", "amount")

PAYMENT_STATUSES: Final = ("Processed", "Failed")
TRANSACTION_TYPES: Final = ("Sale", "Authorization", "Capture", "Credit", "Void", "Invoiced")


def refuse_incomplete(order: Document) -> None:
    """Refuse an order that lacks something. Raises Refusal 400 naming each field."""
    _refuse(list(creation_faults(order)))


def refuse_bad_payments(payments: Sequence[Document]) -> None:
    """Refuse payments that lack one of the five fields or use an unknown type or status."""
    _refuse(list(payment_faults(payments, "payments")))


def refuse_bad_structure(order: Document) -> None:
    """Refuse lines and shipments that do not fit together."""
    _refuse(list(structure_faults(order)))


def creation_faults(order: Document) -> Iterator[str]:
    """Name what a new order lacks."""
    form = order["orderForm"]
    yield from _lacking([order], ON_ORDER, "")
    yield from payment_faults(rows(form, "payments"), "orderForm.payments")
    yield from structure_faults(order)
    if any(mark in str(order["id"]) for mark in UNSAFE_IN_IDS):
        yield "id: must not contain '+', '%' or '/'"


def structure_faults(order: Document) -> Iterator[str]:
    """Name what lines and shipments lack, and lines that stand twice or only on a shipment."""
    form = order["orderForm"]
    yield from _lacking(rows(form, "lineItems"), ON_LINE, "orderForm.lineItems")
    yield from _lacking(rows(form, "shipments"), ON_SHIPMENT, "orderForm.shipments")
    known = _line_ids(form)
    shipped = [line_id for shipment in rows(form, "shipments") for line_id in _line_ids(shipment)]
    yield from _doubled(known, "orderForm.lineItems")
    yield from _doubled(shipped, "orderForm.shipments.lineItems")
    yield from (
        f"orderForm.shipments.lineItems: '{line_id}' is not among orderForm.lineItems"
        for line_id in shipped
        if line_id not in known
    )


def payment_faults(payments: Sequence[Document], path: str) -> Iterator[str]:
    """Name what payments lack or carry wrongly."""
    yield from _lacking(payments, ON_PAYMENT, path)
    for number, payment in enumerate(payments):
        if payment.get("status") not in (None, *PAYMENT_STATUSES):
            yield f"{path}.{number}.status: '{payment['status']}' is not one of {PAYMENT_STATUSES}"
        if payment.get("transactionType") not in (None, *TRANSACTION_TYPES):
            yield f"{path}.{number}.transactionType: '{payment['transactionType']}' is unknown"


def _lacking(items: Sequence[Document], names: Sequence[str], path: str) -> Iterator[str]:
    for number, item in enumerate(items):
        prefix = f"{path}.{number}." if path else ""
        yield from (f"{prefix}{name}: is required" for name in names if item.get(name) in (None, ""))


def _line_ids(holder: Document) -> list[str]:
    return [str(line.get("lineItemId")) for line in rows(holder, "lineItems")]


def _doubled(ids: list[str], path: str) -> Iterator[str]:
    doubled = sorted({line_id for line_id in ids if ids.count(line_id) > 1})
    yield from (f"{path}: lineItemId '{line_id}' stands twice" for line_id in doubled)


def _refuse(faults: list[str]) -> None:
    if faults:
        raise Refusal(400, "; ".join(faults))
