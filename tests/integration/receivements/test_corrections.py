"""What is corrected, taken back or refused after the fact: told once, and by the figures that then stand on both sides."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest

from flow_omnium.jobs.kinds import JobKind
from flow_omnium.jobs.sync import SyncHandler
from flow_omnium.outcomes import Failed, Ignored

LAG = 3600


def of(line: str, quantity: int, **fields: Any) -> dict[str, Any]:
    return {"purchaseOrderItemUid": line, "quantity": quantity, **fields}


async def corrected(stockroom: Any, reception: Mapping[str, Any], place: int, quantity: int) -> None:
    item = reception["items"][place]["receivementItemUid"]
    named = {"receivementUid": reception["receivementUid"], "receivementItemUid": item}
    await stockroom.act("correctReceived", quantity=quantity, **named)


async def synced(stockroom: Any, key: str, **event: str) -> list[str]:
    """Run a job whatever comes of it; its flags."""
    with suppress(Failed, Ignored):
        await stockroom.sync(key, **event)
    flags: list[str] = stockroom.flags
    return flags


async def test_a_correction_upwards_is_told_once_though_the_search_lags_behind(stockroom: Any) -> None:
    await stockroom.put_order("PO-1", {"a": "D-1"})
    await stockroom.switch(indexLagSeconds=LAG)
    made = await stockroom.receive("PO-1", of("a", 250), of("a", 33), of("a", 1))
    await stockroom.sync("PO-1")
    await corrected(stockroom, made, 0, 700)
    for _run in range(3):
        flags = await synced(stockroom, "PO-1")
        assert flags == ["line a: 7.34 received in the shop, 2.84 in Omnium"]
    assert await stockroom.quantities() == {"a": 2.84}


async def test_a_correction_upwards_is_told_under_a_key_of_its_own(stockroom: Any) -> None:
    await stockroom.put_order("PO-1", {"a": "D-1"})
    made = await stockroom.receive("PO-1", of("a", 250), of("a", 33))
    await stockroom.sync("PO-1")
    await corrected(stockroom, made, 0, 700)
    for _run in range(2):
        assert await synced(stockroom, "PO-1") == []
    assert await stockroom.quantities() == {"a": 7.33}
    assert any(key.endswith(":700") for key in await stockroom.keys())


async def test_goods_of_before_our_time_that_omnium_lacks_are_told_of_no_later_item(stockroom: Any) -> None:
    """The shop had seven before, Omnium none of them: what came since is told once, also while the search lags."""
    await stockroom.put_order("PO-1", {"a": "D-1"})
    stockroom.states[1].tenants["acme"].purchase_orders["PO-1"]["items"][0]["quantityReceived"] = 700
    await stockroom.switch(indexLagSeconds=LAG)
    await stockroom.receive("PO-1", of("a", 200))
    for _run in range(3):
        flags = await synced(stockroom, "PO-1")
        assert flags == ["line a: 9 received in the shop, 2 in Omnium"]
    assert await stockroom.quantities() == {"a": 2}


async def test_a_figure_that_was_lowered_with_its_reception_is_not_lowered_twice(stockroom: Any) -> None:
    """Seven came before, Omnium has three of them; two more came, were confirmed and are corrected to none."""
    await stockroom.put_order("PO-1", {"a": "D-1"})
    items = stockroom.states[1].tenants["acme"].purchase_orders["PO-1"]["items"]
    items[0]["quantityReceived"] = 700
    by_hand = [{"lineItemId": "a", "deliveredQuantity": 3, "warehouseCode": "oslo"}]
    await stockroom.omnium.post("/api/Deliveries/D-1/ProcessGoodsReception", by_hand)
    made = await stockroom.receive("PO-1", of("a", 200), of("a", 100))
    await stockroom.sync("PO-1")
    await corrected(stockroom, made, 0, 0)
    assert await synced(stockroom, "PO-1") == ["line a: 8 received in the shop, 6 in Omnium"]


async def test_a_figure_that_is_not_lowered_yet_is_read_by_what_it_is_made_of(stockroom: Any) -> None:
    """The reception says less than its order lists of it: what comes later makes up for none of that."""
    await stockroom.put_order("PO-1", {"a": "D-1"})
    made = await stockroom.receive("PO-1", of("a", 1000), receivementUid="r-1")
    await stockroom.sync("PO-1")
    less = {**made, "items": [{**made["items"][0], "quantity": 700}]}
    await stockroom.flow.put("/_sim/tenants/acme/receivements/r-1", less)
    await stockroom.receive("PO-1", of("a", 500))
    for _run in range(2):
        assert await synced(stockroom, "PO-1") == ["line a: 12 received, 10 ordered"]
    assert await stockroom.quantities() == {"a": 12}


async def test_goods_of_before_our_time_that_went_back_leave_no_difference_to_lower(stockroom: Any) -> None:
    """Of seven that Omnium never had ten went back; of three that came since it is told what the shop has."""
    await stockroom.put_order("PO-1", {"a": "D-1"})
    stockroom.states[1].tenants["acme"].purchase_orders["PO-1"]["items"][0]["quantityReceived"] = 750
    await stockroom.act("sendBack", storeUid="oslo", purchaseOrderUid="PO-1", items=[{**of("a", 1000)}])
    await stockroom.receive("PO-1", of("a", 100), of("a", 200))
    for _run in range(2):
        assert await synced(stockroom, "PO-1") == []
    assert await stockroom.quantities() == {"a": 0.5}


async def test_what_came_instead_makes_no_room_for_the_ordered_product(stockroom: Any) -> None:
    await stockroom.put_order("PO-1", {"a": "D-1"})
    await stockroom.switch(indexLagSeconds=LAG)
    await stockroom.receive("PO-1", of("a", 100, substituteProductUid="p-9", sku="SKU-9"))
    await stockroom.receive("PO-1", of("a", 100), of("a", 33))
    for _run in range(3):
        await synced(stockroom, "PO-1")
    assert await stockroom.quantities() == {"a": 1.33}


async def test_an_older_key_of_a_whole_reception_counts_for_what_was_received_under_it(
    stockroom: Any,
) -> None:
    await stockroom.put_order("PO-1", {"a": "D-1"})
    made = await stockroom.receive("PO-1", of("a", 700), receivementUid="r-0")
    older = {"lineItemId": "a", "deliveredQuantity": 7, "warehouseCode": "oslo", "goodsReceptionId": "r-0"}
    await stockroom.omnium.post("/api/Deliveries/D-1/ProcessGoodsReception", [older])
    await corrected(stockroom, made, 0, 900)
    assert await synced(stockroom, "PO-1") == []
    assert await stockroom.quantities() == {"a": 9}


async def test_where_a_delivery_is_refused_no_flag_tells_what_was_not_done(stockroom: Any) -> None:
    await stockroom.put_order("PO-1", {"a": "D-1", "b": "D-2"})
    stockroom.states[1].tenants["acme"].purchase_orders["PO-1"]["items"][0]["quantityReceived"] = 700
    await stockroom.omnium.call("DELETE", "/api/Deliveries/D-1")
    await stockroom.receive("PO-1", of("a", 1200), of("b", 300))
    with pytest.raises(Failed, match="Delivery D-1 was not found"):
        await stockroom.sync("PO-1")
    assert stockroom.flags == [
        "line a: 19 received in the shop, 0 in Omnium",
        "line a: 19 received, 10 ordered",
    ]
    assert await stockroom.quantities() == {"b": 3}
    assert (await stockroom.writes()).count("POST /api/Deliveries/D-1/ProcessGoodsReception") == 1


async def test_an_order_finds_the_receptions_of_others_that_brought_its_goods(stockroom: Any) -> None:
    """No event names the reception: the line tells which receptions its goods are in."""
    await stockroom.put_order("PO-A", {"a": "D-1"})
    await stockroom.put_order("PO-B", {"b": "D-2"})
    await stockroom.receive("PO-A", of("a", 400), of("b", 600, purchaseOrderUid="PO-B"))
    await stockroom.sync("PO-B")
    assert await stockroom.quantities() == {"b": 6}


async def test_two_orders_with_goods_of_each_other_come_to_rest(stockroom: Any) -> None:
    await stockroom.put_order("PO-A", {"a": "D-1"})
    await stockroom.put_order("PO-B", {"b": "D-2"})
    await stockroom.receive("PO-A", of("a", 100), of("b", 200, purchaseOrderUid="PO-B"))
    await stockroom.receive("PO-B", of("b", 300), of("a", 400, purchaseOrderUid="PO-A"))
    # Neither can be served: each has more in Omnium than the shop has.
    for delivery_id, line in (("D-1", "a"), ("D-2", "b")):
        by_hand = [{"lineItemId": line, "deliveredQuantity": 9, "warehouseCode": "oslo"}]
        await stockroom.omnium.post(f"/api/Deliveries/{delivery_id}/ProcessGoodsReception", by_hand)
    due: list[tuple[str, Mapping[str, str]]] = [("PO-A", {})]
    runs = 0

    async def wakes(_kind: JobKind, key: str, event: Mapping[str, str]) -> None:
        due.append((key, event))

    while due and runs < 10:
        key, event = due.pop(0)
        job = replace(stockroom.job(key, **event), wakes=wakes)
        with suppress(Ignored):
            await SyncHandler(stockroom.syncing)(job)
        runs += 1
    assert (runs, due) == (2, [])
