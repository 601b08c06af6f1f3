"""What the shop takes back stands in Omnium, or is flagged, over HTTP on both sides; a second run writes nothing."""

from typing import Any

import pytest

from flow_omnium.omnium import routes
from flow_omnium.outcomes import Conflict, Deferred, Failed, Ignored, Rejected
from flow_omnium.testing.sales import BY_CARD, TWO_THINGS
from order_sync.outbound.changes import SetStatus
from order_sync.outbound.sync import apply

FEE = {"productUid": "fee", "sku": "RETURN-FEE", "quantity": 100, "unitPrice": 4900, "orderItemUid": "f"}
DEARER = {"productUid": "p-2", "sku": "SKU-2", "quantity": 100, "unitPrice": 34950, "orderItemUid": "n"}


async def sold(counter: Any) -> None:
    await counter.act("sell", storeUid="oslo", orderUid="sale-1", items=[TWO_THINGS], settlements=[BY_CARD])
    await counter.sync("sale-1")


async def back(counter: Any, **fields: Any) -> dict[str, Any]:
    """Take one piece back; what the return is in Flow."""
    lines = [{"orderItemUid": "a", "quantity": 100}]
    body = {"storeUid": "oslo", "orderUid": "back-1", "originalOrderUid": "sale-1", "items": lines}
    order: dict[str, Any] = await counter.act("return", **body, **{"settlementCode": "CARD", **fields})
    return order


async def put(counter: Any, order: dict[str, Any]) -> None:
    """Let Flow hold an order as it is."""
    path = f"/_sim/tenants/acme/orders/{order['orderUid']}"
    assert (await counter.flow.put(path, order)).status == 200


async def form(counter: Any) -> dict[str, Any]:
    only: dict[str, Any]
    (only,) = (await counter.order("sale-1"))["returnOrderForms"]
    return only


async def agree_again(counter: Any) -> None:
    """Run once more: nothing is written, and the same flags stand."""
    flags, writes = counter.flags, await counter.writes()
    with pytest.raises(Ignored):
        await counter.sync("back-1")
    assert (counter.flags, await counter.writes()) == (flags, writes)


@pytest.mark.parametrize(
    ("new", "credited", "flag"),
    [
        (FEE, 150.5, "its lines come to 199.50 NOK in Omnium, 150.50 NOK was given back"),
        (DEARER, 0, "its lines come to 199.50 NOK in Omnium, 150.00 NOK was paid on top"),
        (
            {**DEARER, "unitPrice": 19950},
            0,
            "its lines come to 199.50 NOK in Omnium, 0.00 NOK was given back",
        ),
    ],
)
async def test_what_went_out_with_a_return_is_flagged_and_stops_nothing(
    counter: Any, new: dict[str, Any], credited: float, flag: str
) -> None:
    await sold(counter)
    await back(counter, newItems=[new])
    await counter.sync("back-1")
    told = await form(counter)
    assert (told["creditAmount"], [line["returnQuantity"] for line in told["lineItems"]]) == (credited, [1])
    assert counter.flags[0].startswith(f"line {new['orderItemUid']}: -1 × {new['sku']} for -")
    assert counter.flags[1] == f"return back-1: {flag}"
    await agree_again(counter)


async def test_money_without_goods_is_a_payment_of_a_finished_sale(counter: Any) -> None:
    await sold(counter)
    order = await back(counter)
    await put(counter, {**order, "items": []})
    assert [line.split(" (")[0] for line in await counter.sync("back-1")] == [
        "set the order",
        "add payments",
        "set the order",
    ]
    there = await counter.order("sale-1")
    payments = [(one["transactionType"], one["amount"]) for one in there["orderForm"]["payments"]]
    assert (payments, there["isReadOnly"]) == ([("Sale", 399), ("Credit", 199.5)], True)
    await agree_again(counter)


async def test_what_was_given_back_later_follows(counter: Any) -> None:
    await sold(counter)
    order = await back(counter)
    await counter.sync("back-1")
    more = {**order["settlements"][0], "settlementUid": "s-more", "amount": -5000}
    await put(counter, {**order, "settlements": [*order["settlements"], more]})
    return_id = (await form(counter))["returnId"]
    assert await counter.sync("back-1") == [
        f"change return {return_id} of order sale-1 (creditAmount: 199.50 → 249.50)"
    ]
    assert (await form(counter))["creditAmount"] == 249.5
    await agree_again(counter)


async def test_goods_that_omnium_has_taken_back_itself_are_not_taken_back_twice(counter: Any) -> None:
    await sold(counter)
    lines = [{"lineItemId": "a", "returnQuantity": 2}]
    body = {"returns": lines, "creditPayment": False, "rmaNumber": "by-hand"}
    assert (await counter.omnium.post("/api/Returns/sale-1/Return", body)).status == 200
    await back(counter)
    with_payment = await counter.sync("back-1")
    assert [line.split(" (")[0] for line in with_payment][1:2] == ["add payments"]
    assert counter.flags == ["line a: 1 × SKU-1 for 199.50 NOK came back, Omnium is told of 0"]
    await agree_again(counter)


async def test_a_return_of_a_sale_that_is_long_past_is_flagged_and_ends(counter: Any) -> None:
    await counter.act("sell", storeUid="oslo", orderUid="sale-1", items=[TWO_THINGS], settlements=[BY_CARD])
    order = await back(counter)
    sale = (await counter.flow.get("/_sim/tenants/acme/orders")).json[0]
    moments = {"createdAt": "2026-02-20T08:00:00Z", "settledAt": "2026-02-20T08:00:00Z"}
    await put(counter, {**sale, **moments, "settlements": [{**sale["settlements"][0], **moments}]})
    with pytest.raises(Ignored):
        await counter.sync("back-1")
    assert counter.flags == [
        "return back-1 is of order sale-1, which Omnium never had: 199.50 NOK was given back, Omnium is not told"
    ]
    assert order["orderState"] == "COMPLETE"


async def test_a_return_waits_for_a_sale_of_any_age_that_a_job_is_to_bring(counter: Any) -> None:
    await counter.act("sell", storeUid="oslo", orderUid="sale-1", items=[TWO_THINGS], settlements=[BY_CARD])
    await back(counter)
    sale = (await counter.flow.get("/_sim/tenants/acme/orders")).json[0]
    long_past = {"createdAt": "2026-02-20T08:00:00Z", "settledAt": None}
    await put(counter, {**sale, **long_past, "settlements": [{**sale["settlements"][0], **long_past}]})
    counter.awaited = frozenset({"sale-1"})
    with pytest.raises(Failed, match="not in Omnium yet"):
        await counter.sync("back-1")


async def test_a_cancelled_return_is_not_told(counter: Any) -> None:
    await sold(counter)
    order = await back(counter, settlementCode=None)
    await put(counter, {**order, "orderState": "CANCELLED"})
    with pytest.raises(Ignored, match="cancelled in the shop"):
        await counter.sync("back-1")
    assert counter.flags == []


@pytest.mark.parametrize("kind", ["written_no_answer", "reset", "status"])
@pytest.mark.parametrize(("method", "route"), [("PATCH", routes.PATCH_ORDER), ("POST", routes.ADD_PAYMENTS)])
async def test_a_finished_sale_is_opened_and_paid_back_once(
    counter: Any, method: str, route: str, kind: str
) -> None:
    await sold(counter)
    order = await back(counter)
    await put(counter, {**order, "items": []})
    named = route.replace("{orderId}", "{id}")
    await counter.fail_in_omnium(method, named, kind=kind, status=503)
    await counter.sync_until_done("back-1")
    payments = (await counter.order("sale-1"))["orderForm"]["payments"]
    assert [one["amount"] for one in payments] == [399, 199.5]
    await agree_again(counter)


async def handed_over(counter: Any) -> None:
    await counter.act("settle", orderUid="1001", **BY_CARD)
    await counter.act("deliver", orderUid="1001")


async def test_a_read_only_order_is_opened_for_what_it_would_refuse(counter: Any) -> None:
    await counter.put_web_order(isReadOnly=True)
    await handed_over(counter)
    changes = await counter.sync("1001")
    assert [changes[0], changes[-1]] == [
        "set the order (isReadOnly: true → false)",
        "set the order (isReadOnly: false → true)",
    ]
    order = await counter.order("1001")
    assert (order["status"], order["isReadOnly"]) == ("Completed", True)
    with pytest.raises(Ignored):
        await counter.sync("1001")


async def test_a_read_only_order_is_not_opened_for_its_properties(counter: Any) -> None:
    await counter.put_web_order(isReadOnly=True)
    assert [line.split(" (")[0] for line in await counter.sync("1001")] == ["set properties"]


async def test_an_order_that_omniums_queue_takes_up_meanwhile_waits(counter: Any) -> None:
    await counter.put_web_order(status="Queued")
    with pytest.raises(Deferred, match="Queued"):
        await apply(counter.client, counter.tenant(), SetStatus("1001", "Completed", "InProgress"))
    await counter.put_web_order()
    with pytest.raises(Rejected, match="is not a configured order status"):
        await apply(counter.client, counter.tenant(), SetStatus("1001", "None such", "InProgress"))


async def test_an_order_that_somebody_has_locked_is_compared_again_and_then_tried_later(counter: Any) -> None:
    await counter.put_web_order()
    await handed_over(counter)
    await counter.switch(lockedOrders=["1001"])
    with pytest.raises(Conflict, match="locked"):
        await counter.sync("1001")
    await counter.switch(lockedOrders=[])
    await counter.sync("1001")
    assert (await counter.order("1001"))["status"] == "Completed"
