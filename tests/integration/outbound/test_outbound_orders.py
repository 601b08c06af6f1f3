"""What happens in the shop stands in Omnium, over HTTP on both sides; a second run writes nothing."""

from decimal import Decimal
from typing import Any

import pytest

from flow_omnium.outcomes import Conflict, Deferred, Failed, Ignored, NotAccepted

TWO_THINGS = {"productUid": "p-1", "sku": "SKU-1", "quantity": 200, "unitPrice": 19950, "orderItemUid": "a"}
THING = {"productUid": "p-2", "sku": "SKU-2", "quantity": 100, "unitPrice": 34900, "orderItemUid": "b"}
BY_CARD = {"settlementCode": "CARD", "settlementUid": "s-1"}
SALE = {"storeUid": "oslo", "orderUid": "sale-1", "items": [TWO_THINGS, THING], "settlements": [BY_CARD]}


async def test_a_sale_is_made_in_omnium_once(counter: Any) -> None:
    await counter.act(
        "customer", customer={"customerUid": "c-1", "customerType": "PERSON", "firstname": "Ola"}
    )
    await counter.act("sell", **SALE, customerUid="c-1")
    assert await counter.writes() == []
    (told,) = await counter.sync("sale-1")
    assert told.startswith("create order sale-1 (orderNumber: ")
    assert "status: Completed" in told
    assert (
        "line a: 2 × SKU-1 at 199.50, line b: 1 × SKU-2 at 349.00, payment s-1: sale 748.00 by CARD" in told
    )
    assert "Ola" not in told
    order = await counter.order("sale-1")
    assert [order["orderType"], order["status"], order["billingCurrency"]] == ["Pos", "Completed", "NOK"]
    assert [order["orderForm"]["total"], order["remainingPayment"]] == [748, 0]
    with pytest.raises(Ignored, match="agree"):
        await counter.sync("sale-1")
    assert await counter.writes() == ["POST Orders"]


GUESTS = [
    ("guest", None, {}),
    ("g-1", "GUEST", {}),
    ("g-1", " guest ", {}),
    ("g-1", "Web@Shop.no", {"sharedCustomerIds": [" web@shop.no "]}),
]
"""Uid and external id of a customer that is nobody in particular, and the tenant's own table."""


@pytest.mark.parametrize(("customer_uid", "external_id", "sections"), GUESTS)
async def test_a_sale_to_whom_guests_share_an_id_with_is_of_no_customer(
    counter: Any, customer_uid: str, external_id: str | None, sections: dict[str, Any]
) -> None:
    counter.sections = sections
    guest = {"customerUid": customer_uid, "customerType": "PERSON", "firstname": "Gjest", "loyaltyId": "L-1"}
    await counter.act("customer", customer={**guest, **({"externalId": external_id} if external_id else {})})
    await counter.act("sell", **SALE, customerUid=customer_uid)
    await counter.sync("sale-1")
    back = {"storeUid": "oslo", "orderUid": "back-1", "originalOrderUid": "sale-1", "settlementCode": "CARD"}
    await counter.act("return", **back, items=[{"orderItemUid": "b", "quantity": 100}])
    await counter.sync("back-1")
    order = await counter.order("sale-1")
    assert [order.get(name) for name in ("customerId", "customerNumber", "customerType")] == [None] * 3
    assert [one["rmaNumber"] for one in order["returnOrderForms"]] == ["back-1"]
    assert (await counter.omnium.get("/_sim/customers")).json == []


async def test_a_tenant_whose_table_is_its_own_has_a_customer_called_guest(counter: Any) -> None:
    counter.sections = {"sharedCustomerIds": ["web@shop.no"]}
    await counter.act("customer", customer={"customerUid": "guest", "customerType": "PERSON"})
    await counter.act("sell", **SALE, customerUid="guest")
    await counter.sync("sale-1")
    assert (await counter.order("sale-1"))["customerId"] == "guest"


async def test_cash_is_rounded_on_both_sides(counter: Any) -> None:
    cash = {"settlementCode": "CASH", "settlementUid": "s-1"}
    await counter.act("sell", **{**SALE, "items": [{**THING, "unitPrice": 19950}], "settlements": [cash]})
    await counter.sync("sale-1")
    order = await counter.order("sale-1")
    assert [order["orderForm"]["grossRoundoff"], order["orderForm"]["total"]] == [0.5, 200]
    assert order["remainingPayment"] == 0
    assert counter.flags == []


async def test_a_sale_waits_until_it_is_paid(counter: Any) -> None:
    await counter.act("open", storeUid="oslo", orderUid="sale-1", items=[TWO_THINGS])
    with pytest.raises(Ignored, match="neither settled nor cancelled"):
        await counter.sync("sale-1")
    await counter.act("settle", orderUid="sale-1", settlementCode="CARD", settlementUid="s-1")
    await counter.sync("sale-1")
    assert (await counter.order("sale-1"))["status"] == "InProgress"
    await counter.act("deliver", orderUid="sale-1")
    await counter.act("complete", orderUid="sale-1")
    assert [line.split(" (")[0] for line in await counter.sync("sale-1")] == [
        "update lines",
        "set properties",
        "set the status",
    ]
    assert (await counter.order("sale-1"))["status"] == "Completed"
    with pytest.raises(Ignored):
        await counter.sync("sale-1")


async def test_an_order_that_is_cancelled_before_it_was_sent_is_cancelled_in_omnium(counter: Any) -> None:
    await counter.act("open", storeUid="oslo", orderUid="sale-1", items=[TWO_THINGS])
    await counter.act("cancel", orderUid="sale-1")
    await counter.sync("sale-1")
    order = await counter.order("sale-1")
    assert [order["status"], order["orderForm"]["total"]] == ["OrderCanceledByStore", 0]
    with pytest.raises(Ignored, match="OrderCanceledByStore in Omnium"):
        await counter.sync("sale-1")


async def test_a_web_order_is_picked_paid_and_handed_over(counter: Any) -> None:
    await counter.put_web_order()
    await counter.act("handling", orderUid="1001", state="READY")
    assert await counter.sync("1001") == [
        "update lines (line 1 readyForPickupQuantity: 0 → 2, line 2 readyForPickupQuantity: 0 → 1)",
        "set properties (flow.orderNumber: 7, flow.storeUid: oslo, flow.state: PARKED)",
        "set the status (status: InProgress → ReadyForPickup)",
    ]
    await counter.act("settle", orderUid="1001", settlementCode="CARD", settlementUid="s-1")
    assert (await counter.sync("1001"))[0] == "add payments (payment s-1: sale 748.00 by CARD)"
    await counter.act("deliver", orderUid="1001")
    await counter.act("complete", orderUid="1001")
    assert await counter.sync("1001") == [
        "update lines (line 1 deliveredQuantity: 0 → 2, line 2 deliveredQuantity: 0 → 1)",
        "set properties (flow.state: PARKED → COMPLETE)",
        "set the status (status: Completed)",
    ]
    order = await counter.order("1001")
    assert [order["status"], order["remainingPayment"]] == ["Completed", 0]
    with pytest.raises(Ignored):
        await counter.sync("1001")


async def test_properties_of_others_stay_as_they_are(counter: Any) -> None:
    await counter.put_web_order()
    await counter.sync("1001")
    by_key = {item["key"]: item["value"] for item in (await counter.order("1001"))["properties"]}
    assert by_key == {
        "channel": "web",
        "flow.orderNumber": "7",
        "flow.storeUid": "oslo",
        "flow.state": "PARKED",
    }


async def test_a_web_order_is_handed_over_in_parts_before_it_is_paid(counter: Any) -> None:
    await counter.put_web_order()
    await counter.act("handling", orderUid="1001", state="READY")
    await counter.act("deliver", orderUid="1001", items=[{"orderItemUid": "i-1", "quantity": 100}])
    await counter.sync("1001")
    with pytest.raises(Ignored):
        await counter.sync("1001")
    await counter.act("deliver", orderUid="1001")
    await counter.sync("1001")
    with pytest.raises(Ignored):
        await counter.sync("1001")
    assert (await counter.order("1001"))["status"] == "Completed"


async def test_a_line_that_was_rung_up_on_a_web_order_is_added(counter: Any) -> None:
    await counter.put_web_order()
    await counter.act("addItem", orderUid="1001", item={**THING, "orderItemUid": "extra"})
    await counter.act("settle", orderUid="1001", settlementCode="CARD", settlementUid="s-1")
    await counter.act("deliver", orderUid="1001")
    assert (await counter.sync("1001"))[0] == "add line extra: 1 × SKU-2 at 349.00"
    order = await counter.order("1001")
    assert [order["orderForm"]["total"], order["remainingPayment"], order["status"]] == [1097, 0, "Completed"]
    assert len(order["orderForm"]["shipments"][0]["lineItems"]) == 3
    with pytest.raises(Ignored):
        await counter.sync("1001")


async def test_a_web_order_is_cancelled_piece_by_piece_and_whole(counter: Any) -> None:
    await counter.put_web_order()
    await counter.act("cancelQuantity", orderUid="1001", orderItemUid="i-1", quantity=100)
    assert (await counter.sync("1001"))[0] == "update lines (line 1 canceledQuantity: 0 → 1)"
    await counter.act("cancel", orderUid="1001")
    assert (await counter.sync("1001"))[-1] == "set the status (status: InProgress → OrderCanceledByStore)"
    with pytest.raises(Ignored, match="OrderCanceledByStore"):
        await counter.sync("1001")


async def test_an_order_that_omnium_has_cancelled_but_the_shop_sold_is_flagged(counter: Any) -> None:
    await counter.put_web_order(status="Expired")
    await counter.act("settle", orderUid="1001", settlementCode="CARD", settlementUid="s-1")
    await counter.act("deliver", orderUid="1001")
    assert [line.split(" (")[0] for line in await counter.sync("1001")] == ["set properties"]
    told = [
        "cancelled in Omnium but sold in the shop",
        "line 1: 2 handed over and 0 open in the shop, 0 delivered in Omnium, which has cancelled the order",
        "line 2: 1 handed over and 0 open in the shop, 0 delivered in Omnium, which has cancelled the order",
        "order 1001: 748.00 NOK was paid in the shop, and Omnium has cancelled it",
    ]
    assert counter.flags == told
    with pytest.raises(Ignored, match="the order is Expired in Omnium"):
        await counter.sync("1001")
    assert counter.flags == told


async def test_goods_come_back_in_another_store(counter: Any) -> None:
    await counter.act("sell", **SALE)
    taken_back = [{"orderItemUid": "a", "quantity": 100}]
    fields = {"storeUid": "bergen", "originalOrderUid": "sale-1", "settlementCode": "CARD"}
    await counter.act("return", **fields, orderUid="return-1", items=taken_back)
    with pytest.raises(Failed, match="not in Omnium yet"):
        await counter.sync("return-1")
    await counter.sync("sale-1")
    assert await counter.sync("return-1") == [
        "create return return-1 of order sale-1 (line a: 1 × 199.50, creditAmount: 199.50)"
    ]
    order = await counter.order("sale-1")
    (form,) = order["returnOrderForms"]
    assert [form["rmaNumber"], form["storeId"], form["creditPayment"]] == ["return-1", "bergen", False]
    assert [form["total"], form["creditAmount"], order["status"]] == [199.5, 199.5, "PartiallyReturned"]
    with pytest.raises(Ignored, match="stands in Omnium already"):
        await counter.sync("return-1")
    with pytest.raises(Ignored):
        await counter.sync("sale-1")


async def test_a_new_order_is_not_looked_at_while_it_is_queued(counter: Any) -> None:
    await counter.switch(queuedSeconds=60)
    await counter.act("sell", **SALE)
    await counter.sync("sale-1")
    with pytest.raises(Deferred, match="Queued") as deferred:
        await counter.sync("sale-1")
    assert deferred.value.after_seconds == 5


async def test_an_aborted_workflow_is_a_failure_that_says_why(counter: Any) -> None:
    await counter.put_web_order()
    await counter.act("deliver", orderUid="1001")
    await counter.switch(abortWorkflow=True)
    with pytest.raises(NotAccepted, match="CapturePayments: The payment could not be captured"):
        await counter.sync("1001")
    await counter.switch(abortWorkflow=False)
    await counter.sync("1001")
    assert (await counter.order("1001"))["status"] == "Completed"


async def test_a_counted_error_is_a_failure_that_says_why(counter: Any) -> None:
    await counter.put_web_order()
    await counter.switch(patchErrorMessage="the property is locked")
    with pytest.raises(NotAccepted, match="the property is locked"):
        await counter.sync("1001")


async def test_an_order_that_flow_lacks_is_a_failure(counter: Any) -> None:
    with pytest.raises(Failed, match="Flow has no order nothing"):
        await counter.sync("nothing")


async def test_an_offer_is_read_and_nothing_else(counter: Any) -> None:
    await counter.act("open", storeUid="oslo", orderUid="offer-1", type="OFFER", items=[TWO_THINGS])
    with pytest.raises(Ignored, match="offers are not sent"):
        await counter.sync("offer-1")
    assert (await counter.omnium.get("/_sim/calls")).json == []


async def test_a_present_order_costs_as_few_reads_as_it_needs(counter: Any) -> None:
    await counter.put_web_order()
    await counter.sync("1001")
    await counter.flow.delete("/_sim/calls")
    await counter.act("deliver", orderUid="1001")
    await counter.sync("1001")
    assert [call["path"] for call in (await counter.flow.get("/_sim/calls")).json] == [
        "/v2/tenants/acme/orders/1001"
    ]
    await counter.act("settle", orderUid="1001", settlementCode="CARD", settlementUid="s-1")
    await counter.sync("1001")
    calls = (await counter.flow.get("/_sim/calls")).json
    assert [call["path"] for call in calls[2:]] == ["/v2/tenants/acme/paymentmethods"]


CASH = {"settlementCode": "CASH", "settlementUid": "s-1"}
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
