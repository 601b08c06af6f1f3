"""The fields of customers in both directions, read off the plans that make them."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from docs.generator.mapping.field_tables import FieldTable, Flow
from docs.generator.mapping.filled import filled, tenant_of
from docs.generator.mapping.leaves import Document
from docs.generator.mapping.tracing import Mapper

from flow_omnium.flow.models import Customer as FlowCustomer
from flow_omnium.omnium.models import (
    Address,
    Customer,
    CustomerAddress,
    ExternalId,
    Order,
    OrderForm,
    OrderLine,
    Shipment,
)
from flow_omnium.rest.reading import read_as
from order_sync.customers.changes import CreateCustomer as CreateInOmnium
from order_sync.customers.changes import NoteExternalId, PatchCustomer
from order_sync.customers.gather import rules_of
from order_sync.customers.gathered import CustomerSides, Guest, Memory
from order_sync.customers.plan import plan_customer
from order_sync.inbound.changes import CreateCustomer
from order_sync.inbound.customer import CustomerFacts
from order_sync.inbound.gathered import Gathered, InboundContext
from order_sync.inbound.plan import decide
from order_sync.order_stage import OrderStage
from order_sync.order_types import ONLINE

_LOYALTY_KEY: Final = "OMNIUM_CUSTOMER_LOYALTY_ID_PROPERTY_KEY"
_ORDER: Final = filled(
    Order,
    customerId="customer id",
    orderType="OnlineOrder",
    customerType="B2C",
    billingAddress=filled(Address, name="first second", countryCode="NOR"),
    customerName="third fourth",
    orderForm=filled(
        OrderForm,
        lineItems=[filled(OrderLine, canceledQuantity=0, deliveredQuantity=0)],
        shipments=[filled(Shipment, lineItems=[])],
    ),
)
_RECORD: Final = filled(
    Customer,
    address=filled(CustomerAddress, countryCode="NOR"),
    externalIds=[filled(ExternalId, providerName="Voyado")],
)
_KNOWN: Final = {"order": _ORDER, "record": _RECORD, "settings": {"parameters": {_LOYALTY_KEY: "Voyado"}}}
_KNOWN_BUSINESS: Final = {**_KNOWN, "order": {**_ORDER, "customerType": "B2B"}}
_UNKNOWN: Final = {"order": _ORDER}
_UNKNOWN_BUSINESS: Final = {"order": {**_ORDER, "customerType": "B2B"}}
_KINDS: Final = {"order.customerType": ("B2B", "B2C"), "order.orderType": (), "order.status": ()}


def _made_in_flow(document: Document) -> dict[str, Any]:
    order = read_as(Order, document["order"])
    record = read_as(Customer, document["record"]) if "record" in document else None
    parameters = tenant_of(document.get("settings", {})).parameters
    context = InboundContext(parameters, now=datetime.now(UTC), timezone=None, country=None)
    facts = CustomerFacts(in_omnium=record)
    made: dict[str, Any] = {}
    for write in decide(Gathered(order, (), OrderStage.ALIVE, context, facts, rule=ONLINE)).writes:
        if isinstance(write, CreateCustomer):
            made = write.customer.model_dump(by_alias=True)
    return made


CUSTOMER_OF_RECORD: Final = Flow(
    mapper=_made_in_flow,
    documents=(_KNOWN, _KNOWN_BUSINESS),
    codes={**_KINDS, "record.address.countryCode": ("SWE",), f"settings.parameters.{_LOYALTY_KEY}": (None,)},
    deciding=frozenset({"order.customerType", f"settings.parameters.{_LOYALTY_KEY}"}),
    shown={"settings.parameters.": "", "record.": ""},
    tables=(
        FieldTable(
            prefix="",
            notes={
                "customerUid": "sanitized",
                "customerType": "`COMPANY` or `PERSON`: see the table above",
                "companyName": "of a business only",
                "address": "street and number",
                "countryCode": "in two letters",
                "loyaltyId": "with the setting the external id whose `providerName` it names, and no other",
            },
        ),
    ),
)
CUSTOMER_OF_ADDRESS: Final = Flow(
    mapper=_made_in_flow,
    documents=(_UNKNOWN, _UNKNOWN_BUSINESS),
    codes={**_KINDS, "order.billingAddress.countryCode": ("SWE",)},
    deciding=frozenset({"order.customerType"}),
    shown={"order.": ""},
    tables=(
        FieldTable(
            prefix="",
            notes={
                "customerUid": "sanitized",
                "firstname": "a whole name is split before its last word",
                "address": "`line1 streetNumber, line2`",
                "countryCode": "in two letters",
            },
        ),
    ),
)

_PERSON: Final = {
    "customer": filled(FlowCustomer, customerType="PERSON", origin="POS"),
    "settings": {"parameters": {"OMNIUM_CUSTOMER_MARKET_GROUP_ID": "group"}},
    "tenant": {"countryCode": "NO"},
}
_COMPANY: Final = {
    **_PERSON,
    "customer": filled(FlowCustomer, customerType="COMPANY", origin="POS", countryCode="SE"),
}


def _sides(document: Document, found: Customer | None) -> CustomerSides:
    customer = read_as(FlowCustomer, document["customer"])
    rules = rules_of(tenant_of(document["settings"]).parameters, document["tenant"].get("countryCode"))
    # Only a guest is made although an id of Omnium's is noted, so a guest shows what becomes of it.
    memory = Memory(guest=Guest.EDITED)
    return CustomerSides(customer, found, is_of_other_kind=False, rules=rules, memory=memory)


def _made_in_omnium(document: Document) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for write in plan_customer(_sides(document, None)).writes:
        match write:
            case CreateInOmnium(_, customer):
                made |= customer.model_dump(by_alias=True)
            case NoteExternalId(_, external_id):
                made["externalId"] = external_id
    return made


def _changes_in_omnium(before: Document) -> Mapper:
    found = read_as(Customer, _made_in_omnium(before))

    def changed(after: Document) -> dict[str, Any]:
        writes = plan_customer(_sides(after, found)).writes
        patches = (write.patch for write in writes if isinstance(write, PatchCustomer))
        return next((patch.model_dump(by_alias=True) for patch in patches), {})

    return changed


def _to_omnium(document: Document, notes: Mapping[str, str]) -> Flow:
    return Flow(
        mapper=_made_in_omnium,
        documents=(document, {**document, "settings": {"parameters": {_LOYALTY_KEY: "Voyado"}}}),
        poorer=({**document, "customer": {**document["customer"], "externalId": None}},),
        later=_changes_in_omnium,
        codes={"customer.customerType": (), "customer.countryCode": ("DK",), "tenant.countryCode": ("DK",)},
        deciding=frozenset({f"settings.parameters.{_LOYALTY_KEY}"}),
        shown={"customer.": "", "settings.parameters.": ""},
        tables=(FieldTable(prefix="", keys=frozenset({"customerId"}), notes=notes),),
    )


_NOTES: Final = {
    "customerNumber": "not with `OMNIUM_CUSTOMER_LOYALTY_ID_PROPERTY_KEY`: then it is that provider's external id",
    "externalIds[].id": "with `OMNIUM_CUSTOMER_LOYALTY_ID_PROPERTY_KEY`, where Omnium has none of that provider",
    "marketGroupId": "only when the customer is made",
    "address.line1": "a new street empties Omnium's `streetNumber` and `line2`",
}
PERSON: Final = _to_omnium(
    _PERSON,
    {**_NOTES, "address.countryCode": "the tenant's country; `flow.countryCode` goes before Flow's own"},
)
COMPANY: Final = _to_omnium(_COMPANY, {**_NOTES, "address.countryCode": "the customer's own"})
