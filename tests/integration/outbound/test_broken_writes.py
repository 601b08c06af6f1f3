"""Every write to Omnium breaks in every way; the reruns bring about what an undisturbed run does, once."""

from datetime import UTC, datetime
from typing import Any

import pytest

from flow_omnium.jobs.attempt_result import Run, result_of
from flow_omnium.jobs.hopeless import HOPELESS_AFTER
from flow_omnium.omnium import routes
from flow_omnium.outcomes import Conflict, Failed, Ignored, NotFound, Unavailable
from flow_omnium.testing.sales import BY_CARD, TWO_THINGS

LOST_ANSWERS = ["written_no_answer", "reset_mid_body"]
BREAKS = [*LOST_ANSWERS, "reset", "html", "status"]
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
    await counter.act("sell", storeUid="oslo", orderUid="sale-1", items=[TWO_THINGS], settlements=[BY_CARD])


async def finish_web_order(counter: Any) -> None:
    """Ring a line up on a web order, take the money and hand everything over."""
    await counter.put_web_order()
    await counter.act("addItem", orderUid="1001", item=TWO_THINGS)
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


async def undisturbed_web_order(counter: Any) -> Any:
    """Finish the order without a break, and put it back as it was before."""
    await finish_web_order(counter)
    await counter.sync("1001")
    undisturbed = essence(await counter.order("1001"))
    await counter.put_web_order_in_omnium()
    return undisturbed


@pytest.mark.parametrize(
    ("method", "route", "kind"),
    [
        (method, route, kind)
        for method, route in NARROW_WRITES
        for kind in BREAKS
        if route != routes.UPDATE_LINES or kind not in LOST_ANSWERS
    ],
)
async def test_a_web_order_is_finished_once(counter: Any, method: str, route: str, kind: str) -> None:
    undisturbed = await undisturbed_web_order(counter)
    await broken(counter, method, route, kind)
    with pytest.raises(Unavailable):
        await counter.sync("1001")
    await counter.sync_until_done("1001")
    assert essence(await counter.order("1001")) == undisturbed
    with pytest.raises(Ignored):
        await counter.sync("1001")


@pytest.mark.parametrize("kind", LOST_ANSWERS)
async def test_a_hand_over_whose_answer_is_lost_needs_no_rerun(counter: Any, kind: str) -> None:
    """Omnium asks to read the order before such a call is repeated: it has the new totals."""
    undisturbed = await undisturbed_web_order(counter)
    await broken(counter, "POST", routes.UPDATE_LINES, kind)
    await counter.sync("1001")
    assert essence(await counter.order("1001")) == undisturbed


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


async def make_ready(counter: Any) -> None:
    """Let the goods of a web order wait for the customer."""
    await counter.put_web_order()
    await counter.act("handling", orderUid="1001", state="READY")


async def failure_of(counter: Any) -> Failed:
    with pytest.raises(Failed) as failed:
        await counter.sync("1001")
    return failed.value


def told_after(failures: int, error: Failed) -> tuple[str, ...]:
    """The flags of an attempt that fails like the ones before it."""
    at = datetime(2026, 3, 2, 9, tzinfo=UTC)
    settled = result_of(Run(at, at, error), failures=failures, attempt_count=failures, retry_unit_seconds=1)
    assert settled.attempt is not None
    return settled.attempt.flags


async def test_a_status_for_an_order_that_is_not_found_is_written_alone_again_and_told(counter: Any) -> None:
    """An order that our user may read and not write to answers so (omnium.md 2.9)."""
    await make_ready(counter)
    route = routes.UPDATE_STATUS.replace("{orderId}", "{id}")
    await counter.fail_in_omnium("POST", route, kind="status", status=404, count=HOPELESS_AFTER)
    told = []
    for failures in range(HOPELESS_AFTER):
        error = await failure_of(counter)
        assert isinstance(error, NotFound)
        told.append(told_after(failures, error))
    *before, (flag,) = told
    assert before == [()] * (HOPELESS_AFTER - 1)
    assert flag.startswith(
        "no retry mends this, it has failed 3 times or more, and is tried on: omnium POST /api/Orders/{orderId}/UpdateStatus answered 404"
    )
    told_once = ["POST OrderLinesUpdate", "PATCH PatchOrder"]
    assert await counter.writes() == [*told_once, *["POST UpdateStatus"] * HOPELESS_AFTER]
    await counter.sync("1001")
    assert (await counter.order("1001"))["status"] == "ReadyForPickup"
    with pytest.raises(Ignored):
        await counter.sync("1001")


async def test_an_order_that_goes_while_its_status_is_written_is_told_as_one_that_omnium_has_not(
    counter: Any,
) -> None:
    await make_ready(counter)
    route = routes.UPDATE_STATUS.replace("{orderId}", "{id}")
    await counter.fail_in_omnium("POST", route, kind="status", status=404)
    assert isinstance(await failure_of(counter), NotFound)
    await counter.fail_in_omnium("GET", "/api/Orders/{id}", kind="status", status=404, count=9)
    written = await counter.writes()
    error = await failure_of(counter)
    assert str(error) == "Omnium has no order 1001, although it made the order"
    assert told_after(2, error) == (
        "no retry mends this, it has failed 3 times or more, and is tried on: Omnium has no order 1001, although it made the order",
    )
    assert await counter.writes() == written
