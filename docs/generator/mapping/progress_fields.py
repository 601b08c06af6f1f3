"""The fields that bring an order on which Omnium has, and those of a return, read off their plans."""

from decimal import Decimal
from typing import Any, Final

from docs.generator.mapping.field_tables import FieldTable, Flow
from docs.generator.mapping.filled import filled, tenant_of
from docs.generator.mapping.leaves import Document

from flow_omnium.flow.models import Order, OrderHandling, OrderItem, OrderProperty, Settlement
from flow_omnium.omnium.models import Order as OmniumOrder
from flow_omnium.omnium.models import OrderForm, OrderLine, Shipment
from flow_omnium.rest.reading import read_as
from order_sync.outbound.changes import (
    AddLine,
    CreateReturn,
    SetPrices,
    SetProperties,
    SetStatus,
    UpdateLines,
)
from order_sync.outbound.gathered import Gathered
from order_sync.outbound.plan import plan

_LINE: Final = filled(
    OrderLine,
    lineItemId="line",
    quantity=Decimal(6),
    deliveredQuantity=Decimal(1),
    canceledQuantity=Decimal(1),
    readyForPickupQuantity=Decimal(1),
    returnQuantity=Decimal(0),
    placedPrice=Decimal(100),
)
_HANDED_OVER: Final = {**_LINE, "quantity": Decimal(100), "deliveredQuantity": Decimal(99)}
_FORM: Final = filled(OrderForm, lineItems=[_HANDED_OVER], payments=[], shippingTotal=Decimal(10**6))
_IN_OMNIUM: Final = filled(
    OmniumOrder,
    orderType="ClickAndCollect",
    status="New",
    orderForm=filled(
        OrderForm,
        lineItems=[_LINE, {**_LINE, "lineItemId": "other line"}],
        shipments=[filled(Shipment)],
        payments=[],
    ),
)
_ITEM: Final = filled(
    OrderItem,
    orderItemUid="uid",
    externalId="line",
    packageOrderItemUid=None,
    quantityOrdered=600,
    quantityDelivered=200,
    quantityCancelled=200,
    unitPrice=10000,
    itemDiscountAmount=0,
)
_ADDED: Final = {**_ITEM, "orderItemUid": "added", "externalId": None, "quantityCancelled": 0}
_IN_FLOW: Final = filled(
    Order,
    orderUid="OmniumOrder.id",
    type="ORDER",
    systemOrigin="OMNIUM",
    orderState="PARKED",
    settleState="NOT_STARTED",
    properties=[filled(OrderProperty, key="flow.key")],
    items=[_ITEM, _ADDED],
    orderhandlings=[filled(OrderHandling, handlingUid="collect", state="READY")],
    settlements=[],
)
_PREFIX: Final = "settings.parameters.OMNIUM_PROPERTY_PREFIX"
_READY: Final = {
    "order": _IN_FLOW,
    "omnium": _IN_OMNIUM,
    "settings": {"parameters": {"OMNIUM_PROPERTY_PREFIX": "flow"}},
}
_WAITING: Final = {
    **_READY,
    "order": {**_IN_FLOW, "items": [{**_ITEM, "quantityDelivered": 0}]},
}
_CHEAPER: Final = {
    **_READY,
    "order": {**_IN_FLOW, "systemOrigin": "POS", "items": [{**_ITEM, "itemDiscountAmount": 900}]},
    "omnium": {
        **_IN_OMNIUM,
        "orderForm": filled(
            OrderForm,
            lineItems=[{**_LINE, "packageLineItemId": None, "extendedPrice": None, "discounted": Decimal(0)}],
            shipments=[filled(Shipment)],
            payments=[],
        ),
    },
}
_RETURN: Final = {
    "order": filled(
        Order,
        type="RETURN",
        settleState="SETTLED",
        items=[
            {
                **_ITEM,
                "orderItemUid": "back",
                "externalId": None,
                "quantityCancelled": 0,
                "originalOrderItemUid": "uid",
            },
            {
                **_ITEM,
                "orderItemUid": "shipping",
                "externalId": None,
                "productUid": "freight",
                "originalOrderItemUid": None,
            },
        ],
        settlements=[filled(Settlement, amount=-60000, state="SETTLED", status="SETTLED")],
    ),
    "original": {
        **_IN_FLOW,
        "items": [_ITEM, {**_ITEM, "orderItemUid": "other", "externalId": "other line"}],
    },
    "omnium": {**_IN_OMNIUM, "orderForm": _FORM, "returnOrderForms": []},
    "settings": {"flow": {"shippingProductUid": "freight"}},
}
_CODES: Final = {
    "order.type": (),
    "order.properties[].key": ("flow.other",),
    "order.orderState": ("CANCELLED",),
    "order.settleState": ("SETTLED", "NOT_STARTED"),
    "order.deliveryState": (),
    "order.orderhandlings[].state": ("NOT_STARTED",),
    "order.settlements[].state": (),
    "order.settlements[].status": (),
    "order.items[].originalOrderItemUid": ("other",),
    "order.settlements[].amount": (-60100,),
    "omnium.orderType": ("OnlineOrder",),
    "omnium.status": (),
    _PREFIX: ("flo",),
}


def _gathered(document: Document) -> Gathered:
    return Gathered(
        tenant=tenant_of(document["settings"]),
        order=read_as(Order, document["order"]),
        original=read_as(Order, document["original"]) if "original" in document else None,
        omnium=read_as(OmniumOrder, document["omnium"]),
    )


def _brought_on(document: Document) -> dict[str, Any]:
    """Return what is sent; of a line that is added, only what other new lines have not."""
    sent: dict[str, Any] = {}
    for write in plan(_gathered(document)).writes:
        match write:
            case SetStatus(_, status):
                sent["status"] = status
            case SetProperties(_, patch):
                # Deliveries are announced in one patch, and all else is set in a second.
                patched = patch.model_dump(by_alias=True)
                properties = [*sent.get("properties", ()), *(patched["properties"] or ())]
                sent |= {**patched, "properties": properties}
            case UpdateLines(_, update):
                sent |= update.model_dump(by_alias=True)
            case SetPrices(_, patches):
                sent["orderLinePatches"] = [patch.model_dump(by_alias=True) for patch in patches]
            case AddLine(_, _, line):
                sent["orderLine"] = line.model_dump(by_alias=True, include={"external_ids"})
    return sent


def _taken_back(document: Document) -> dict[str, Any]:
    returns = (write.new for write in plan(_gathered(document)).writes if isinstance(write, CreateReturn))
    return next((new.model_dump(by_alias=True) for new in returns), {})


BROUGHT_ON: Final = Flow(
    mapper=_brought_on,
    documents=(_READY, _WAITING, _CHEAPER),
    codes=_CODES,
    falls_back=False,
    deciding=frozenset(
        {"order.settleState", "order.orderState", "order.orderhandlings[].state", "omnium.orderType"}
    ),
    shown={"order.": "", "omnium.": "omnium.", "settings.parameters.": ""},
    tables=(
        FieldTable(
            prefix="",
            notes={
                "orderLine.externalIds[].providerName": "marks a line that was added in the shop; all else of it as on a "
                "new order, with nothing delivered or cancelled yet",
                "orderLinePatches[].lineItemId": "only lines whose price the shop has changed, and Omnium has not",
                "orderLinePatches[].placedPrice": "higher where the line costs more than that, since a discount cannot be negative",
                "orderLinePatches[].discounted": "what makes the line cost in Omnium what it costs in the shop",
                "orderLinePatches[].properties[].value": "the price in the shop, and how often it was set",
                "lineItemUpdates[].lineItemId": "`externalId` of a line that came from Omnium; only lines of which a total rises; "
                "lines that share one count by their sum",
                "lineItemUpdates[].deliveredQuantity": "the line's new total, in Flow's hundredths unless it is all of Omnium's; "
                "at most what is ordered and not cancelled",
                "lineItemUpdates[].canceledQuantity": "the line's new total; at most what is not delivered",
                "lineItemUpdates[].readyForPickupQuantity": "what is open of a Click & Collect order, once its handling "
                "is `READY`",
                "properties[].key": "only those whose value differs",
                "status": "by the progress in the shop: see the table above",
            },
        ),
    ),
)
RETURN: Final = Flow(
    mapper=_taken_back,
    documents=(_RETURN,),
    codes=_CODES,
    shown={"order.": ""},
    tables=(
        FieldTable(
            prefix="",
            notes={
                "rmaNumber": "a return that has it is done",
                "returns[].lineItemId": "the id of the line that was sold",
                "returns[].creditAmount": "per unit, after discounts; of a package that Omnium lacks spread over its parts",
                "creditAmount": "all that was given back; 0 where the customer paid on top",
                "creditShipment": "where shipping was given back with goods: a line of `flow.shippingProductUid`",
                "creditShipmentAmount": "what was given back of the shipping",
                "returns[].returnQuantity": "at most what Omnium has left to come back",
                "creditPayment": "the shop has paid: Omnium must not pay again",
            },
        ),
    ),
)
