"""The fields of an inbound order, read off the plan that makes it."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final

from docs.generator.mapping.field_tables import FieldTable, Flow
from docs.generator.mapping.filled import filled, tenant_of
from docs.generator.mapping.leaves import Document
from docs.generator.mapping.tracing import Mapper

from flow_omnium.flow.models import Customer as FlowCustomer
from flow_omnium.flow.models import Order as FlowOrder
from flow_omnium.flow.models import Tenant as FlowTenant
from flow_omnium.jobs.sync import Write
from flow_omnium.omnium.models import Address, Order, OrderForm, OrderLine, Property, Shipment, ShipmentLine
from flow_omnium.rest.reading import read_as
from order_sync.inbound.changes import (
    AddLine,
    AttachHandling,
    ChangeHeader,
    ChangeLine,
    ChangeState,
    CreateOrder,
)
from order_sync.inbound.customer import CustomerFacts
from order_sync.inbound.gathered import Gathered, InboundContext
from order_sync.inbound.plan import decide
from order_sync.order_stage import stage_of
from order_sync.order_types import rule_of
from order_sync.price_notes import PRICES_KEY

_NOW: Final = datetime(2026, 5, 21, 9, tzinfo=UTC)
"""Whit Monday is near, which is a holiday in some countries only."""

_LINE: Final = filled(
    OrderLine,
    quantity=Decimal(3),
    canceledQuantity=Decimal(1),
    deliveredQuantity=Decimal(0),
    properties=[filled(Property, key="engraving")],
    placedPrice=Decimal(100),
    discounted=Decimal(60),
    extendedPrice=Decimal(150),
    packageLineItemId=None,
    externalIds=[],
)
_SHIPMENT: Final = filled(
    Shipment,
    lineItems=[filled(ShipmentLine, lineItemId=_LINE["lineItemId"])],
    address=filled(Address, countryCode="NOR"),
)
_SECOND: Final = _SHIPMENT | {"shipmentId": "second", "pickUpWarehouseCode": "elsewhere"}
_ORDER: Final = filled(
    Order,
    id="id text",
    orderNumber="number-text",
    orderType="ClickAndCollect",
    status="New",
    billingAddress=filled(Address, name="first second", countryCode="NOR"),
    customerName="third fourth",
    properties=[filled(Property, key="flow.key")],
    orderForm=filled(
        OrderForm,
        lineItems=[_LINE],
        shipments=[_SHIPMENT],
        shippingTotal=Decimal(4),
        total=Decimal(158),
    ),
)
_SETTINGS: Final = {
    "parameters": {
        "OMNIUM_CLICK_COLLECT_ORDERHANDLING_UID": "collect",
        "OMNIUM_ONLINE_ORDER_HANDLING_UID": "online",
        "OMNIUM_CLICK_COLLECT_EXPIRY_DAYS": 3,
        "OMNIUM_PROPERTY_PREFIX": "flow",
    },
    "flow": {"countryCode": "NO"},
}
_COLLECTED: Final = {
    "order": _ORDER,
    "settings": _SETTINGS,
    "tenant": filled(FlowTenant, timezone="Europe/Oslo", countryCode="SE"),
    "customer": filled(FlowCustomer),
}
_SENT: Final = {
    **_COLLECTED,
    "order": {
        "id": "1",
        "orderNumber": "1",
        "orderType": "OnlineOrder",
        "orderForm": {"lineItems": [_LINE], "shipments": [_SHIPMENT]},
    },
}
_SHIPPED: Final = {
    **_COLLECTED,
    "order": {**_ORDER, "orderForm": filled(OrderForm, lineItems=[_LINE], shipments=[_SHIPMENT])},
    "settings": {**_SETTINGS, "flow": {"countryCode": "NO", "shippingProductUid": "shipping"}},
}
_CODES: Final = {
    "order.orderType": ("ClickAndCollect", "OnlineOrder"),
    "order.status": (),
    "order.billingAddress.countryCode": ("SWE",),
    "settings.flow.countryCode": ("SE",),
    "tenant.countryCode": ("NO",),
    "tenant.timezone": ("Pacific/Auckland",),
}


def _planned(document: Document, actual: FlowOrder | None = None) -> Iterable[Write]:
    tenant = tenant_of(document["settings"])
    known = read_as(FlowTenant, document["tenant"])
    order = read_as(Order, document["order"])
    context = InboundContext(
        parameters=tenant.parameters,
        now=_NOW,
        timezone=known.timezone,
        country=tenant.flow.country_code or known.country_code,
        order_types=tenant.order_types,
        shipping_product_uid=tenant.flow.shipping_product_uid,
    )
    customer = CustomerFacts(in_flow=[read_as(FlowCustomer, document["customer"])])
    actuals = () if actual is None else (actual,)
    rule = rule_of(order.order_type, context.order_types)
    return decide(Gathered(order, actuals, stage_of(order.status), context, customer, rule=rule)).writes


def _made(document: Document) -> dict[str, Any]:
    """Return what is sent to make the order."""
    made: dict[str, Any] = {"items": []}
    for write in _planned(document):
        match write:
            case CreateOrder(store_uid, order):
                properties = [item for item in order.properties or () if item.key != PRICES_KEY]
                shown = order.model_copy(update={"properties": tuple(properties) or None})
                made |= {"storeUid": store_uid, **shown.model_dump(by_alias=True)}
            case AddLine(_, item):
                made["items"].append(item.model_dump(by_alias=True))
            case AttachHandling(_, handling_uid):
                made["handlingUid"] = handling_uid
            case ChangeState(_, state):
                made["status"] = state.value
    return made


def _changes(before: Document) -> Mapper:
    made = _made(before)
    actual = read_as(FlowOrder, {**made, "orderState": made["status"]})

    def changed(after: Document) -> dict[str, Any]:
        sent: dict[str, Any] = {"items": []}
        for write in _planned(after, actual):
            match write:
                case ChangeHeader(_, header):
                    sent |= header.model_dump(by_alias=True)
                case ChangeLine(_, _, _, change):
                    sent["items"].append(change.model_dump(by_alias=True))
        return sent

    return changed


INBOUND: Final = Flow(
    mapper=_made,
    documents=(_COLLECTED, _SENT),
    later=_changes,
    codes=_CODES,
    deciding=frozenset({"order.orderType"}),
    shown={"order.": "", "settings.parameters.": "", "settings.": ""},
    tables=(
        FieldTable(
            prefix="",
            notes={
                "storeUid": "by the table of types; sanitized",
                "customerUid": "the customer whom Flow has, or who is made first; none if the order names none",
                "customerAddress.firstname": "a whole name is split before its last word; a company's is none",
                "customerAddress.address": "`line1 streetNumber, line2`",
                "customerAddress.countryCode": "in two letters",
                "note": "one line for each note",
                "internalNote": "one line for each note; `Deliver to: …` where a shipment's address is not the customer's; "
                "comments and engravings; the shipping cost, if no product is set for it; `Sent by …` for what others send",
                "validUntil": "else, of Click & Collect, the end of the n-th working day after today",
                "properties[].key": "Omnium's, less those that we keep there ourselves; `omnium.prices`: the prices that the lines "
                "were brought at; `omnium.orderId` where neither uid "
                "nor number tells the id, `omnium.shipmentIds` where there are several shipments, "
                "`omnium.deliveredElsewhere`",
                "properties[].value": "`id` under `omnium.orderId`",
                "properties[].readOnly": "unless the key begins with the prefix",
                "orderUid": "sanitized",
                "handlingUid": "by the table of types; none if the setting is unset",
                "status": "by the table of types; put back after each change",
            },
            keys=frozenset({"orderUid"}),
        ),
        FieldTable(
            prefix="items[].",
            sources="order.orderForm.lineItems[].",
            keys=frozenset({"orderItemUid", "externalId"}),
            notes={
                "orderItemUid": "`<orderUid>-<lineItemId>`, sanitized",
                "productUid": "sanitized",
                "quantityOrdered": "what is not cancelled, nor delivered by others; a line with nothing left is left out",
                "unitPrice": "more, where the line takes over the price of a package or is rounded up: a discount is never "
                "negative",
                "itemDiscountAmount": "unit price × quantity less what the line costs, which is `extendedPrice`; the "
                "largest line takes what rounding adds, so that all add up to `total` less shipping, handling and rounding",
            },
        ),
    ),
)
SHIPPING: Final = Flow(
    mapper=lambda document: {"items": [item for item in _made(document)["items"] if _is_shipping(item)]},
    documents=(_SHIPPED,),
    later=_changes,
    codes=_CODES,
    shown={"order.": "", "settings.": ""},
    tables=(
        FieldTable(
            prefix="items[].",
            sources="order.orderForm.",
            keys=frozenset({"orderItemUid", "externalId"}),
            notes={
                "externalId": "`shipping-<shipmentId>`",
                "unitPrice": "the costs of the shipments; if they do not add up to `shippingTotal`, that counts, on the "
                "first",
            },
        ),
    ),
)


def _is_shipping(item: Mapping[str, Any]) -> bool:
    return str(item["externalId"]).startswith("shipping-")
