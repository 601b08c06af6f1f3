"""Samples of tests/unit/receivements once more: gathered from running systems, the same comes of them.

By day a handful, one of each kind of write and failure; in the night all."""

import json
from pathlib import Path
from typing import Any

import pytest

from flow_omnium.outcomes import InvalidData
from rigs.receptions.telling import told

CASES = sorted((Path(__file__).parents[2] / "samples" / "receivement").iterdir())

BY_DAY = {
    "confirmed-already",
    "delivery-as-purchase-order-gone",
    "levels-in-several-warehouses",
    "levels-warehouse-unknown",
    "no-order-stock-master",
    "over-by-the-second-part",
    "warehouse-unknown",
    "whole-in-two-deliveries",
}


def test_what_is_played_by_day_is_there() -> None:
    assert {case.name for case in CASES} >= BY_DAY


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(case, id=case.name, marks=[pytest.mark.night] * (case.name not in BY_DAY))
        for case in CASES
    ],
)
async def test_what_is_gathered_leads_to_the_expected_writes(stockroom: Any, case: Path) -> None:
    flow, omnium, settings = (document(case, name) for name in ("flow", "omnium", "settings"))
    stockroom.stores, stockroom.connector = settings["stores"], settings.get("connector", {})
    stockroom.flow_settings = settings.get("flow", {})
    await put_into_flow(stockroom, flow)
    await put_into_omnium(stockroom, omnium)
    first = flow["receivements"][0]
    key = first.get("purchaseOrderUid") or first["receivementUid"]
    assert await outcome_of(stockroom, key) == document(case, "writes")


def document(case: Path, name: str) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((case / f"{name}.json").read_text())
    return read


async def outcome_of(stockroom: Any, key: str) -> dict[str, Any]:
    try:
        planned = told(await stockroom.syncing.plan(stockroom.job(key, storeUid="oslo")))
    except InvalidData as failure:
        return {"failure": str(failure)}
    return {**planned, **json.loads(json.dumps(planned, default=float))}


async def put_into_flow(stockroom: Any, flow: dict[str, Any]) -> None:
    tenant = "/_sim/tenants/acme"
    if "purchaseOrder" in flow:
        uid = flow["purchaseOrder"]["purchaseOrderUid"]
        assert (
            await stockroom.flow.put(f"{tenant}/purchase-orders/{uid}", flow["purchaseOrder"])
        ).status == 200
    for one in flow["receivements"]:
        assert (await stockroom.flow.put(f"{tenant}/receivements/{one['receivementUid']}", one)).status == 200
    for level in flow.get("stock", ()):
        path = f"{tenant}/stock/{level['warehouseUid']}/{level['productUid']}"
        assert (await stockroom.flow.put(path, {"quantityStock": level["quantityStock"]})).status == 200
        if "productSku" in level:
            stockroom.states[1].tenants["acme"].products[level["productUid"]]["sku"] = level["productSku"]


async def put_into_omnium(stockroom: Any, omnium: dict[str, Any]) -> None:
    for order in omnium["purchaseOrders"]:
        names = ("status", "storeId", "deliveryId", "isDelivery")
        fields = {name: order[name] for name in names if name in order}
        await stockroom.put_raw_order(order["id"], order["purchaseOrderForm"]["lineItems"], **fields)
        for key, quantity in omnium.get("confirmed", {}).items():
            movement = {
                "id": key,
                "goodsReceptionId": key,
                "purchaseOrderId": order["id"],
                "inventoryChange": quantity,
            }
            empty = dict.fromkeys(("skuId", "productId", "warehouseCode", "orderId", "userId"))
            stockroom.states[0].stock.log({**empty, **movement}, 0)
    for delivery_id in omnium.get("deliveries", ()):
        await stockroom.put_delivery(delivery_id)
    for level in omnium.get("levels", ()):
        path = f"/_sim/inventory/{level['warehouseCode']}/{level['sku']}"
        assert (await stockroom.omnium.put(path, {"inventory": level["inventory"]})).status == 200
