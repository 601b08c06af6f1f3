"""The fields of a shop order in Omnium, read off the plan that makes it and the plan that brings it on."""

from collections.abc import Iterable
from typing import Any, Final

from docs.generator.mapping.field_tables import FieldTable, Flow, SameAs
from docs.generator.mapping.filled import filled, tenant_of
from docs.generator.mapping.leaves import Document
from docs.generator.mapping.tracing import Mapper

from flow_omnium.flow.models import (
    Address,
    Customer,
    Order,
    OrderDiscount,
    OrderItem,
    OrderProperty,
    Settlement,
)
from flow_omnium.flow.models import Tenant as FlowTenant
from flow_omnium.flow.payment_methods import PaymentMethod
from flow_omnium.jobs.sync import Write
from flow_omnium.omnium.models import Order as OmniumOrder
from flow_omnium.rest.reading import read_as
from order_sync.outbound.changes import (
    AddPayments,
    CreateOrder,
    SetProperties,
    SetStatus,
    UpdateLines,
)
from order_sync.outbound.gathered import Gathered
from order_sync.outbound.plan import plan

_PART: Final = filled(
    OrderItem,
    orderItemUid="part",
    packageOrderItemUid="package",
    quantityOrdered=400,
    quantityDelivered=100,
    quantityCancelled=100,
    unitPrice=10000,
    itemDiscountAmount=3000,
    vatRate=2500,
    itemPrice=27750,
    itemVatAmount=5550,
)
_PACKAGE: Final = {
    **_PART,
    "orderItemUid": "package",
    "externalId": "package-id",
    "packageOrderItemUid": None,
}
_SETTLEMENT: Final = filled(
    Settlement, settlementCode="CARD", amount=55520, state="SETTLED", status="SETTLED"
)
_ORDER: Final = filled(
    Order,
    storeUid="store",
    type="ORDER",
    systemOrigin="POS",
    orderState="OPEN",
    settleState="SETTLED",
    deliveryState="PARTIALLY_DELIVERED",
    properties=[filled(OrderProperty, key="flow.key")],
    items=[_PACKAGE, _PART],
    settlements=[_SETTLEMENT],
    discounts=[],
    invoiceAddress=None,
    vatFree=False,
)
_SETTINGS: Final = {
    "parameters": {
        "OMNIUM_DEFAULT_SHIPPING_METHOD_ID": "method",
        "OMNIUM_INCLUDE_MAIN_PACKAGE_IN_ORDER_ITEMS": True,
        "OMNIUM_PROPERTY_PREFIX": "flow",
    },
    "stores": {"store": {"marketId": "market"}, "xstorex": {"marketId": "other"}},
    "paymentMethods": {"CARD": "own name"},
}
_MAPPED_METHOD: Final = filled(
    PaymentMethod,
    settlementCode="CARD",
    externalSystemMappings=[{"systemCode": "OMNIUM", "externalId": "mapped name"}],
)
_SOLD: Final[Document] = {
    "order": _ORDER,
    "customer": filled(Customer, customerType="PERSON"),
    "tenant": filled(FlowTenant, currency={"code": "NOK", "cashRounding": 100}),
    "paymentMethods": [_MAPPED_METHOD],
    "settings": _SETTINGS,
}
_DISCOUNTED: Final = {
    **_SOLD,
    "order": {
        **_ORDER,
        "invoiceAddress": filled(Address, email="invoice"),
        "discounts": [filled(OrderDiscount, type="AMOUNT")],
        "orderTotals": {"grandTotal": 50000, "totalVat": 10000},
        "settlements": [{**_SETTLEMENT, "amount": 50020}],
    },
}
_FINISHED: Final = {
    "order": {
        "orderUid": "1",
        "orderNumber": "1",
        "storeUid": "store",
        "settleState": "SETTLED",
        "deliveryState": "DELIVERED",
    },
    "settings": _SETTINGS,
}
_WITHOUT_ADDRESS: Final = {
    "order": {"orderUid": "1", "orderNumber": "1", "storeUid": "store", "settleState": "SETTLED"},
    "customer": filled(Customer, customerType="PERSON"),
    "settings": {"stores": {"store": {"marketId": "market"}}},
}
_CODES: Final = {
    "order.orderState": ("CANCELLED",),
    "order.deliveryState": ("DELIVERED",),
    "order.settleState": (),
    "order.type": (),
    "order.properties[].key": ("flow.other",),
    "order.systemOrigin": (),
    "order.settlements[].amount": (55521, -55520),
    "order.items[].itemVatAmount": (3620,),
    "order.vatFree": (True,),
    "order.settlements[].state": (),
    "order.settlements[].status": (),
    "customer.customerType": ("COMPANY",),
    "settings.parameters.OMNIUM_PROPERTY_PREFIX": ("flo",),
    "settings.parameters.OMNIUM_INCLUDE_MAIN_PACKAGE_IN_ORDER_ITEMS": (),
}


PAYMENT_NOTES: Final = {
    "id": "by it Omnium knows a repetition",
    "paymentMethodName": "`paymentMethods` of the tenant file, else the mapping in Flow whose `systemCode` is `OMNIUM`, "
    "else the code itself",
    "transactionType": "`Sale`, or `Credit` for money given back",
    "amount": "never negative: the type carries the sign",
}


def _gathered(document: Document, actual: OmniumOrder | None = None) -> Gathered:
    return Gathered(
        tenant=tenant_of(document["settings"]),
        order=read_as(Order, document["order"]),
        omnium=actual,
        customer=read_as(Customer, document["customer"]) if "customer" in document else None,
        flow_tenant=read_as(FlowTenant, document.get("tenant", {})),
        payment_methods=[read_as(PaymentMethod, method) for method in document.get("paymentMethods", ())],
    )


def _made(document: Document) -> dict[str, Any]:
    orders = (write.order for write in plan(_gathered(document)).writes if isinstance(write, CreateOrder))
    return next((order.model_dump(by_alias=True) for order in orders), {})


def _made_for_the_page(document: Document) -> dict[str, Any]:
    """Name the lines on the shipment by those on the form, which they are."""
    made = _made(document)
    for shipment in made.get("orderForm", {}).get("shipments", ()):
        if shipment["lineItems"] == made["orderForm"]["lineItems"]:
            shipment["lineItems"] = SameAs("orderForm.lineItems[]")
    return made


def _sent(writes: Iterable[Write]) -> dict[str, Any]:
    """Return what is sent to bring an order on, under the names of the order."""
    sent: dict[str, Any] = {"orderForm": {}}
    for write in writes:
        match write:
            case SetStatus(_, status):
                sent["status"] = status
            case SetProperties(_, patch):
                # Deliveries are announced in one patch, and all else is set in a second.
                patched = patch.model_dump(by_alias=True)
                properties = [*sent.get("properties", ()), *(patched["properties"] or ())]
                sent |= {**patched, "properties": properties}
            case UpdateLines(_, update):
                lines = update.line_item_updates
                sent["orderForm"]["lineItems"] = [line.model_dump(by_alias=True) for line in lines]
            case AddPayments(_, payments):
                sent["orderForm"]["payments"] = [payment.model_dump(by_alias=True) for payment in payments]
    return sent


def _changes(before: Document) -> Mapper:
    actual = read_as(OmniumOrder, _made(before))
    return lambda after: _sent(plan(_gathered(after, actual)).writes)


NEW_ORDER: Final = Flow(
    mapper=_made_for_the_page,
    documents=(_DISCOUNTED, _SOLD, _FINISHED),
    poorer=(_WITHOUT_ADDRESS,),
    later=_changes,
    codes=_CODES,
    deciding=frozenset({"order.orderState", "order.deliveryState", "order.settlements[].settlementCode"}),
    shown={
        "order.": "",
        "settings.parameters.": "",
        "settings.stores.store.": "stores.<store uid>.",
        "settings.paymentMethods.CARD": "paymentMethods.<code>",
        "paymentMethods[].": "method.",
        "settings.": "",
    },
    tables=(
        FieldTable(
            prefix="",
            keys=frozenset({"id"}),
            notes={
                "billingAddress.name": "the invoice address, where the order has one; else the customer's",
                "status": "by the progress in the shop: see the table above",
                "marketId": "a store without a market fails, naming the setting",
                "customerId": "the customer in Flow, if the order names one",
                "customerType": "`B2C` a person, `B2B` a company",
                "properties[].key": "ours (see below), and those of the order that begin with the prefix",
                "properties[].value": "what Omnium has under other keys is never touched",
                "orderForm.grossRoundoff": "what was paid less what the lines cost, if it is at most half of "
                "`tenant.currency.cashRounding`; a larger difference is flagged, and not booked",
                "orderForm.discounts[].discountName": "the names of all of the order's discounts, as one",
                "orderForm.discounts[].discountValue": "what the lines cost less `orderTotals.grandTotal`; left out if the "
                "lines bear it already",
                "isReadOnly": "once the shop is done with the order",
                "isNotificationsDisabled": "once the shop is done with the order",
            },
        ),
        FieldTable(
            prefix="orderForm.lineItems[].",
            sources="order.items[].",
            keys=frozenset({"lineItemId"}),
            notes={
                "placedPrice": "more, where the line takes over the price of a package or is rounded up: a discount "
                "is never negative",
                "quantity": "what was ordered, cancelled pieces included",
                "discounted": "unit price × quantity less what the line costs; left out if 0",
                "deliveredQuantity": "left out if 0; never lowered",
                "canceledQuantity": "left out if 0; never lowered; of a cancelled order all that is not delivered",
                "isPackageProduct": "on the parent of a package, which stands here only with "
                "`OMNIUM_INCLUDE_MAIN_PACKAGE_IN_ORDER_ITEMS`",
                "packageLineItemId": "the id of the line that `packageOrderItemUid` names",
            },
        ),
        FieldTable(
            prefix="orderForm.shipments[].",
            sources="order.",
            is_made_once=True,
            notes={"lineItems": "the lines stand on the form and on the shipment alike"},
        ),
        FieldTable(
            prefix="orderForm.payments[].",
            sources="order.settlements[].",
            is_made_once=True,
            notes=PAYMENT_NOTES,
        ),
    ),
)
