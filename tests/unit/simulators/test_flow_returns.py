"""What Flow's shop takes back: how much, and for how much."""

from typing import Any

import pytest

from simulators.flow.shop.routes import do_with_order
from simulators.flow.state import FlowState
from simulators.flow.tenant import Tenant, TenantSettings
from simulators.refusal import Refusal

LINE = {
    "orderItemUid": "i1",
    "productUid": "p1",
    "quantity": 300,
    "unitPrice": 1000,
    "itemDiscountAmount": 100,
}
SALE = {"act": "sell", "storeUid": "oslo", "orderUid": "o1", "items": [LINE]}
PAID = [{"settlementCode": "CARD", "amount": 2900}]


class Shop:
    """Sold three pieces for 29, on card."""

    def __init__(self) -> None:
        self.state = FlowState()
        settings = {"tenantUid": "acme", "apiToken": "t", "stores": ["oslo"]}
        self.state.put_tenant(TenantSettings.model_validate(settings))
        do_with_order(self.state, self.tenant, {**SALE, "settlements": PAID})

    @property
    def tenant(self) -> Tenant:
        return self.state.tenants["acme"]

    def returns(self, *quantities: int, code: str = "CARD", original: str = "o1") -> dict[str, Any]:
        lines = [{"orderItemUid": "i1", "quantity": quantity} for quantity in quantities]
        body = {"act": "return", "storeUid": "oslo", "originalOrderUid": original, "items": lines}
        return do_with_order(self.state, self.tenant, {**body, "settlementCode": code})


@pytest.fixture
def shop() -> Shop:
    return Shop()


def test_a_return_refers_to_the_sale_and_gives_the_money_back(shop: Shop) -> None:
    order = shop.returns(100)
    line = order["items"][0]
    assert (order["type"], order["originalOrderUid"], order["orderState"]) == ("RETURN", "o1", "COMPLETE")
    assert (line["originalOrderItemUid"], line["quantityOrdered"], line["quantityDelivered"]) == (
        "i1",
        100,
        100,
    )
    assert (line["itemDiscountAmount"], order["settlements"][0]["amount"]) == (33, -967)


def test_part_returns_give_back_exactly_what_was_paid(shop: Shop) -> None:
    given = [shop.returns(100)["settlements"][0]["amount"] for _ in range(3)]
    assert (sum(given), given) == (-2900, [-967, -966, -967])


@pytest.mark.parametrize("quantities", [(301,), (200, 101)])
def test_no_more_of_a_line_is_returned_than_was_delivered(shop: Shop, quantities: tuple[int, ...]) -> None:
    with pytest.raises(Refusal, match="can be returned"):
        shop.returns(*quantities)


def test_what_was_returned_before_is_not_returned_again(shop: Shop) -> None:
    shop.returns(200)
    with pytest.raises(Refusal, match="100 of line 'i1' can be returned"):
        shop.returns(101)


def test_cash_given_back_is_rounded(shop: Shop) -> None:
    order = shop.returns(100, code="CASH")
    assert (order["settlements"][0]["amount"], order["settleState"]) == (-1000, "SETTLED")


def test_a_return_is_not_returned(shop: Shop) -> None:
    uid = shop.returns(100)["orderUid"]
    with pytest.raises(Refusal, match="originalOrderUid"):
        shop.returns(100, original=uid)
    with pytest.raises(Refusal, match="originalOrderUid"):
        shop.returns(100, original="none")


def test_goods_that_were_free_are_returned_without_money(shop: Shop) -> None:
    free = {**SALE, "orderUid": "o2", "items": [{**LINE, "unitPrice": 0, "itemDiscountAmount": 0}]}
    assert do_with_order(shop.state, shop.tenant, free)["orderState"] == "COMPLETE"
    order = shop.returns(100, original="o2")
    assert (order["orderState"], order["settlements"]) == ("COMPLETE", [])


NEW = {"orderItemUid": "n1", "productUid": "p2", "quantity": 100, "unitPrice": 2500}


def exchange(shop: Shop, price: int, **fields: Any) -> dict[str, Any]:
    body = {"act": "return", "storeUid": "oslo", "originalOrderUid": "o1", "settlementCode": "CARD"}
    lines = {"items": [{"orderItemUid": "i1", "quantity": 300}], "newItems": [{**NEW, "unitPrice": price}]}
    return do_with_order(shop.state, shop.tenant, {**body, **lines, **fields})


@pytest.mark.parametrize(("price", "paid"), [(2500, [-400]), (4400, [1500]), (2900, [])])
def test_goods_that_go_out_instead_count_against_the_money(shop: Shop, price: int, paid: list[int]) -> None:
    order = exchange(shop, price)
    line = order["items"][1]
    assert (line["quantityOrdered"], line["quantityDelivered"], line.get("originalOrderItemUid")) == (
        -100,
        -100,
        None,
    )
    assert ([one["amount"] for one in order["settlements"]], order["orderState"]) == (paid, "COMPLETE")


def test_goods_come_back_for_less_money_or_none(shop: Shop) -> None:
    assert exchange(shop, 0, settlementCode=None, newItems=[])["settlements"] == []


def test_a_part_of_the_money_is_given_back(shop: Shop) -> None:
    order = exchange(shop, 0, newItems=[], amount=-1000)
    assert (order["settlements"][0]["amount"], order["settleState"]) == (-1000, "PARTIALLY_SETTLED")
