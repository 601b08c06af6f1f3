"""What a Flow order becomes in Omnium, field by field (flow.md 1.2). No I/O, no clock, no settings but the tenant's."""

from decimal import Decimal
from typing import Final

from flow_omnium.flow.models import Order
from flow_omnium.omnium.models import NewForm, NewOrder, NewShipment
from flow_omnium.outcomes import InvalidData
from flow_omnium.tenants.tenant import Tenant
from order_sync.lines.given import given
from order_sync.outbound.gathered import Gathered
from order_sync.outbound.new_order_customer import customer_fields
from order_sync.outbound.properties import new_properties, shop_properties
from order_sync.outbound.shop_progress import is_finished, standing_items
from order_sync.outbound.status import wanted_status
from order_sync.to_omnium.identity import omnium_order_id
from order_sync.to_omnium.lines import omnium_lines
from order_sync.to_omnium.order_discount import omnium_discounts
from order_sync.to_omnium.payments import omnium_payments

SHIPMENT_ID: Final = "1"


def new_order(gathered: Gathered, roundoff: Decimal | None) -> NewOrder:
    """Map a shop order that is settled or cancelled. Raises InvalidData for what cannot be mapped."""
    order, tenant = gathered.order, gathered.tenant
    store_uid = given("storeUid", order.store_uid)
    finished = is_finished(order) or None
    return NewOrder(
        id=omnium_order_id(order),
        order_number=order.order_number or omnium_order_id(order),
        status=_status(order, tenant),
        market_id=_market(store_uid, tenant),
        store_id=store_uid,
        billing_currency=gathered.flow_tenant.currency.code,
        created=order.created_at,
        sales_person_id=order.tenant_user_uid,
        sales_person_name=order.tenant_user_display_name,
        is_read_only=finished,
        is_notifications_disabled=finished,
        properties=new_properties(shop_properties(order, tenant.parameters.omnium_property_prefix)),
        order_form=_form(gathered, store_uid, roundoff),
        **customer_fields(order, gathered.customer, is_named=gathered.customer_trouble is None),
    )


def _status(order: Order, tenant: Tenant) -> str:
    return given("orderState", wanted_status(order, tenant.order_statuses, is_ready=False), "settled")


def _market(store_uid: str, tenant: Tenant) -> str:
    store = tenant.stores.get(store_uid)
    if store is None or store.market_id is None:
        field = f"stores.{store_uid}.marketId"
        raise InvalidData(field, None, "set: Omnium needs the market of a sale")
    return store.market_id


def _form(gathered: Gathered, store_uid: str, roundoff: Decimal | None) -> NewForm:
    order, parameters = gathered.order, gathered.tenant.parameters
    keep_parents = parameters.omnium_include_main_package_in_order_items
    lines = omnium_lines(standing_items(order), keep_parents=keep_parents, is_vat_free=order.vat_free)
    shipment = NewShipment(
        shipment_id=SHIPMENT_ID,
        warehouse_code=store_uid,
        shipping_method_id=parameters.omnium_default_shipping_method_id,
        line_items=lines,
    )
    payments = omnium_payments(order.settlements, gathered.payment_names, store_uid)
    return NewForm(
        line_items=lines,
        shipments=(shipment,),
        payments=payments,
        discounts=omnium_discounts(order) or None,
        gross_roundoff=roundoff,
    )
