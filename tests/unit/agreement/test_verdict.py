"""The judge of the random runs: it finds each kind of difference, and takes only a flag that names thing and figures."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from rigs.agreement.sides import Sides
from rigs.agreement.verdict import RULES, judged

Document = dict[str, Any]


def agreed() -> Sides:
    """Two pieces at 100, one handed over by the shop, all paid there."""
    line = {
        "lineItemId": "1",
        "quantity": 2,
        "deliveredQuantity": 1,
        "canceledQuantity": 0,
        "returnQuantity": 0,
        "extendedPrice": 200,
    }
    paid = {
        "id": "settlement-1",
        "transactionId": "settlement-1",
        "transactionType": "Sale",
        "status": "Processed",
        "amount": 200,
    }
    omnium = {
        "status": "PartiallyShipped",
        "orderType": "ClickAndCollect",
        "orderForm": {
            "lineItems": [line],
            "shipments": [{"warehouseCode": "central", "pickUpWarehouseCode": "oslo", "lineItems": [line]}],
            "payments": [paid],
            "total": 200,
        },
        "returnOrderForms": [],
    }
    item = {
        "orderItemUid": "R-1-1",
        "externalId": "1",
        "productUid": "SKU-1",
        "quantityOrdered": 200,
        "quantityDelivered": 100,
        "quantityCancelled": 0,
        "itemPrice": 20000,
    }
    order = {
        "orderUid": "R-1",
        "storeUid": "oslo",
        "orderState": "PARKED",
        "settleState": "SETTLED",
        "deliveryState": "PARTIALLY_DELIVERED",
        "lastModifiedBy": "integration",
        "items": [item],
        "settlements": [{"settlementUid": "settlement-1", "state": "SETTLED", "amount": 20000}],
        "orderTotals": {"grandTotal": 20000},
    }
    return Sides(omnium, [order], [], {})


def line_of(sides: Sides) -> Document:
    return sides.form["lineItems"][0]  # type: ignore[no-any-return]


def deliver_more_in_omnium(sides: Sides) -> None:
    line_of(sides)["deliveredQuantity"] = 2


def order_more(sides: Sides) -> None:
    line_of(sides)["quantity"] = 3


def leave_a_rest(sides: Sides) -> None:
    line_of(sides)["quantity"] = Decimal("1.003")
    sides.flow[0]["items"][0]["quantityOrdered"] = 100


def return_in_omnium(sides: Sides) -> None:
    line_of(sides)["returnQuantity"] = 1


def cut_the_price(sides: Sides) -> None:
    sides.flow[0]["items"][0]["itemPrice"] = 15000


def add_a_cent(sides: Sides) -> None:
    sides.flow[0]["orderTotals"]["grandTotal"] = 20001


def forget_a_payment(sides: Sides) -> None:
    sides.form["payments"].clear()


def capture_before(sides: Sides) -> None:
    sides.form["payments"] = [{**sides.form["payments"][0], "id": "p1", "transactionType": "Capture"}]
    sides.flow[0]["settlements"] = []


def pay_too_much(sides: Sides) -> None:
    sides.form["payments"][0]["amount"] = 250
    sides.flow[0]["settlements"][0]["amount"] = 25000


def give_back(sides: Sides) -> None:
    back = {"orderUid": "b1", "items": [], "settlements": [{"state": "SETTLED", "amount": -10000}]}
    sides.returns.append(back)  # type: ignore[attr-defined]


def hand_something_out(sides: Sides) -> None:
    new = {
        "orderItemUid": "item-9",
        "productUid": "NEW-1",
        "itemPrice": -500,
        "quantityOrdered": -100,
        "originalOrderItemUid": None,
    }
    sides.returns.append({"orderUid": "b1", "items": [new], "settlements": []})  # type: ignore[attr-defined]


def cancel_in_omnium(sides: Sides) -> None:
    sides.omnium["status"] = "OrderCanceled"


def hand_over_the_rest(sides: Sides) -> None:
    line_of(sides)["deliveredQuantity"] = 2
    sides.flow[0]["items"][0]["quantityDelivered"] = 200


def leave_open(sides: Sides) -> None:
    sides.flow[0]["orderState"] = "OPEN"


def extend_the_deadline(sides: Sides) -> None:
    sides.omnium["customerPickupDeadline"] = "2026-03-10T22:59:59Z"


Break = Callable[[Sides], None]
BROKEN: list[tuple[str, Break, str | None]] = [
    ("delivered in Omnium", deliver_more_in_omnium, "line 1: 1 handed over in the shop, Omnium has 2"),
    ("to hand over", order_more, "line 1: 1 is open in the shop, 2 in Omnium"),
    ("no rest is open", leave_a_rest, None),
    ("returned in Omnium", return_in_omnium, "line 1: Omnium has 1 as returned, the shop has 0"),
    ("cost of a line", cut_the_price, "line 1: costs 150.00 NOK in the shop and 200.00 NOK in Omnium"),
    ("cost of the order", add_a_cent, "200.01 NOK in the shop, 200.00 NOK in Omnium"),
    ("payments of the shop", forget_a_payment, "200.00 NOK of the shop's is missing in Omnium"),
    ("payments of Omnium", capture_before, "200.00 NOK is paid in Omnium, the shop knows 0.00 NOK"),
    ("nobody paid too much", pay_too_much, "50.00 NOK is to be given back"),
    ("given back", give_back, "return b1: 100.00 NOK was given back"),
    ("goods that went out", hand_something_out, "1 × NEW-1 for 5.00 NOK is on no line of the order"),
    ("cancelled on both sides", cancel_in_omnium, "cancelled in Omnium but sold in the shop"),
    ("paid and handed over", hand_over_the_rest, None),
    ("no order is left open", leave_open, "order R-1 stands OPEN"),
    ("the shop knows the deadline", extend_the_deadline, None),
]


def test_sides_that_agree_have_no_fault() -> None:
    assert judged(agreed(), (), {}).faults == ()


def test_every_rule_can_be_broken() -> None:
    assert len(BROKEN) == len(RULES)


@pytest.mark.parametrize(
    ("rule", "broken", "flag"), BROKEN, ids=lambda value: getattr(value, "__name__", None)
)
def test_a_difference_is_found_and_a_flag_that_names_it_settles_it(
    rule: str, broken: Break, flag: str | None
) -> None:
    sides = agreed()
    broken(sides)
    assert [fault for fault in judged(sides, (), {}).faults if fault.startswith(rule)]
    if flag is not None:
        assert not [fault for fault in judged(sides, (flag,), {}).faults if fault.startswith(rule)]


@pytest.mark.parametrize(
    "flag",
    [
        "line 1: the quantities differ",
        "line 2: 1 handed over in the shop, Omnium has 2",
        "line 1: 7 handed over in the shop, Omnium has 8",
    ],
)
def test_a_flag_without_the_thing_or_its_figures_settles_nothing(flag: str) -> None:
    sides = agreed()
    deliver_more_in_omnium(sides)
    assert any("delivered in Omnium" in fault for fault in judged(sides, (flag,), {}).faults)


def test_a_job_that_goes_on_failing_is_a_fault_unless_the_order_is_on_hold() -> None:
    sides = agreed()
    assert judged(sides, (), {"inbound-order R-1": "no"}).faults == ("inbound-order R-1 fails for ever: no",)
    sides.omnium["status"] = "OnHold"
    assert judged(sides, (), {"inbound-order R-1": "no"}).faults == ()


def cancel_in_the_shop(sides: Sides) -> None:
    line_of(sides).update(deliveredQuantity=0, canceledQuantity=2)
    sides.flow[0].update(orderState="CANCELLED", lastModifiedBy="shop")
    sides.flow[0]["items"][0]["quantityDelivered"] = 0


def faults_of_cancellation(sides: Sides) -> list[str]:
    return [fault for fault in judged(sides, (), {}).faults if fault.startswith("cancelled on both sides")]


def test_what_the_shop_gave_up_goes_on_in_omnium_only_while_a_warehouse_has_goods_of_it() -> None:
    sides = agreed()
    cancel_in_the_shop(sides)
    assert faults_of_cancellation(sides)
    sides.form["lineItems"].append({**line_of(sides), "lineItemId": "2", "canceledQuantity": 0})
    sent = [{"warehouseCode": "central", "lineItems": [{"lineItemId": "2"}]}]
    sides.form["shipments"] += sent
    assert not faults_of_cancellation(Sides(sides.omnium, sides.flow, sides.returns, {}))


@pytest.mark.parametrize(
    ("status", "store", "is_fault"),
    [
        ("OnHold", "bergen", False),
        ("OnHold", "oslo", True),
        ("InProgress", "bergen", True),
    ],
)
def test_what_the_shop_gave_up_goes_on_while_a_hold_keeps_goods_from_another_store(
    status: str, store: str, *, is_fault: bool
) -> None:
    sides = agreed()
    cancel_in_the_shop(sides)
    sides.omnium["status"] = status
    sides.form["lineItems"].append({**line_of(sides), "lineItemId": "2", "canceledQuantity": 0})
    sides.form["shipments"] += [{"pickUpWarehouseCode": store, "lineItems": [{"lineItemId": "2"}]}]
    assert bool(faults_of_cancellation(sides)) is is_fault


@pytest.mark.parametrize("line_id", ["1", "2"])
def test_a_line_that_is_the_shops_since_it_cancelled_is_told_by_its_figures(line_id: str) -> None:
    sides = agreed()
    cancel_in_the_shop(sides)
    line = {**line_of(sides), "lineItemId": "2", "canceledQuantity": 0}
    sides.form["lineItems"].append(line)
    sides.form["shipments"][0]["lineItems"].append(line)
    flag = f"line {line_id}: 0 in the shop, which has cancelled the order, 2 for 200.00 NOK in Omnium"
    told = [
        fault
        for fault in judged(sides, (flag,), {}).faults
        if "to hand over" in fault or "cancelled" in fault
    ]
    assert bool(told) is (line_id == "1")


def test_what_was_being_taken_back_is_not_given_up_by_the_shop() -> None:
    sides = agreed()
    cancel_in_the_shop(sides)
    sides.flow[0]["properties"] = [{"key": "omnium.withdrawn", "value": "moved"}]
    assert not faults_of_cancellation(sides)


@pytest.mark.parametrize(
    "flag", ["line 1: 1 in the shop, 2.35 in Omnium", "line 1: 0 handed over in the shop, 1 in Omnium"]
)
def test_a_flag_may_tell_what_is_open_in_hundredths_but_not_by_other_figures(flag: str) -> None:
    sides = agreed()
    line_of(sides)["quantity"] = Decimal("3.345")
    found = [fault for fault in judged(sides, (flag,), {}).faults if fault.startswith("to hand over")]
    assert bool(found) is ("2.35" not in flag)


def test_where_the_same_is_kept_what_is_handed_over_tells_what_is_open() -> None:
    sides = agreed()
    line_of(sides)["deliveredQuantity"] = Decimal("0.5")
    flag = "line 1: delivered in the shop: 1 in the shop, 0.5 in Omnium"
    assert judged(sides, (flag,), {}).faults == ()


def test_each_shop_is_to_give_back_its_own_money_for_an_order_that_is_given_up() -> None:
    sides = agreed()
    cancel_in_omnium(sides)
    paid = {"settlementUid": "settlement-2", "state": "SETTLED", "amount": 3000}
    sides.flow.append({**sides.flow[0], "orderUid": "R-1-2", "settlements": [paid]})  # type: ignore[attr-defined]
    told = ["order R-1: to be given back: 200.00 NOK", "order R-1-2: to be given back: 30.00 NOK"]
    assert not [fault for fault in judged(sides, told, {}).faults if fault.startswith("nobody paid")]
    assert [fault for fault in judged(sides, told[:1], {}).faults if fault.startswith("nobody paid")]


def test_payments_that_omnium_lacks_are_told_by_their_sum() -> None:
    sides = agreed()
    more = {"settlementUid": "settlement-2", "state": "SETTLED", "amount": 3000}
    sides.flow[0]["settlements"].append(more)
    forget_a_payment(sides)
    flags = ("order R-1: 230.00 NOK was paid in the shop, and Omnium has cancelled it",)
    assert not [
        fault for fault in judged(sides, flags, {}).faults if fault.startswith("payments of the shop")
    ]


def test_money_given_back_for_no_goods_is_a_payment_of_the_return() -> None:
    sides = agreed()
    back = {"settlementUid": "settlement-9", "state": "SETTLED", "amount": -1000}
    sides.returns.append({"orderUid": "b1", "items": [], "settlements": [back]})  # type: ignore[attr-defined]
    assert [fault for fault in judged(sides, (), {}).faults if fault.startswith("given back")]
    credit = {**sides.form["payments"][0], "id": "settlement-9", "transactionType": "Credit", "amount": 10}
    sides.form["payments"].append(credit)
    assert judged(sides, (), {}).faults == ()
