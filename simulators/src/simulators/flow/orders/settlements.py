"""Payments that other systems have taken."""

from aiohttp import web

from simulators.answers import json_answer
from simulators.flow.guard import TENANT
from simulators.flow.models import SettlementCreation
from simulators.flow.orders.document import INTEGRATION
from simulators.flow.orders.progress import left_to_pay, restated, settled_in
from simulators.flow.orders.states import refuse_unless_open
from simulators.flow.orders.stored import keep, order_of
from simulators.flow.payment_methods import method_of, method_uid
from simulators.flow.receipts.making import with_receipt
from simulators.flow.shop.settlements import settled_fields
from simulators.flow.shop.till import Till
from simulators.flow.state import STATE
from simulators.refusal import Refusal
from simulators.write_model import written


async def post_settlement(request: web.Request) -> web.Response:
    """Add a payment to an open order. The reference is no key: the same one again is a second payment.

    An order that is settled by it gets its receipt.
    """
    state, tenant = request.app[STATE], request[TENANT]
    creation = await written(request, SettlementCreation)
    order = order_of(request)
    refuse_unless_open(order)
    method = method_of(tenant.settings.payment_methods, creation.settlement_code)
    till = Till(state.now(), state.next_number, tenant)
    refuse_wrong_amount(restated(order, till.cash_rounding), creation.amount, till.cash_rounding)
    settlement = {
        **settled_fields(till.now),
        "settlementUid": till.uid(None, "settlement"),
        "settlementName": method.name,
        "storePaymentMethodUid": method_uid(method),
        "tenantUserUid": None,
        "tenantUserDisplayName": INTEGRATION,
        **creation.model_dump(by_alias=True),
    }
    settled = {**order, "settlements": [*(order.get("settlements") or []), settlement]}
    after, receipt = with_receipt(restated(settled, till.cash_rounding), tenant.receipts.values(), till)
    if receipt is not None:
        tenant.receipts[receipt["orderReceiptUid"]] = receipt
    keep(request, order, after)
    return json_answer(settlement, status=201)


def refuse_wrong_amount(order: dict[str, object], amount: int, cash_rounding: int) -> None:
    """Refuse to take more than is left to pay, and to give back more than was paid. Raises Refusal 400."""
    left = left_to_pay(order, cash_rounding)
    paid = sum(one["amount"] for one in settled_in(order))
    if amount == 0 or amount > max(left, 0) or amount < min(-paid, 0):
        raise Refusal(400, f"amount: {left} is left to pay and {paid} is paid, not {amount}")
