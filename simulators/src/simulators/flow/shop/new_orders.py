"""Orders that begin in the shop: sold at once, or left open; pure."""

from simulators.documents import Document
from simulators.flow.customers.document import order_address, refuse_unknown_customer
from simulators.flow.models import OrderCreation
from simulators.flow.orders.document import new_order
from simulators.flow.places import refuse_unknown_store
from simulators.flow.shop.acts import NewOrderAct, Open, Sell
from simulators.flow.shop.deliveries import deliver_rest
from simulators.flow.shop.finishing import unfinished
from simulators.flow.shop.lines import with_items
from simulators.flow.shop.settlements import settle
from simulators.flow.shop.till import CASHIER, Till
from simulators.flow.tenant import Tenant
from simulators.flow.values import OrderType
from simulators.refusal import Refusal
from simulators.write_model import checked


def sell(tenant: Tenant, act: Sell, till: Till) -> Document:
    """Sell: COMPLETE when all is paid and delivered, else put aside."""
    order = with_items(begun(tenant, act, "ORDER", till), act.items, till)
    for payment in act.settlements:
        order = settle(order, payment, till)
    if act.is_delivered:
        order = deliver_rest(order, till)
    return order if unfinished(order, till) else {**order, "orderState": "COMPLETE"}


def open_order(tenant: Tenant, act: Open, till: Till) -> Document:
    """Begin an order, an offer or a payment, and put it aside."""
    order = begun(tenant, act, act.type, till)
    order["referenceVoucherNumber"] = act.reference_voucher_number
    return with_items(order, act.items, till)


def begun(
    tenant: Tenant, act: NewOrderAct, order_type: OrderType, till: Till, original: str | None = None
) -> Document:
    """Make an order without lines. Raises Refusal 400 for an unknown store or customer, 409 for a taken uid."""
    number = till.next_number()
    uid = act.order_uid or f"order-{number}"
    if uid in tenant.orders:
        raise Refusal(409, f"orderUid: '{uid}' exists")
    refuse_unknown_store(tenant, act.store_uid)
    refuse_unknown_customer(tenant, act.customer_uid)
    creation = {"type": order_type, "systemOrigin": "POS", "originalOrderUid": original}
    body = checked(OrderCreation, creation).model_dump(by_alias=True)
    body |= {"orderState": "PARKED", **_customer(tenant, act.customer_uid), **CASHIER.shown()}
    return new_order(body, uid=uid, number=number, store_uid=act.store_uid, now=till.now, by=CASHIER.uid)


def _customer(tenant: Tenant, customer_uid: str | None) -> Document:
    if customer_uid is None:
        return {}
    return {"customerUid": customer_uid, "customerAddress": order_address(tenant.customers[customer_uid])}
