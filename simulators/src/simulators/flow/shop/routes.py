"""The one route by which tests work in the shop."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from aiohttp import web

from simulators.answers import json_answer
from simulators.documents import Document
from simulators.flow.committing import commit_customer, commit_order
from simulators.flow.known_tenant import known_tenant
from simulators.flow.orders.progress import restated
from simulators.flow.receipts.making import with_receipt
from simulators.flow.shop.acts import KeepCustomer
from simulators.flow.shop.customers import kept_customer
from simulators.flow.shop.rules import rule_of
from simulators.flow.shop.stockroom import STOCKROOM, do_in_stockroom
from simulators.flow.shop.till import CASHIER, Till
from simulators.flow.state import STATE, FlowState
from simulators.flow.tenant import Tenant
from simulators.write_model import checked, json_object


async def post_act(request: web.Request) -> web.Response:
    """Do what the body says, and answer the record that it is about as it is now."""
    state, tenant = request.app[STATE], known_tenant(request)
    body = await json_object(request)
    do = DOERS.get(str(body.get("act")), do_with_order)
    return json_answer(do(state, tenant, body))


def do_with_order(state: FlowState, tenant: Tenant, body: Document) -> Document:
    """Act on an order; one that is settled by it gets its receipt."""
    till = Till(state.now(), state.next_number, tenant)
    order = restated(rule_of(body.get("act")).follow(tenant, body, till), till.cash_rounding)
    order, receipt = with_receipt(order, tenant.receipts.values(), till)
    if receipt is not None:
        tenant.receipts[receipt["orderReceiptUid"]] = receipt
    return commit_order(state, tenant, tenant.orders.get(order["orderUid"]), order, by=CASHIER.uid)


def do_with_customer(state: FlowState, tenant: Tenant, body: Document) -> Document:
    """Add or change a customer."""
    till = Till(state.now(), state.next_number, tenant)
    customer = kept_customer(tenant, checked(KeepCustomer, body), till)
    before = tenant.customers.get(customer["customerUid"])
    return commit_customer(state, tenant, before, customer, by=CASHIER.uid)


# All acts that are not about an order.
DOERS: Final[Mapping[str, Callable[[FlowState, Tenant, Document], Document]]] = MappingProxyType(
    {"customer": do_with_customer, **dict.fromkeys(STOCKROOM, do_in_stockroom)}
)
