"""What a web order costs in the shop, and what is paid of it, stands in Omnium."""

from decimal import Decimal
from typing import Any

import pytest

from flow_omnium.outcomes import Conflict, Ignored
from flow_omnium.testing.sales import CASH, THING

CHANGED_BY_A_SALE = frozenset(
    {"orderForm", "status", "properties", "modified", "versionId", "completed"}
    | {"remainingPayment", "netTotal", "netTotalExclTax", "lineItemsCost"}
)


async def test_the_rounding_of_cash_is_booked_on_a_pick_up(counter: Any) -> None:
    await counter.put_web_order()
    await counter.act("cancelQuantity", orderUid="1001", orderItemUid="i-1", quantity=100)
    await counter.act("settle", orderUid="1001", **CASH)
    await counter.act("deliver", orderUid="1001")
    before = await counter.order("1001")
    await counter.sync("1001")
    order = await counter.order("1001")
    assert [order["orderForm"]["grossRoundoff"], order["orderForm"]["total"]] == [0.5, 549]
    assert [order["remainingPayment"], order["status"]] == [0, "Completed"]
    kept = {name: value for name, value in before.items() if name not in CHANGED_BY_A_SALE}
    assert kept.items() <= order.items()
    assert counter.flags == []
    with pytest.raises(Ignored):
        await counter.sync("1001")


async def test_an_order_that_changed_since_is_not_sent_back_whole(counter: Any) -> None:
    await counter.put_web_order()
    order = await counter.order("1001")
    call = counter.client.orders.book_roundoff(counter.tenant(), "1001", Decimal("0.5"), "0")
    with pytest.raises(Conflict, match="0 was compared"):
        await call
    assert await counter.order("1001") == order


async def test_a_price_that_the_shop_cuts_is_omniums_too(counter: Any) -> None:
    await counter.put_web_order()
    await counter.act("changeItem", orderUid="1001", orderItemUid="i-1", itemDiscountAmount=10000)
    await counter.sync("1001")
    assert counter.flags == [
        "line 1: costs 299.00 in the shop and 399.00 in Omnium: nobody noted who has changed it"
    ]


async def test_money_to_give_back_is_told_until_it_is_given_back(counter: Any) -> None:
    await counter.put_web_order()
    await counter.act("settle", orderUid="1001", settlementCode="CARD", settlementUid="s-1")
    await counter.sync("1001")
    assert counter.flags == []
    await counter.act("cancelQuantity", orderUid="1001", orderItemUid="i-1", quantity=100)
    told = ["748.00 NOK is paid in the shop, the order costs 548.50 NOK: 199.50 NOK to give back"]
    await counter.sync("1001")
    assert counter.flags == told
    with pytest.raises(Ignored):
        await counter.sync("1001")
    assert counter.flags == told
    await counter.act("settle", orderUid="1001", settlementCode="CARD", settlementUid="s-2")
    await counter.sync("1001")
    assert counter.flags == []
    assert (await counter.order("1001"))["remainingPayment"] == 0


async def test_what_an_edit_after_payment_leaves_to_collect_is_told(counter: Any) -> None:
    await counter.put_web_order()
    await counter.act("settle", orderUid="1001", settlementCode="CARD", settlementUid="s-1")
    await counter.act("addItem", orderUid="1001", item={**THING, "orderItemUid": "i-9"})
    told = ["748.00 NOK is paid in the shop, the order costs 1097.00 NOK: 349.00 NOK to collect"]
    await counter.sync("1001")
    assert counter.flags == told
    await counter.act("deliver", orderUid="1001")
    await counter.sync("1001")
    assert counter.flags == told
    await counter.act("settle", orderUid="1001", settlementCode="CARD", settlementUid="s-2")
    await counter.sync("1001")
    assert counter.flags == []


async def test_a_deposit_is_no_money_to_collect_yet(counter: Any) -> None:
    await counter.put_web_order()
    await counter.act("settle", orderUid="1001", settlementCode="CARD", settlementUid="s-1", amount=10000)
    await counter.sync("1001")
    assert counter.flags == []
