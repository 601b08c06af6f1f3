"""Goods that Omnium has no purchase order for: the stock levels of a stock master are told, and nothing of others."""

import json
from typing import Any

import pytest

from flow_omnium.flow.routes import READ_STOCK
from flow_omnium.jobs.sync import Plan
from flow_omnium.omnium import routes
from flow_omnium.outcomes import ApiCall, Deferred, Ignored, InvalidData, Rejected
from receivement_sync.sync import LOOKS
from simulators.flow.goods.stock import EMPTY
from simulators.flow.tenant import StockPlace

MASTER = {"oslo": {"OMNIUM_FLOW_STOCK_MASTER": True}}
LACES = {"productUid": "p-1", "sku": "LACES", "quantity": 5000, "unitCost": 1250}
UPDATE_MANY = "PUT /api/Inventory/UpdateMany"


async def purchase(stockroom: Any, *items: dict[str, Any]) -> None:
    await stockroom.act("purchase", storeUid="oslo", purchaseOrderUid="shop-1", items=list(items or [LACES]))


async def test_a_local_order_tells_the_level(stockroom: Any) -> None:
    stockroom.stores = MASTER
    await purchase(stockroom)
    await stockroom.receive("shop-1", {"productUid": "p-1", "quantity": 5000})
    await stockroom.act("sellStock", warehouseUid="oslo", productUid="p-1", quantity=150)
    assert await stockroom.sync("shop-1") == ["set stock levels in warehouse oslo (stock of LACES: 48.5)"]
    assert await stockroom.levels() == {("oslo", "LACES"): 48.5}
    with pytest.raises(Ignored, match="the stock levels agree"):
        await stockroom.sync("shop-1")
    assert await stockroom.writes() == [UPDATE_MANY]


async def test_a_local_order_of_another_store_tells_nothing(stockroom: Any) -> None:
    await purchase(stockroom)
    await stockroom.receive("shop-1", {"productUid": "p-1", "quantity": 5000})
    with pytest.raises(Ignored, match="no purchase order shop-1, and the stock of store oslo is not Flow's"):
        await stockroom.sync("shop-1")
    assert await stockroom.writes() == []


async def test_goods_without_an_order_tell_the_level(stockroom: Any) -> None:
    stockroom.stores = MASTER
    await stockroom.receive(None, {"productUid": "p-1", "quantity": 33}, receivementUid="r-1")
    await stockroom.sync("r-1")
    assert await stockroom.levels() == {("oslo", "p-1"): 0.33}


async def test_of_a_known_order_of_a_stock_master_the_level_comes_last(stockroom: Any) -> None:
    stockroom.stores = MASTER
    await stockroom.put_order("PO-1", {"a": "D-1"})
    await stockroom.receive("PO-1", {"purchaseOrderItemUid": "a", "quantity": 300})
    await stockroom.omnium.put("/_sim/inventory/oslo/SKU-a", {"inventory": 3})
    await stockroom.sync("PO-1")
    assert await stockroom.writes() == [
        "POST /api/Deliveries/D-1/ProcessGoodsReception",
        "PUT /api/Inventory/UpdateMany",
    ]
    assert await stockroom.levels() == {("oslo", "SKU-a"): 3}
    with pytest.raises(Ignored):
        await stockroom.sync("PO-1")


async def test_costs_of_flow_stay_there(stockroom: Any) -> None:
    stockroom.stores = MASTER
    stockroom.connector = {"UseCostPriceListInInventoryExport": True}
    await purchase(stockroom)
    await stockroom.receive("shop-1", {"productUid": "p-1", "quantity": 5000})
    await stockroom.sync("shop-1")
    (item,) = (await stockroom.omnium.get("/_sim/inventory")).json
    assert item["cost"] == 0


async def test_what_is_reserved_stays_reserved(stockroom: Any) -> None:
    stockroom.stores = MASTER
    await stockroom.omnium.put("/_sim/inventory/oslo/LACES", {"inventory": 2, "reservedInventory": 2})
    await purchase(stockroom)
    await stockroom.receive("shop-1", {"productUid": "p-1", "quantity": 5000})
    await stockroom.sync("shop-1")
    (item,) = (await stockroom.omnium.get("/_sim/inventory")).json
    assert [item["inventory"], item["reservedInventory"]] == [50, 2]


async def test_an_unknown_warehouse_holds_up_no_other(stockroom: Any) -> None:
    stockroom.stores = MASTER
    await stockroom.omnium.put("/_sim/stores/bergen", {"isWarehouse": False})
    items = [
        {"productUid": "p-1", "quantity": 100},
        {"productUid": "p-1", "quantity": 100, "warehouseUid": "bergen"},
    ]
    await stockroom.receive(None, *items, receivementUid="r-1")
    with pytest.raises(InvalidData, match="'bergen' is not a warehouse of Omnium"):
        await stockroom.sync("r-1")
    assert await stockroom.levels() == {("oslo", "p-1"): 1}


async def test_levels_go_in_pieces_of_a_thousand(stockroom: Any) -> None:
    stockroom.stores = MASTER
    await stockroom.switch(bucketCapacity=100_000)
    items = [
        {"receivementItemUid": f"i-{n}", "product": {"productUid": f"p-{n}"}, "quantity": 100}
        for n in range(2001)
    ]
    await stockroom.flow.put("/_sim/tenants/acme/receivements/r-1", {"items": items, "warehouseUid": "oslo"})
    stock = stockroom.states[1].tenants["acme"].stock
    for number in range(2001):
        set_level = {**EMPTY, "quantityStock": 100 + number}
        stock[StockPlace("oslo", f"p-{number}")] = set_level
    await stockroom.sync("r-1")
    assert await stockroom.writes() == [UPDATE_MANY] * 3
    levels = await stockroom.levels()
    assert levels["oslo", "p-2000"] == 21
    assert len(levels) == 2001


async def receive_two(stockroom: Any) -> list[Any]:
    """Receive the same product twice, on two orders; the jobs of both, and what each would write."""
    jobs = []
    for number in (1, 2):
        await stockroom.receive(
            None, {"productUid": "p-1", "quantity": 100 * number}, receivementUid=f"r-{number}"
        )
        jobs.append(stockroom.job(f"r-{number}"))
    return jobs


async def test_stock_that_moves_between_reading_and_writing_ends_with_the_later_level(stockroom: Any) -> None:
    stockroom.stores = MASTER
    jobs = await receive_two(stockroom)
    plans: list[Plan] = [await stockroom.syncing.plan(job) for job in jobs]
    await stockroom.act("sellStock", warehouseUid="oslo", productUid="p-1", quantity=50)
    await stockroom.syncing.apply(jobs[1], plans[1].writes[0])
    await stockroom.syncing.apply(jobs[0], plans[0].writes[0])
    assert await stockroom.levels() == {("oslo", "p-1"): 2.5}


async def test_stock_that_moves_while_it_is_written_is_written_again(stockroom: Any, meddling: Any) -> None:
    stockroom.stores = MASTER
    await stockroom.receive(None, {"productUid": "p-1", "quantity": 1000}, receivementUid="r-1")
    meddling.left = 2
    await stockroom.sync("r-1")
    assert await stockroom.levels() == {("oslo", "p-1"): 8}
    assert await stockroom.writes() == [UPDATE_MANY] * 3


async def test_stock_that_never_rests_is_told_later(stockroom: Any, meddling: Any) -> None:
    stockroom.stores = MASTER
    await stockroom.receive(None, {"productUid": "p-1", "quantity": 1000}, receivementUid="r-1")
    meddling.left = LOOKS
    with pytest.raises(Deferred, match="warehouse oslo keeps moving"):
        await stockroom.sync("r-1")
    await stockroom.sync("r-1")
    assert await stockroom.levels() == {("oslo", "p-1"): 5}


async def test_a_later_job_overtakes_one_that_is_about_to_write(stockroom: Any, meddling: Any) -> None:
    stockroom.stores = MASTER
    await stockroom.receive(None, {"productUid": "p-1", "quantity": 1000}, receivementUid="r-1")

    async def overtake() -> None:
        await stockroom.receive(None, {"productUid": "p-1", "quantity": 500}, receivementUid="r-2")
        await stockroom.sync("r-2")

    meddling.left, meddling.act = 1, overtake
    await stockroom.sync("r-1")
    assert await stockroom.levels() == {("oslo", "p-1"): 15}
    changes = [one["newInventory"] for one in await stockroom.transactions()]
    assert changes == [15, 10, 15]


async def test_a_sku_that_omnium_refuses_keeps_no_other_level_back(stockroom: Any) -> None:
    stockroom.stores = MASTER
    items = [{"productUid": f"p-{n}", "quantity": 100 * n} for n in range(1, 6)]
    await stockroom.receive(None, *items, receivementUid="r-1")
    send = stockroom.api.send

    async def refusing(tenant: Any, call: Any) -> Any:
        if call.route == routes.SET_INVENTORY and any(level.sku == "p-3" for level in call.body):
            raise Rejected(ApiCall("omnium", "PUT", call.route), "p-3 is no SKU", http_status=400)
        return await send(tenant, call)

    stockroom.api.send = refusing
    with pytest.raises(Rejected, match="p-3 is no SKU"):
        await stockroom.sync("r-1")
    assert await stockroom.levels() == {("oslo", f"p-{n}"): n for n in (1, 2, 4, 5)}


async def test_a_level_that_cannot_be_read_is_not_taken_for_nothing(stockroom: Any) -> None:
    stockroom.stores = MASTER
    items = [{"productUid": name, "quantity": 100} for name in ("p-1", "p-2")]
    await stockroom.receive(None, *items, receivementUid="r-1")
    await stockroom.omnium.put("/_sim/inventory/oslo/p-1", {"inventory": 7})
    levels = [{"warehouseUid": "oslo", "quantityStock": level} for level in ("many", 100)]
    stock = [
        {"productUid": name, "warehouseStockDetails": [level]}
        for name, level in zip(("p-1", "p-2"), levels, strict=True)
    ]
    answer = {"items": stock, "paging": {"totalCount": 2}}
    fault = {"kind": "status", "status": 200, "body": json.dumps(answer), "count": 10}
    await stockroom.flow.post("/_sim/faults", {"method": "POST", "route": f"/v2{READ_STOCK.path}", **fault})
    with pytest.raises(InvalidData, match="stock of product p-1 in warehouse oslo"):
        await stockroom.sync("r-1")
    assert await stockroom.levels() == {("oslo", "p-1"): 7, ("oslo", "p-2"): 1}
