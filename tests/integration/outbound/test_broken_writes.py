"""Every write to Omnium breaks in every way; the reruns bring about what an undisturbed run does, once."""

from typing import Any

import pytest

from flow_omnium.omnium import routes
from flow_omnium.outcomes import Conflict, Ignored, Unavailable

BREAKS = ["written_no_answer", "reset_mid_body", "reset", "html", "status"]
THING = {"productUid": "p-1", "sku": "SKU-1", "quantity": 200, "unitPrice": 19950, "orderItemUid": "a"}
BY_CARD = {"settlementCode": "CARD", "settlementUid": "s-1"}
NARROW_WRITES = [
    ("POST", routes.ADD_LINE),
    ("POST", routes.ADD_PAYMENTS),
    ("POST", routes.UPDATE_LINES),
    ("PATCH", routes.PATCH_ORDER),
    ("POST", routes.UPDATE_STATUS),
]
CHANGING = ("modified", "versionId", "created", "completed", "readyForPickup")


def essence(value: Any) -> Any:
    """Leave out what differs from run to run."""
    if isinstance(value, dict):
        return {name: essence(item) for name, item in value.items() if name not in CHANGING}
    return [essence(item) for item in value] if isinstance(value, list) else value


async def broken(counter: Any, method: str, route: str, kind: str) -> None:
    """Order one break of a call of ours; the simulator names an order's place `{id}`."""
    named = route if route == routes.CREATE_RETURN else route.replace("{orderId}", "{id}")
    await counter.fail_in_omnium(method, named, kind=kind, status=200 if kind == "html" else 503)


async def sell(counter: Any) -> None:
    """Sell two things at once."""
    await counter.act("sell", storeUid="oslo", orderUid="sale-1", items=[THING], settlements=[BY_CARD])


async def finish_web_order(counter: Any) -> None:
    """Ring a line up on a web order, take the money and hand everything over."""
    await counter.put_web_order()
    await counter.act("addItem", orderUid="1001", item=THING)
    await counter.act("settle", orderUid="1001", **BY_CARD)
    await counter.act("deliver", orderUid="1001")
    await counter.act("complete", orderUid="1001")


@pytest.mark.parametrize("kind", BREAKS)
async def test_a_sale_is_made_once(counter: Any, kind: str) -> None:
    await sell(counter)
    await broken(counter, "POST", routes.CREATE_ORDER, kind)
    with pytest.raises(Unavailable):
        await counter.sync("sale-1")
    await counter.sync_until_done("sale-1")
    (order,) = (await counter.omnium.get("/_sim/orders")).json
    assert [order["status"], order["orderForm"]["total"], order["remainingPayment"]] == ["Completed", 399, 0]
    assert [payment["id"] for payment in order["orderForm"]["payments"]] == ["s-1"]


@pytest.mark.parametrize("kind", BREAKS)
@pytest.mark.parametrize(("method", "route"), NARROW_WRITES)
async def test_a_web_order_is_finished_once(counter: Any, method: str, route: str, kind: str) -> None:
    await finish_web_order(counter)
    await counter.sync("1001")
    undisturbed = essence(await counter.order("1001"))
    await counter.put_web_order_in_omnium()
    await broken(counter, method, route, kind)
    with pytest.raises(Unavailable):
        await counter.sync("1001")
    await counter.sync_until_done("1001")
    assert essence(await counter.order("1001")) == undisturbed
    with pytest.raises(Ignored):
        await counter.sync("1001")


@pytest.mark.parametrize("kind", BREAKS)
async def test_goods_come_back_once(counter: Any, kind: str) -> None:
    await sell(counter)
    await counter.sync("sale-1")
    taken_back = {"items": [{"orderItemUid": "a", "quantity": 100}], "settlementCode": "CARD"}
    await counter.act("return", storeUid="oslo", originalOrderUid="sale-1", orderUid="back-1", **taken_back)
    await broken(counter, "POST", routes.CREATE_RETURN, kind)
    with pytest.raises(Unavailable):
        await counter.sync("back-1")
    await counter.sync_until_done("back-1")
    order = await counter.order("sale-1")
    assert [form["rmaNumber"] for form in order["returnOrderForms"]] == ["back-1"]
    assert [line["returnQuantity"] for line in order["orderForm"]["lineItems"]] == [1]
    assert [payment["id"] for payment in order["orderForm"]["payments"]] == ["s-1"]


async def test_a_sale_that_was_made_unseen_is_compared_instead(counter: Any) -> None:
    await sell(counter)
    await counter.sync("sale-1")
    await counter.fail_in_omnium("GET", "/api/Orders/{id}", kind="status", status=404)
    with pytest.raises(Ignored):
        await counter.sync("sale-1")
    assert await counter.writes() == ["POST Orders", "POST Orders"]


async def test_a_conflict_that_stays_is_a_failure(counter: Any) -> None:
    await sell(counter)
    await counter.fail_in_omnium("POST", routes.CREATE_ORDER, kind="status", status=409, count=2)
    with pytest.raises(Conflict):
        await counter.sync("sale-1")
