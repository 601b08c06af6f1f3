"""A shop order that is made in Omnium comes to what was paid, whatever was discounted, cancelled or rounded."""

from decimal import Decimal
from functools import cache
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from flow_omnium.flow.models import Order
from flow_omnium.flow.models import Tenant as FlowTenant
from flow_omnium.testing.tenants import a_tenant
from order_sync.outbound.changes import CreateOrder
from order_sync.outbound.gathered import Gathered
from order_sync.outbound.plan import plan
from simulators.flow.orders.progress import rounded_cash
from simulators.flow.orders.totals import calculate as calculate_flow
from simulators.omnium.orders.totals import calculate as calculate_omnium

CASH_STEP = 100
FLOW_TENANT = FlowTenant.model_validate({"currency": {"code": "NOK", "cashRounding": CASH_STEP}})
TENANT = a_tenant(stores={"oslo": {"marketId": "NOR"}})


@cache  # a strategy that is made anew for each line is checked anew for each line
@st.composite
def items(draw: st.DrawFn, number: int) -> dict[str, Any]:
    ordered, price = draw(st.integers(1, 2_000)), draw(st.integers(1, 999_999))
    return {
        "orderItemUid": str(number),
        "productUid": f"SKU-{number}",
        "quantityOrdered": ordered,
        "quantityCancelled": draw(st.sampled_from([0, 0, ordered // 2])),
        "unitPrice": price,
        "itemDiscountAmount": draw(st.integers(0, ordered * price // 200)),
        "vatRate": 2500,
    }


@st.composite
def sales(draw: st.DrawFn, *, in_cash: bool) -> dict[str, Any]:
    drawn = [draw(items(number)) for number in range(1, draw(st.integers(1, 8)) + 1)]
    order: dict[str, Any] = {"orderUid": "o-1", "storeUid": "oslo", "type": "ORDER", "items": drawn}
    calculate_flow(order)
    due = order["orderTotals"]["grandTotal"]
    amount = rounded_cash(due, CASH_STEP) if in_cash else due
    settlement = {"settlementUid": "s", "settlementCode": "CASH", "amount": amount, "state": "SETTLED"}
    return {**order, "orderState": "COMPLETE", "settleState": "SETTLED", "settlements": [settlement]}


def made(document: dict[str, Any]) -> dict[str, Any]:
    """The order as Omnium works it out; nothing is to be flagged."""
    planned = plan(Gathered(TENANT, Order.model_validate(document), flow_tenant=FLOW_TENANT))
    (write,) = planned.writes
    assert isinstance(write, CreateOrder)
    assert planned.flags == ()
    order: dict[str, Any] = write.order.model_dump(by_alias=True, exclude_none=True)
    calculate_omnium(order, Decimal(25))
    return order


@settings(max_examples=2 * settings().max_examples)
@given(sales(in_cash=False))
def test_omniums_total_is_flows_grand_total(document: dict[str, Any]) -> None:
    order = made(document)
    assert order["orderForm"]["total"] * 100 == document["orderTotals"]["grandTotal"]
    assert order["orderForm"].get("grossRoundoff") is None
    assert order["remainingPayment"] == 0


@settings(max_examples=2 * settings().max_examples)
@given(sales(in_cash=True))
def test_rounded_cash_leaves_nothing_to_pay(document: dict[str, Any]) -> None:
    order = made(document)
    assert order["orderForm"]["total"] * 100 == document["settlements"][0]["amount"]
    assert order["remainingPayment"] == 0
