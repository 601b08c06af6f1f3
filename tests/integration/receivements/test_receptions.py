"""Goods receptions end to end: confirmed in Omnium, or told as stock levels."""

import uuid
from decimal import Decimal
from typing import Any

import pytest

from flow_omnium.omnium import routes
from flow_omnium.outcomes import Conflict, Failed, Ignored, InvalidData, Rejected

MASTER = {"oslo": {"OMNIUM_FLOW_STOCK_MASTER": True}}
NOTHING = "all that was received is confirmed in Omnium"


def of(line_id: str, quantity: int, **fields: object) -> dict[str, Any]:
    """Goods of a line, in hundredths."""
    return {"purchaseOrderItemUid": line_id, "quantity": quantity, **fields}


async def test_an_order_comes_in_parts(stockroom: Any) -> None:
    await stockroom.put_order("PO-1", {"a": "D-1", "b": "D-2"})
    await stockroom.receive("PO-1", of("a", 400), of("b", 1000))
    assert [line.split(" (")[0] for line in await stockroom.sync("PO-1")] == [
        "confirm reception receivement-1 of delivery D-1",
        "confirm reception receivement-1 of delivery D-2",
    ]
    with pytest.raises(Ignored, match=NOTHING):
        await stockroom.sync("PO-1")
    await stockroom.receive("PO-1", of("a", 600))
    await stockroom.sync("PO-1")
    assert await stockroom.quantities() == {"a": 10, "b": 10}
    assert await stockroom.levels() == {("oslo", "SKU-a"): 10, ("oslo", "SKU-b"): 10}
    order = (await stockroom.omnium.get("/api/PurchaseOrders/PO-1")).json
    assert order["status"] == "Completed"


async def test_a_job_is_found_by_the_order_and_the_reception_and_by_the_store(stockroom: Any) -> None:
    await stockroom.put_order("PO-1", {"a": "D-1"})
    await stockroom.receive("PO-1", of("a", 400))
    await stockroom.sync("PO-1")
    assert set(stockroom.journal.numbers) == {"po-1", "receivement-1"}
    assert stockroom.journal.stores == ["oslo"]


async def test_lines_without_a_delivery_get_one_of_ours_and_stay_in_it(stockroom: Any) -> None:
    await stockroom.put_order("PO-1", {"a": None, "b": None, "c": "D-1"})
    await stockroom.receive("PO-1", of("a", 100), of("c", 100), receivementUid="r-1")
    await stockroom.sync("PO-1")
    await stockroom.receive("PO-1", of("a", 900), of("b", 1000), receivementUid="r-2")
    await stockroom.sync("PO-1")
    lines = await stockroom.lines("PO-1")
    assert {uid: line["deliveryId"] for uid, line in lines.items()} == {
        "a": "flow-r-1",
        "b": "flow-r-2",
        "c": "D-1",
    }
    assert {uid: line["deliveredQuantity"] for uid, line in lines.items()} == {"a": 10, "b": 10, "c": 1}


@pytest.mark.parametrize("uid", ["PO-1", "PO-1-delivery-D-9"])
async def test_an_order_that_is_a_delivery_is_received_there(stockroom: Any, uid: str) -> None:
    await stockroom.put_order("PO-1", {"a": None}, uid, deliveryId="D-9", isDelivery=True)
    await stockroom.receive(uid, of("a", 1000))
    await stockroom.sync(uid)
    assert await stockroom.quantities() == {"a": 10}
    assert await stockroom.writes() == ["POST /api/Deliveries/D-9/ProcessGoodsReception"]


async def test_several_receptions_wait_for_one_job(stockroom: Any) -> None:
    await stockroom.put_order("PO-1", {"a": None, "b": "D-1"})
    for quantity in (100, 200, 300):
        await stockroom.receive("PO-1", of("a", quantity), of("b", 50))
    assert len(await stockroom.sync("PO-1")) == 7
    assert await stockroom.quantities() == {"a": 6, "b": 1.5}


async def test_a_delivery_was_exported_as_a_purchase_order(stockroom: Any) -> None:
    stockroom.connector = {"ExportDeliveryAsPo": True}
    uid = "PO-1-delivery-D-delivery-1"
    await stockroom.put_order("PO-1", {"a": "D-delivery-1", "b": "D-2"}, uid)
    await stockroom.receive(uid, of("a", 1000))
    await stockroom.sync(uid)
    assert await stockroom.quantities() == {"a": 10}
    assert await stockroom.writes() == ["POST /api/Deliveries/D-delivery-1/ProcessGoodsReception"]


async def test_more_comes_than_was_ordered(stockroom: Any) -> None:
    await stockroom.put_order("PO-1", {"a": "D-1"})
    await stockroom.receive("PO-1", of("a", 1250))
    await stockroom.sync("PO-1")
    assert stockroom.flags == ["line a: 12.5 received, 10 ordered"]
    assert await stockroom.quantities() == {"a": 12.5}


async def test_where_omnium_takes_less_than_it_was_told_a_person_is_told_both_figures(stockroom: Any) -> None:
    await stockroom.put_order("PO-1", {"a": "D-1"})
    await stockroom.receive("PO-1", of("a", 1200))
    send = stockroom.api.send

    async def taking_less(tenant: Any, call: Any) -> Any:
        if call.route == routes.RECEIVE_GOODS:
            less = [line.model_copy(update={"delivered_quantity": Decimal(10)}) for line in call.body]
            call = call._replace(body=less)
        return await send(tenant, call)

    stockroom.api.send = taking_less
    await stockroom.sync("PO-1")
    assert stockroom.flags == [
        "line a: 12 received in the shop, 10 in Omnium",
        "line a: 12 received, 10 ordered",
    ]
    assert await stockroom.quantities() == {"a": 10}


async def test_serial_numbers_are_items_of_their_own(stockroom: Any) -> None:
    await stockroom.put_order("PO-1", {"a": None})
    await stockroom.receive("PO-1", *[of("a", 100, serialnumber=f"SN-{n}") for n in range(3)])
    await stockroom.sync("PO-1")
    assert await stockroom.quantities() == {"a": 3}
    assert len(await stockroom.keys()) == 3


async def test_goods_go_to_two_warehouses(stockroom: Any) -> None:
    await stockroom.put_order("PO-1", {"a": "D-1"})
    await stockroom.receive("PO-1", of("a", 300), of("a", 200, warehouseUid="bergen"))
    await stockroom.sync("PO-1")
    assert await stockroom.levels() == {("oslo", "SKU-a"): 3, ("bergen", "SKU-a"): 2}


async def test_what_cannot_be_matched_holds_up_nothing_else(stockroom: Any) -> None:
    await stockroom.put_order("PO-1", {"a": "D-1", "b": "D-1"})
    await stockroom.receive("PO-1", of("a", 100), of("b", 100))
    lines = [{"lineItemId": "a", "code": "SKU-a", "quantity": 10, "deliveryId": "D-1"}]
    await stockroom.put_raw_order("PO-1", lines)
    await stockroom.sync("PO-1")
    for _run in range(2):
        (flag,) = stockroom.flags
        assert "items[1].purchaseOrderItemUid: 'b / SKU-b' is not a line" in flag
        assert flag.endswith("1 not confirmed")
        with pytest.raises(Ignored):
            await stockroom.sync("PO-1")
    assert await stockroom.quantities() == {"a": 1}


@pytest.mark.parametrize("kind", [{"isWarehouse": False}, {"isWarehouse": True, "isVirtual": True}])
async def test_a_store_that_holds_no_goods_fails_with_its_name(stockroom: Any, kind: dict[str, bool]) -> None:
    await stockroom.put_order("PO-1", {"a": "D-1"})
    await stockroom.omnium.put("/_sim/stores/bergen", kind)
    await stockroom.receive("PO-1", of("a", 300), of("a", 200, warehouseUid="bergen"))
    with pytest.raises(InvalidData, match="'bergen' is not a warehouse of Omnium"):
        await stockroom.sync("PO-1")
    assert await stockroom.quantities() == {"a": 3}


async def test_our_user_may_not_look_at_stores(stockroom: Any) -> None:
    await stockroom.put_order("PO-1", {"a": "D-1"})
    await stockroom.receive("PO-1", of("a", 300))
    await forbid_stores(stockroom)
    await stockroom.sync("PO-1")
    assert await stockroom.quantities() == {"a": 3}


async def test_our_user_may_not_look_at_stores_and_omnium_refuses_one(stockroom: Any) -> None:
    await stockroom.put_order("PO-1", {"a": "D-1"})
    await stockroom.omnium.put("/_sim/stores/bergen", {})
    await stockroom.receive("PO-1", of("a", 300, warehouseUid="bergen"))
    await forbid_stores(stockroom)
    with pytest.raises(Rejected, match="'bergen' is not a warehouse"):
        await stockroom.sync("PO-1")
    assert await stockroom.transactions() == []


async def forbid_stores(stockroom: Any) -> None:
    await stockroom.fail_in_omnium("GET", "/api/Stores/{id}", kind="status", status=403, count=9)


async def test_a_locked_order_is_told_later(stockroom: Any) -> None:
    await stockroom.put_order("PO-1", {"a": None, "b": "D-1"})
    await stockroom.receive("PO-1", of("a", 300), of("b", 300))
    await stockroom.switch(lockedPurchaseOrders=["PO-1"])
    with pytest.raises(Conflict, match="PO-1 is locked"):
        await stockroom.sync("PO-1")
    await stockroom.switch(lockedPurchaseOrders=[])
    await stockroom.sync("PO-1")
    assert await stockroom.quantities() == {"a": 3, "b": 3}


async def test_a_cancelled_order_is_received_and_flagged(stockroom: Any) -> None:
    await stockroom.put_order("PO-1", {"a": None})
    for path, body in (("OrderLines/a/Cancel", None), ("UpdateStatus", {"status": "OrderCanceled"})):
        assert (await stockroom.omnium.post(f"/api/PurchaseOrders/PO-1/{path}", body)).status == 200
    await stockroom.receive("PO-1", of("a", 300))
    await stockroom.sync("PO-1")
    assert stockroom.flags == [
        "purchase order PO-1 is OrderCanceled in Omnium, but goods were received",
        "line a: 3 received, 0 ordered",
    ]
    assert await stockroom.quantities() == {"a": 3}


async def test_of_a_deleted_order_a_person_is_told_and_nothing_is_tried(stockroom: Any) -> None:
    await stockroom.put_order("PO-1", {"a": "D-1"}, status="Deleted")
    await stockroom.receive("PO-1", of("a", 300))
    with pytest.raises(Ignored):
        await stockroom.sync("PO-1")
    assert stockroom.flags == [
        "purchase order PO-1 is Deleted in Omnium, but goods were received",
        "line a: 3 received in the shop, 0 in Omnium",
    ]
    assert await stockroom.writes() == []


async def test_a_reception_outlives_its_purchase_order_in_the_shop(stockroom: Any) -> None:
    await stockroom.put_order("PO-1", {"a": "D-1"})
    await stockroom.receive("PO-1", of("a", 300))
    gone = {"storeUid": "bergen"}
    await stockroom.flow.put("/_sim/tenants/acme/purchase-orders/PO-1", gone)
    await stockroom.sync("PO-1", storeUid="oslo")
    assert await stockroom.quantities() == {"a": 3}


async def test_receptions_fill_several_pages(stockroom: Any) -> None:
    await stockroom.put_order("PO-1", {"a": "D-1"})
    for number in range(101):
        item = {"receivementItemUid": "i", "purchaseOrderItemUid": "a", "quantity": 10}
        one = {"purchaseOrderUid": "PO-1", "items": [item]}
        await stockroom.flow.put(f"/_sim/tenants/acme/receivements/r-{number}", one)
    await stockroom.sync("PO-1")
    assert len(await stockroom.keys()) == 101
    with pytest.raises(Ignored, match=NOTHING):
        await stockroom.sync("PO-1")


async def test_very_many_items_at_once_are_seen_as_received(stockroom: Any) -> None:
    await stockroom.put_order("PO-1", {"a": "D-1"})
    items = [
        {"receivementItemUid": str(uuid.uuid4()), "purchaseOrderItemUid": "a", "quantity": 10}
        for _ in range(40)
    ]
    one = {"purchaseOrderUid": "PO-1", "items": items}
    await stockroom.flow.put(f"/_sim/tenants/acme/receivements/{uuid.uuid4()}", one)
    await stockroom.switch(indexLagSeconds=600)
    await stockroom.sync("PO-1")
    await stockroom.sync("PO-1")
    assert await stockroom.quantities() == {"a": 4}


async def test_flow_has_no_such_reception(stockroom: Any) -> None:
    with pytest.raises(Failed, match="no reception nothing: looked in oslo"):
        await stockroom.sync("nothing")
    stockroom.stores = {}
    with pytest.raises(Failed, match="none is configured"):
        await stockroom.sync("nothing")
