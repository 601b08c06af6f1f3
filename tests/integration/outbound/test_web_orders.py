"""What becomes of a web order in the shop stands in Omnium, over HTTP on both sides; a second run writes nothing."""

from typing import Any

import pytest

from flow_omnium.outcomes import Ignored, NotAccepted
from flow_omnium.testing.sales import THING


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
