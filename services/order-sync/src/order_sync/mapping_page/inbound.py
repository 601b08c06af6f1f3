from flow_omnium.runtime.wire import read_as
from flow_omnium.omnium.models import Order, OrderForm, OrderLine, Shipment, Address, Property
from flow_omnium.flow.models import Tenant as FlowTenant
from flow_omnium.flow.models import Customer as FlowCustomer
from order_sync.mapping_page.filled import filled
from order_sync.mapping_page.leaves import Document
from flow_omnium.tenants.tenant import Tenant, Parameters
from order_sync.inbound.decide import decide
from order_sync.inbound.gathered import Gathered
from order_sync.inbound.context import InboundContext
from order_sync.inbound.customer import CustomerFacts
from order_sync.omnium_standing import standing_of
from order_sync.inbound.changes import *
from datetime import datetime, UTC
from decimal import Decimal

SETTINGS = {"parameters": {"OMNIUM_PROPERTY_PREFIX":"flow","OMNIUM_CLICK_COLLECT_ORDERHANDLING_UID":"cc-uid",
 "OMNIUM_ONLINE_ORDER_HANDLING_UID":"online-uid", "OMNIUM_CLICK_COLLECT_EXPIRY_DAYS":3},"flow":{"countryCode":"NO"}}

def order(**kw):
    line = filled(OrderLine, quantity=Decimal(3), canceledQuantity=Decimal(1), placedPrice=Decimal(100), extendedPrice=Decimal(150), discounted=Decimal(75), packageLineItemId=None, externalIds=[])
    form = filled(OrderForm, lineItems=[line], total=Decimal(156))
    return filled(Order, orderType="ClickAndCollect", status="New", orderForm=form, billingAddress=filled(Address, countryCode="NOR"), **kw)

def tenant(settings):
    return read_as(Tenant, {"tenantUid":"acme","webhookSecrets":["s"],**settings,"flow":{"apiToken":"t",**settings.get("flow",{})},
      "parameters":{"OMNIUM_CLIENT_ID":"x","OMNIUM_CLIENT_SECRET":"y",**settings.get("parameters",{})}})

def mapper(doc: Document):
    t = tenant(doc["settings"]); known = read_as(FlowTenant, doc["flowTenant"])
    o = read_as(Order, doc["order"])
    ctx = InboundContext(t.parameters, doc["now"] , known.timezone, t.flow.country_code or known.country_code, t.order_types, t.flow.shipping_product_uid)
    g = Gathered(o, None, standing_of(o.status), ctx, CustomerFacts(in_flow=[read_as(FlowCustomer, doc["customer"])]))
    out = {"items": []}
    for w in decide(g).writes:
        match w:
            case CreateOrder(store, o):
                out |= {"storeUid": store, **o.model_dump(by_alias=True)}
            case AddLine(_, item): out["items"].append(item.model_dump(by_alias=True))
            case AttachHandling(_, h): out["handlingUid"]=h
            case ChangeState(_, s): out["status"]=s.value
    return out
