"""Every write to Omnium breaks in every way; the reruns bring about what an undisturbed run does, once."""

from typing import Any

import pytest

from flow_omnium.omnium import routes
from flow_omnium.outcomes import Ignored, Rejected, Unavailable

BREAKS = ["written_no_answer", "reset_mid_body", "reset", "html", "status"]
WRITES = [routes.CREATE_DELIVERY, routes.RECEIVE_GOODS]
MASTER = {"oslo": {"OMNIUM_FLOW_STOCK_MASTER": True}}
SEEN = "Duplicate goodsReceptionId"


def of(line_id: str, quantity: int) -> dict[str, Any]:
    """Goods of a line, in hundredths."""
    return {"purchaseOrderItemUid": line_id, "quantity": quantity}


async def broken(stockroom: Any, method: str, route: str, kind: str) -> None:
    """Order one break of a call of ours; the library repeats a PUT by itself when its connection is reset."""
    is_repeated = method == "PUT" and kind in ("written_no_answer", "reset")
    status = 200 if kind == "html" else 503
    await stockroom.fail_in_omnium(method, route, kind=kind, status=status, count=2 if is_repeated else 1)


async def receive_mixed(stockroom: Any) -> None:
    """Receive twice: lines of two deliveries, and lines in none."""
    await stockroom.put_order("PO-1", {"a": "D-1", "b": "D-2", "c": None, "d": None})
    await stockroom.receive(
        "PO-1", of("a", 100), of("b", 150), of("c", 200), of("c", 50), receivementUid="r-1"
    )
    await stockroom.receive("PO-1", of("a", 300), of("c", 33), of("d", 1100), receivementUid="r-2")


async def assert_all_is_right(stockroom: Any) -> None:
    """Judge by the transaction log: each item once, in sum what was received."""
    assert await stockroom.quantities() == {"a": 4, "b": 1.5, "c": 2.83, "d": 11}
    assert sorted(await stockroom.keys()) == sorted(set(await stockroom.keys()))
    assert len(await stockroom.keys()) == 7
    lines = await stockroom.lines("PO-1")
    assert {uid: (line["deliveryId"], line["quantity"]) for uid, line in lines.items()} == {
        "a": ("D-1", 10),
        "b": ("D-2", 10),
        "c": ("flow-r-1", 10),
        "d": ("flow-r-2", 10),
    }


@pytest.mark.parametrize("lag", [0, 600])
@pytest.mark.parametrize("kind", BREAKS)
@pytest.mark.parametrize("route", WRITES)
async def test_a_reception_is_confirmed_once(stockroom: Any, route: str, kind: str, lag: int) -> None:
    await receive_mixed(stockroom)
    await stockroom.switch(indexLagSeconds=lag)
    await broken(stockroom, "POST", route, kind)
    with pytest.raises(Unavailable):
        await stockroom.sync("PO-1")
    await stockroom.sync_until_done("PO-1")
    await assert_all_is_right(stockroom)
    await stockroom.switch(indexLagSeconds=0)
    await stockroom.sync_until_done("PO-1")
    await assert_all_is_right(stockroom)


@pytest.mark.parametrize("lag", [0, 600])
@pytest.mark.parametrize("kind", BREAKS)
async def test_every_call_breaks_once(stockroom: Any, kind: str, lag: int) -> None:
    await receive_mixed(stockroom)
    await stockroom.switch(indexLagSeconds=lag)
    for _write in range(9):
        await broken(stockroom, "POST", "/api/Deliveries/*", kind)
        try:
            await stockroom.sync("PO-1")
        except (Unavailable, Ignored):
            continue
    await stockroom.omnium.delete("/_sim/faults")
    await stockroom.sync_until_done("PO-1")
    await assert_all_is_right(stockroom)


@pytest.mark.parametrize("kind", BREAKS)
async def test_a_level_is_set_right(stockroom: Any, kind: str) -> None:
    stockroom.stores = MASTER
    await stockroom.receive(None, {"productUid": "p-1", "quantity": 300}, receivementUid="r-1")
    await broken(stockroom, "PUT", routes.SET_INVENTORY, kind)
    with pytest.raises(Unavailable):
        await stockroom.sync("r-1")
    await stockroom.act("sellStock", warehouseUid="oslo", productUid="p-1", quantity=100)
    await stockroom.sync_until_done("r-1")
    assert await stockroom.levels() == {("oslo", "p-1"): 2}
    with pytest.raises(Ignored, match="agree"):
        await stockroom.sync("r-1")


@pytest.mark.parametrize("before", [1, 2, 3])
async def test_omnium_names_what_it_has_seen_while_its_search_lags(stockroom: Any, before: int) -> None:
    await stockroom.put_order("PO-1", {"a": "D-1"})
    items = [{"receivementItemUid": f"i-{n}", **of("a", 100)} for n in (1, 10, 100)]
    await put_reception(stockroom, items[:before])
    await stockroom.switch(indexLagSeconds=600)
    await stockroom.sync("PO-1")
    await put_reception(stockroom, items)
    calls = len(await stockroom.writes())
    await stockroom.sync("PO-1")
    assert await stockroom.keys() == ["acme:r-1:i-1", "acme:r-1:i-10", "acme:r-1:i-100"]
    assert len(await stockroom.writes()) == calls + (1 if before == 3 else 2)


async def put_reception(stockroom: Any, items: list[dict[str, Any]]) -> None:
    body = {"purchaseOrderUid": "PO-1", "warehouseUid": "oslo", "items": items}
    assert (await stockroom.flow.put("/_sim/tenants/acme/receivements/r-1", body)).status == 200


@pytest.mark.parametrize(
    "text",
    [
        "0.lineItemId: 'a' does not belong to delivery D-1 (goodsReceptionId acme:r-1:i-1)",
        "goodsReceptionId acme:r-1:i-1: line a is completed already",
        f"{SEEN}: acme:r-1:i-10",
        SEEN,
    ],
)
async def test_another_refusal_is_a_failure_and_nothing_counts_as_received(stockroom: Any, text: str) -> None:
    await stockroom.put_order("PO-1", {"a": "D-1"})
    await put_reception(stockroom, [{"receivementItemUid": "i-1", **of("a", 100)}])
    fault = {"kind": "status", "status": 400, "body": text}
    await stockroom.fail_in_omnium("POST", routes.RECEIVE_GOODS, **fault)
    with pytest.raises(Rejected):
        await stockroom.sync("PO-1")
    await stockroom.sync("PO-1")
    assert await stockroom.keys() == ["acme:r-1:i-1"]


async def test_a_delivery_that_somebody_else_made_is_found(stockroom: Any) -> None:
    await receive_mixed(stockroom)
    await stockroom.put_delivery("flow-r-1")
    await stockroom.sync("PO-1")
    await assert_all_is_right(stockroom)


async def test_a_delivery_whose_id_is_taken_meanwhile_is_compared_again(stockroom: Any) -> None:
    await receive_mixed(stockroom)
    await stockroom.fail_in_omnium("GET", "/api/Deliveries/{deliveryId}", kind="status", status=404)
    await stockroom.put_delivery("flow-r-1")
    await stockroom.sync("PO-1")
    await assert_all_is_right(stockroom)


async def test_a_line_that_moved_to_another_delivery_is_received_there_by_the_next_run(
    stockroom: Any,
) -> None:
    await stockroom.put_order("PO-1", {"a": "D-1"})
    await stockroom.receive("PO-1", of("a", 100))
    job = stockroom.job("PO-1", storeUid="oslo")
    plan = await stockroom.syncing.plan(job)
    await stockroom.put_order("PO-1", {"a": "D-2"})
    with pytest.raises(Rejected, match="does not belong to delivery D-1"):
        await stockroom.syncing.apply(job, plan.writes[0])
    await stockroom.sync("PO-1")
    assert await stockroom.quantities() == {"a": 1}
