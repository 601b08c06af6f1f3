"""What an invoice needs beside its receipt. No I/O."""

from collections.abc import Mapping
from dataclasses import dataclass

from flow_omnium.flow.models import Customer, Order
from flow_omnium.flow.models import Tenant as FlowTenant
from flow_omnium.tenants.tenant import Tenant
from order_sync.to_omnium.payments import PaymentNames


@dataclass(frozen=True)
class InvoiceContext:
    """The order with its customers by uid, and what is settled; `cash_rounding` is the step of cash × 100."""

    order: Order
    customers: Mapping[str, Customer]
    names: PaymentNames
    market_ids: Mapping[str, str | None]
    currency: str | None
    cash_rounding: int
    keep_parents: bool


def context_of(
    tenant: Tenant, *, order: Order, customers: Mapping[str, Customer], names: PaymentNames, known: FlowTenant
) -> InvoiceContext:
    """Take what is settled from our settings, and from the tenant as Flow knows it."""
    return InvoiceContext(
        order=order,
        customers=customers,
        names=names,
        market_ids={uid: store.market_id for uid, store in tenant.stores.items()},
        currency=known.currency.code,
        cash_rounding=known.currency.cash_rounding,
        keep_parents=tenant.parameters.omnium_include_main_package_in_order_items,
    )
