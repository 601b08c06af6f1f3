"""Maps an order of the shop to a new order in Omnium, field by field (flow.md 1.2)."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal, TypedDict

from flow_omnium.flow.models import Address, Customer, Order
from flow_omnium.jobs.sync import Plan
from flow_omnium.omnium.models import NewAddress, NewForm, NewOrder, NewShipment
from flow_omnium.outcomes import InvalidData, RecordMissing
from flow_omnium.tenants.tenant import Tenant
from order_sync.address import full_name, omnium_address
from order_sync.identity import omnium_customer_id, omnium_order_id, was_born_in_omnium
from order_sync.lines.amounts import given, is_cash_rounding
from order_sync.lines.shop_lines import line_cost
from order_sync.outbound.changes import CreateOrder
from order_sync.outbound.gathered import Gathered
from order_sync.outbound.relevance import NOT_SOLD, is_sold
from order_sync.outbound.shop_progress import is_finished, standing_items
from order_sync.outbound.status import wanted_status
from order_sync.to_omnium.lines import omnium_discounts, omnium_lines, order_discount
from order_sync.to_omnium.own_properties import new_properties, shop_properties
from order_sync.to_omnium.payments import omnium_payments, settled_amount

_SHIPMENT_ID: Final = "1"


@dataclass(frozen=True)
class PaidAndCost:
    """What was paid and what the order costs, in major units; `cash_step` is what cash is rounded to, in hundredths."""

    paid: Decimal
    cost: Decimal
    cash_step: int

    @property
    def roundoff(self) -> Decimal | None:
        """The difference, where it is the rounding of cash."""
        difference = self.paid - self.cost
        return difference if difference and is_cash_rounding(difference, self.cash_step) else None

    @property
    def flags(self) -> tuple[str, ...]:
        """A difference that rounding does not explain."""
        if self.paid == self.cost or self.roundoff:
            return ()
        return (f"the amounts differ: {self.paid:.2f} was paid, the lines cost {self.cost:.2f}",)


class CustomerFields(TypedDict):
    """The fields of Omnium's order that name the customer."""

    customer_id: str | None
    customer_number: str | None
    customer_type: Literal["B2B", "B2C"] | None
    customer_name: str | None
    customer_email: str | None
    customer_phone: str | None
    billing_address: NewAddress | None


def plan_creation(gathered: Gathered) -> Plan:
    """Make an order in Omnium once the shop has sold or cancelled it.

    Raises RecordMissing for an order that came from Omnium, which has it no more: it is never made a second time. Raises InvalidData.
    """
    order = gathered.order
    if was_born_in_omnium(order):
        message = f"Omnium has no order {omnium_order_id(order)}, although it made the order"
        raise RecordMissing(message)
    if not is_sold(order):
        return Plan(reason=NOT_SOLD)
    sums = _paid_and_cost(order, gathered.flow_tenant.currency.cash_rounding)
    trouble = gathered.customer_trouble
    nameless = (f"{trouble}: the order names no customer",) if trouble else ()
    return Plan((CreateOrder(_new_order(gathered, sums.roundoff)),), flags=(*nameless, *sums.flags))


def _new_order(gathered: Gathered, roundoff: Decimal | None) -> NewOrder:
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
        # Omnium asks for both marks on finished sales (omnium.md 10.1); the second keeps it from mailing the customer.
        is_read_only=finished,
        is_notifications_disabled=finished,
        properties=new_properties(shop_properties(order, tenant.parameters.omnium_property_prefix)),
        order_form=_form(gathered, store_uid, roundoff),
        **_customer_fields(order, gathered.customer, is_named=gathered.customer_trouble is None),
    )


def _form(gathered: Gathered, store_uid: str, roundoff: Decimal | None) -> NewForm:
    order, parameters = gathered.order, gathered.tenant.parameters
    keep_parents = parameters.omnium_include_main_package_in_order_items
    lines = omnium_lines(standing_items(order), keep_parents=keep_parents, is_vat_free=order.vat_free)
    shipment = NewShipment(
        shipment_id=_SHIPMENT_ID,
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


def _market(store_uid: str, tenant: Tenant) -> str:
    store = tenant.stores.get(store_uid)
    if store is None or store.market_id is None:
        field = f"stores.{store_uid}.marketId"
        raise InvalidData(field, None, "set: Omnium needs the market of a sale")
    return store.market_id


def _status(order: Order, tenant: Tenant) -> str:
    return given("orderState", wanted_status(order, tenant.order_statuses, is_ready=False), "settled")


def _customer_fields(order: Order, customer: Customer | None, *, is_named: bool = True) -> CustomerFields:
    """Fill the fields; what the order's address lacks comes from the customer's record.

    Without `is_named` no ids are given, only the address: the customer's id is another's in Omnium, or was erased there.
    """
    known = Address() if customer is None else Address.model_validate(customer.model_dump())
    # Flow's `shippingAddress` is deprecated (decision 26).
    address = order.invoice_address or order.customer_address or known
    named = customer if is_named else None
    return CustomerFields(
        customer_id=None if named is None else omnium_customer_id(named),
        customer_number=None if named is None else named.loyalty_id,
        customer_type=None if customer is None else ("B2B" if customer.is_company else "B2C"),
        customer_name=full_name(address) or full_name(known),
        customer_email=address.email or known.email,
        customer_phone=address.mobile or known.mobile,
        billing_address=omnium_address(address),
    )


def _paid_and_cost(order: Order, cash_step: int) -> PaidAndCost:
    """Add up what was paid and what the order costs."""
    cost = sum(map(line_cost, standing_items(order)), Decimal(0)) - order_discount(order)
    return PaidAndCost(settled_amount(order.settlements), cost, cash_step)
