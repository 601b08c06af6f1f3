"""What every change of an order or a customer does: stamps, storage, webhooks."""

from simulators.documents import Document
from simulators.flow.orders.totals import calculate
from simulators.flow.state import FlowState
from simulators.flow.tenant import Tenant
from simulators.flow.webhooks.actions import customer_action, order_actions
from simulators.flow.webhooks.bodies import customer_event, order_event


def commit_order(
    state: FlowState, tenant: Tenant, before: Document | None, after: Document, *, by: str
) -> Document:
    """Store an order, totals anew, and raise the webhooks of its change."""
    order = {**after, "lastModifiedAt": state.now(), "lastModifiedBy": by}
    calculate(order)
    tenant.orders[order["orderUid"]] = order
    raise_order_change(state, tenant, before, order, by=by)
    return order


def raise_order_change(
    state: FlowState, tenant: Tenant, before: Document | None, after: Document, *, by: str
) -> None:
    """Raise the webhooks of an order's change."""
    for action in order_actions(before or {}, after):
        state.notify(tenant, order_event(action, tenant.settings.tenant_uid, after, by))


def commit_customer(
    state: FlowState, tenant: Tenant, before: Document | None, after: Document, *, by: str
) -> Document:
    """Store a customer and raise the webhook of its change."""
    customer = {**after, "lastModifiedAt": state.now(), "lastModifiedBy": by}
    tenant.customers[customer["customerUid"]] = customer
    action = customer_action(before, after)
    state.notify(tenant, customer_event(action, tenant.settings.tenant_uid, customer["customerUid"], by))
    return customer


def remove_customer(state: FlowState, tenant: Tenant, customer: Document, *, by: str) -> None:
    """Take a customer away and raise the webhook of it."""
    del tenant.customers[customer["customerUid"]]
    action = customer_action(customer, None)
    state.notify(tenant, customer_event(action, tenant.settings.tenant_uid, customer["customerUid"], by))
