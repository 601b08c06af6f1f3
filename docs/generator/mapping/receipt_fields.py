"""The fields of an invoice, read off the plan that sends a receipt."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from docs.generator.mapping.field_tables import FieldTable, Flow
from docs.generator.mapping.filled import filled, tenant_of
from docs.generator.mapping.leaves import Document
from docs.generator.mapping.outbound_fields import PAYMENT_NOTES
from docs.generator.mapping.tables import code

from flow_omnium.flow.models import Address, Customer, Order, OrderItem, OrderTotals, Receipt, Settlement
from flow_omnium.flow.models import Tenant as FlowTenant
from flow_omnium.flow.payment_methods import PaymentMethod
from flow_omnium.flow.states import OrderType
from flow_omnium.rest.reading import read_as
from order_sync.receipts.changes import AttachDocument, SendInvoice
from order_sync.receipts.gathered import ReceiptFacts, context_of
from order_sync.receipts.plan import plan_receipts
from order_sync.receipts.receipt_to_invoice import REMITTANCE, customer_uid
from order_sync.to_omnium.payments import PaymentNames

_PART: Final = filled(
    OrderItem,
    orderItemUid="part",
    packageOrderItemUid="package",
    quantityOrdered=400,
    quantityDelivered=100,
    quantityCancelled=100,
    unitPrice=10000,
    itemDiscountAmount=3000,
    itemPrice=27750,
    itemVatAmount=5550,
)
_PACKAGE: Final = {
    **_PART,
    "orderItemUid": "package",
    "externalId": "package-id",
    "packageOrderItemUid": None,
}
_SINGLE: Final = filled(
    OrderItem, quantityOrdered=100, quantityCancelled=0, unitPrice=100, itemDiscountAmount=0
)
_RECEIPT: Final = filled(
    Receipt,
    storeUid="store",
    type="ORDER",
    orderTotals=filled(OrderTotals, grandTotal=55500, totalVat=11100),
    settlements=[filled(Settlement, settlementCode="CARD", amount=55520, state="SETTLED", status="SETTLED")],
    items=[_PACKAGE, _PART],
)
_CUSTOMER: Final = filled(Customer, customerType="PERSON")
_SOLD: Final[Document] = {
    "receipt": _RECEIPT,
    "order": filled(
        Order,
        storeUid="xstorex",
        items=[],
        customerAddress={**filled(Address), "email": "order"},
        discounts=[],
        invoiceAddress=None,
        vatFree=False,
    ),
    "customer": _CUSTOMER,
    "tenant": filled(FlowTenant, currency={"code": "NOK", "cashRounding": 100}),
    "paymentMethods": [
        filled(
            PaymentMethod,
            settlementCode="CARD",
            externalSystemMappings=[{"systemCode": "OMNIUM", "externalId": "mapped name"}],
        )
    ],
    "settings": {
        "parameters": {"OMNIUM_INCLUDE_MAIN_PACKAGE_IN_ORDER_ITEMS": True},
        "stores": {"store": {"marketId": "market"}, "xstorex": {"marketId": "other"}},
        "paymentMethods": {"CARD": "own name"},
    },
}
_BILLED: Final = {**_SOLD, "order": {**_SOLD["order"], "invoiceAddress": filled(Address, email="billed")}}
_PAID: Final = {**_SOLD, "receipt": {**_RECEIPT, "type": "PAYMENT"}}
_WITHOUT_ADDRESS: Final = {
    **_SOLD,
    "receipt": {"orderReceiptUid": "1", "storeUid": "store", "voucherNumber": "1"},
    "paymentMethods": [],
}
_WITHOUT_ANY_ADDRESS: Final = {
    **_WITHOUT_ADDRESS,
    "order": {"orderUid": "1", "customerUid": _CUSTOMER["customerUid"]},
}
_CODES: Final = {
    "receipt.type": ("ORDER", "RETURN"),
    "receipt.settlements[].amount": (55521, -55520),
    "receipt.settlements[].state": (),
    "receipt.settlements[].status": (),
    "customer.customerType": ("COMPANY",),
    "settings.parameters.OMNIUM_INCLUDE_MAIN_PACKAGE_IN_ORDER_ITEMS": (),
}


_PAYMENTS_OWN: Final = ("amount", "amountExcludingTax", "lineItems")


def _sent(document: Document) -> dict[str, Any]:
    """Return the invoice, and its document as `asset`."""
    tenant = tenant_of(document["settings"])
    receipt = read_as(Receipt, document["receipt"])
    methods = [read_as(PaymentMethod, method) for method in document["paymentMethods"]]
    order = read_as(Order, document["order"])
    uid, customer = customer_uid(receipt, order), read_as(Customer, document["customer"])
    context = context_of(
        tenant,
        order=order,
        customers={uid: customer} if uid else {},
        names=PaymentNames(tenant.payment_methods, methods),
        known=read_as(FlowTenant, document["tenant"]),
    )
    sent: dict[str, Any] = {}
    for write in plan_receipts([ReceiptFacts(receipt, None, b"%PDF")], context).writes:
        match write:
            case SendInvoice(invoice):
                sent |= invoice.model_dump(by_alias=True)
            case AttachDocument(uid, name, _):
                sent["asset"] = {"assetId": uid, "fileName": name}
    return sent


def kind_rows() -> Iterator[Sequence[str]]:
    """Yield what becomes of a receipt by its type."""
    for kind in OrderType:
        sent = _sent({**_SOLD, "receipt": {**_RECEIPT, "type": kind.value}})
        is_remittance = [line["code"] for line in sent["lineItems"]] == [REMITTANCE]
        lines = f"one, {code(REMITTANCE)}" if is_remittance else "the receipt's"
        yield code(kind.value), lines


def sign_rows() -> Iterator[Sequence[str]]:
    """Yield which way an invoice counts, by the type of its receipt and the sign of its total."""
    for kind in (OrderType.ORDER, OrderType.RETURN):
        for told, total in (("above zero", 100), ("zero", 0), ("below zero", -100)):
            totals = {"grandTotal": total, "totalVat": 0}
            receipt = {**_RECEIPT, "type": kind.value, "orderTotals": totals, "items": [_SINGLE]}
            sent = _sent({**_SOLD, "receipt": {**receipt, "settlements": []}})
            quantity = sent["lineItems"][0]["quantity"]
            yield code(kind.value), told, code(f"{sent['isCreditNote']}".lower()), f"{quantity:f}"


INVOICE: Final = Flow(
    mapper=_sent,
    documents=(_BILLED, _SOLD),
    poorer=(_WITHOUT_ADDRESS, _WITHOUT_ANY_ADDRESS),
    codes=_CODES,
    deciding=frozenset({"receipt.type", "receipt.settlements[].settlementCode"}),
    shown={
        "receipt.": "",
        "settings.stores.store.": "stores.<store uid>.",
        "settings.stores.xstorex.": "stores.<store uid>.",
        "paymentMethods[].": "method.",
        "settings.paymentMethods.CARD": "paymentMethods.<code>",
        "settings.": "",
    },
    tables=(
        FieldTable(
            prefix="",
            notes={
                "id": "a repetition overwrites, and makes no second invoice",
                "orderId": "of an order that came from Omnium its id there; of a return that of its original",
                "customerType": "`Business` or `Private`; without a customer by whether the address has a company",
                "deliveryDate": "Omnium has no invoice without one",
                "invoiceDueDate": "of a company that pays later `customer.paymentTerms` days after",
                "amountRoundoff": "what was paid less the total, if it is at most half of "
                "`tenant.currency.cashRounding`",
                "paymentMethodName": "of the first payment",
                "asset.assetId": "the receipt's PDF",
                "asset.fileName": "with `.pdf`",
            },
        ),
        FieldTable(
            prefix="lineItems[].",
            sources="receipt.items[].",
            notes={
                "placedPrice": "as on a new order",
                "discounted": "as on a new order",
                "isPackageProduct": "as on a new order",
                "packageLineItemId": "the id of the line that `packageOrderItemUid` names",
            },
        ),
        FieldTable(prefix="payments[].", sources="receipt.settlements[].", notes=PAYMENT_NOTES),
    ),
)
PAYMENT: Final = Flow(
    mapper=lambda document: {name: value for name, value in _sent(document).items() if name in _PAYMENTS_OWN},
    documents=(_PAID,),
    codes={**_CODES, "receipt.type": ()},
    shown={"receipt.": ""},
    tables=(
        FieldTable(
            prefix="",
            notes={
                "amount": "all that was settled",
                "lineItems[].placedPrice": "all that was settled",
                "lineItems[].displayName": "`Payment for invoice {referenceVoucherNumber} (order #{orderNumber})`; "
                "parts that are unknown are left out",
            },
        ),
    ),
)
