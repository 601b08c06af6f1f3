"""The rules of Flow's shop: documents in, documents out."""

from datetime import UTC, datetime
from typing import Any

import pytest

from simulators.flow.shop.routes import do_with_order
from simulators.flow.shop.rules import RULES
from simulators.flow.state import FlowState
from simulators.flow.tenant import TenantSettings
from simulators.refusal import Refusal

SALE = {"act": "sell", "storeUid": "oslo", "orderUid": "o1"}
NOON = datetime(2026, 1, 9, 12, tzinfo=UTC)


def item(uid: str = "i1", quantity: int = 300, price: int = 1000, **fields: Any) -> dict[str, Any]:
    return {"orderItemUid": uid, "productUid": "p1", "quantity": quantity, "unitPrice": price, **fields}


class Shop:
    """Does acts one after another, as the route does."""

    def __init__(self) -> None:
        self.state = FlowState(clock=lambda: NOON)
        settings = {"tenantUid": "acme", "apiToken": "t", "stores": ["oslo"]}
        self.state.put_tenant(TenantSettings.model_validate(settings))
        self.tenant = self.state.tenants["acme"]

    def does(self, act: str, **body: Any) -> dict[str, Any]:
        return do_with_order(self.state, self.tenant, {"act": act, "orderUid": "o1", **body})

    def opens(self, *items: dict[str, Any], **fields: Any) -> None:
        self.does("open", storeUid="oslo", items=list(items), **fields)

    def changes(self, **fields: Any) -> None:
        self.tenant.orders["o1"] |= fields


@pytest.fixture
def shop() -> Shop:
    return Shop()


def card(amount: int) -> dict[str, Any]:
    return {"settlementCode": "CARD", "amount": amount}


def test_a_sale_that_is_paid_and_delivered_is_complete(shop: Shop) -> None:
    order = shop.does("sell", storeUid="oslo", items=[item()], settlements=[card(3000)])
    states = [order[name] for name in ("orderState", "settleState", "deliveryState", "systemOrigin", "type")]
    assert states == ["COMPLETE", "SETTLED", "DELIVERED", "POS", "ORDER"]
    assert (order["tenantUserUid"], order["items"][0]["externalId"]) == ("cashier-1", None)


@pytest.mark.parametrize(
    ("paid", "delivered", "states"),
    [(2900, True, ("PARTIALLY_SETTLED", "DELIVERED")), (3000, False, ("SETTLED", "NOT_STARTED"))],
)
def test_a_sale_that_lacks_something_is_put_aside(
    shop: Shop, paid: int, delivered: bool, states: tuple[str, str]
) -> None:
    body = {"items": [item()], "settlements": [card(paid)], "isDelivered": delivered}
    order = shop.does("sell", storeUid="oslo", **body)
    assert order["orderState"] == "PARKED"
    assert (order["settleState"], order["deliveryState"]) == states


def test_lines_of_the_shop_are_added_and_removed_and_others_stay(shop: Shop) -> None:
    shop.opens(item("i1"), item("i2"))
    shop.does("addItem", item=item("i3", packageOrderItemUid="i1"))
    assert [one["orderItemUid"] for one in shop.does("removeItem", orderItemUid="i2")["items"]] == [
        "i1",
        "i3",
    ]
    shop.tenant.orders["o1"]["items"][0]["externalId"] = "1"
    with pytest.raises(Refusal, match="externalId"):
        shop.does("removeItem", orderItemUid="i1")


def test_delivered_lines_are_not_removed_and_not_cancelled(shop: Shop) -> None:
    shop.opens(item(quantity=300))
    shop.does("deliver", items=[{"orderItemUid": "i1", "quantity": 100}])
    with pytest.raises(Refusal, match="quantityDelivered"):
        shop.does("removeItem", orderItemUid="i1")
    with pytest.raises(Refusal, match="200 of line 'i1' is open"):
        shop.does("cancelQuantity", orderItemUid="i1", quantity=201)
    order = shop.does("cancelQuantity", orderItemUid="i1", quantity=200)
    assert (order["items"][0]["quantityCancelled"], order["deliveryState"]) == (200, "DELIVERED")


def test_a_delivery_names_what_was_handed_over_and_never_more_than_is_open(shop: Shop) -> None:
    shop.opens(item("i1", 300), item("i2", 100))
    lines = [{"orderItemUid": "i1", "quantity": 100}] * 2
    assert shop.does("deliver", items=lines)["deliveryState"] == "PARTIALLY_DELIVERED"
    with pytest.raises(Refusal, match="quantity: 100"):
        shop.does("deliver", items=lines)
    order = shop.does("deliver")
    handed = [
        [(one["orderItemUid"], one["quantityDelivered"]) for one in delivery["items"]]
        for delivery in order["deliveries"]
    ]
    assert handed == [[("i1", 200)], [("i1", 100), ("i2", 100)]]
    with pytest.raises(Refusal, match="items: nothing is left"):
        shop.does("deliver")


def test_cash_settles_by_the_rounded_sum(shop: Shop) -> None:
    shop.opens(item(quantity=100, price=19950))
    order = shop.does("settle", settlementCode="CASH", settlementUid="s1")
    settlement = order["settlements"][0]
    assert (settlement["amount"], order["settleState"]) == (20000, "SETTLED")
    names = ("settlementUid", "settlementName", "state", "status", "settledAt", "storePaymentMethodUid")
    expected = ["s1", "Cash", "SETTLED", "SETTLED", "2026-01-09T12:00:00.000Z", "method-cash"]
    assert [settlement[name] for name in names] == expected


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"settlementCode": "CARD", "amount": 3001}, "amount"),
        ({"settlementCode": "CARD", "amount": -1}, "amount"),
        ({"settlementCode": "CARD", "amount": 0}, "amount"),
        ({"settlementCode": "SHELLS", "amount": 1}, "settlementCode"),
        ({"settlementCode": "CARD", "amount": 1.0}, "amount"),
    ],
)
def test_a_payment_is_at_most_what_is_left_and_of_a_known_kind(
    shop: Shop, body: dict[str, Any], field: str
) -> None:
    shop.opens(item())
    with pytest.raises(Refusal, match=f"^{field}:"):
        shop.does("settle", **body)


def test_what_was_paid_too_much_is_given_back(shop: Shop) -> None:
    shop.opens(item(quantity=300))
    shop.does("settle", settlementCode="CARD")
    shop.does("cancelQuantity", orderItemUid="i1", quantity=100)
    order = shop.does("settle", settlementCode="CARD")
    assert [one["amount"] for one in order["settlements"]] == [3000, -1000]
    with pytest.raises(Refusal, match="nothing is left"):
        shop.does("settle", settlementCode="CARD")


def test_a_price_that_is_cut_after_payment_leaves_money_to_give_back(shop: Shop) -> None:
    shop.opens(item(quantity=200))
    shop.does("settle", settlementCode="CARD")
    order = shop.does("changeItem", orderItemUid="i1", unitPrice=800, itemDiscountAmount=100)
    assert (order["orderTotals"]["grandTotal"], order["settleState"]) == (1500, "SETTLED")
    assert [one["amount"] for one in shop.does("settle", settlementCode="CARD")["settlements"]] == [
        2000,
        -500,
    ]


def test_a_line_that_is_split_keeps_its_name_and_what_it_costs(shop: Shop) -> None:
    shop.opens(item(quantity=300, itemDiscountAmount=100))
    shop.tenant.orders["o1"]["items"][0]["externalId"] = "1"
    before = shop.does("deliver", items=[{"orderItemUid": "i1", "quantity": 100}])
    with pytest.raises(Refusal, match="200 of 300"):
        shop.does("splitItem", orderItemUid="i1", quantity=201)
    order = shop.does("splitItem", orderItemUid="i1", quantity=200)
    parts = [(one["externalId"], one["quantityOrdered"], one["quantityDelivered"]) for one in order["items"]]
    assert parts == [("1", 100, 100), ("1", 200, 0)]
    assert order["orderTotals"] == before["orderTotals"]


def test_a_payment_that_is_voided_is_none(shop: Shop) -> None:
    shop.opens(item())
    shop.does("settle", settlementCode="CARD", settlementUid="s1")
    order = shop.does("void", settlementUid="s1")
    assert (order["settleState"], order["settlements"][0]["state"]) == ("NOT_STARTED", "VOIDED")
    with pytest.raises(Refusal, match="settlementUid"):
        shop.does("void", settlementUid="s1")


def test_an_order_is_complete_only_when_paid_and_delivered(shop: Shop) -> None:
    shop.opens(item())
    with pytest.raises(Refusal, match="settleState: 3000"):
        shop.does("complete")
    shop.does("settle", settlementCode="CARD")
    with pytest.raises(Refusal, match="deliveryState"):
        shop.does("complete")
    shop.does("deliver")
    assert shop.does("complete")["orderState"] == "COMPLETE"


def test_a_payment_order_delivers_nothing(shop: Shop) -> None:
    shop.opens(item(), type="PAYMENT", referenceVoucherNumber="V77")
    shop.does("settle", settlementCode="CARD")
    assert shop.does("complete")["orderState"] == "COMPLETE"
    assert [(one["type"], one["referenceVoucherNumber"]) for one in shop.tenant.receipts.values()] == [
        ("PAYMENT", "V77")
    ]


@pytest.mark.parametrize("act", sorted(set(RULES) - {"sell", "open", "return"}))
@pytest.mark.parametrize("state", ["COMPLETE", "CANCELLED"])
def test_a_finished_order_takes_no_act(shop: Shop, act: str, state: str) -> None:
    shop.opens(item())
    shop.changes(orderState=state)
    bodies: dict[str, dict[str, Any]] = {
        "addItem": {"item": item("i2")},
        "removeItem": {"orderItemUid": "i1"},
        "changeItem": {"orderItemUid": "i1", "unitPrice": 1},
        "splitItem": {"orderItemUid": "i1", "quantity": 1},
        "cancelQuantity": {"orderItemUid": "i1", "quantity": 1},
        "void": {"settlementUid": "s1"},
        "settle": {"settlementCode": "CARD"},
        "handling": {"state": "DONE"},
        "state": {"state": "OPEN"},
        "note": {"note": "n"},
        "property": {"key": "k", "value": "v"},
    }
    with pytest.raises(Refusal, match="orderState") as refused:
        shop.does(act, **bodies.get(act, {}))
    assert refused.value.status == 400


def test_an_order_of_which_something_is_delivered_is_not_cancelled(shop: Shop) -> None:
    shop.opens(item())
    shop.does("deliver", items=[{"orderItemUid": "i1", "quantity": 1}])
    with pytest.raises(Refusal, match="quantityDelivered"):
        shop.does("cancel")


def test_the_shop_moves_handlings_states_notes_and_properties(shop: Shop) -> None:
    shop.opens(item())
    handlings = [{"orderHandlingUid": uid, "state": "NOT_STARTED"} for uid in ("h1", "h2")]
    shop.changes(orderhandlings=handlings, properties=[{"key": "a", "value": "1", "readOnly": True}])
    assert shop.does("handling", state="READY")["orderhandlingState"] == "IN_PROGRESS"
    assert shop.does("handling", state="DONE", orderHandlingUid="h2")["orderhandlingState"] == "READY"
    assert shop.does("state", state="CONFIRMED")["orderState"] == "CONFIRMED"
    assert shop.does("note", internalNote="fragile")["internalNote"] == "fragile"
    order = shop.does("property", key="b", value="2")
    assert order["properties"][1:] == [{"key": "b", "value": "2", "readOnly": False}]
    with pytest.raises(Refusal, match="'a' is read-only"):
        shop.does("property", key="a", value="2")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({**SALE, "storeUid": "rome", "items": [item()]}, "storeUid"),
        ({**SALE, "customerUid": "nobody", "items": [item()]}, "customerUid"),
        ({**SALE, "items": [{**item(), "quantity": 0}]}, "items.0.quantity"),
        ({**SALE, "items": [item()], "colour": "red"}, "colour"),
        ({**SALE, "items": [item(packageOrderItemUid="none")]}, "packageOrderItemUid"),
        ({**SALE, "act": "steal"}, "act"),
    ],
)
def test_an_act_that_cannot_be_names_its_fault(shop: Shop, body: dict[str, Any], field: str) -> None:
    with pytest.raises(Refusal, match=f"^{field}:"):
        do_with_order(shop.state, shop.tenant, body)
