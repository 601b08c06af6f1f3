"""Receptions and stock levels are compared as their jobs would, on both systems and a real database."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

import pytest

from flow_omnium.jobs.kinds import JobKind, key_of_look
from flow_omnium.jobs.worker.other_jobs import Wanted
from flow_omnium.outcomes import Deferred
from flow_omnium.reconciliation.order import ReconciliationKind
from flow_omnium.reconciliation.report import ReportState
from flow_omnium.reconciliation.result import Result
from flow_omnium.testing.tenants import a_tenant

RECEIVEMENT = JobKind.RECEIVEMENT
STOCK = ReconciliationKind.STOCK
OSLO = key_of_look("oslo", None)


async def ordered(world: Any, order_id: str) -> None:
    """Let both sides have a purchase order of ten pieces, for a store whose stock is Omnium's."""
    line = f"{order_id}-1"
    sku = f"SKU-{order_id}"
    lines = [{"lineItemId": line, "code": sku, "quantity": 10, "deliveryId": f"D-{order_id}"}]
    in_omnium = {"storeId": "bergen", "status": "Confirmed", "purchaseOrderForm": {"lineItems": lines}}
    item = {"purchaseOrderItemUid": line, "externalId": line, "productUid": sku, "quantityOrdered": 1000}
    in_flow = {"storeUid": "bergen", "status": "SENT_TO_SUPPLIER", "items": [item]}
    for api, path, body in (
        (world.omnium, f"/_sim/purchaseorders/{order_id}", in_omnium),
        (world.omnium, f"/_sim/goodsdeliveries/D-{order_id}", {"deliveryStatus": "New"}),
        (world.flow, f"/_sim/tenants/acme/purchase-orders/{order_id}", in_flow),
    ):
        answer = await api.put(path, body)
        assert answer.status == 200, answer.text


async def received(world: Any, order_id: str, quantity: int, **fields: Any) -> None:
    """Let the shop receive hundredths of it."""
    line = {"purchaseOrderItemUid": f"{order_id}-1", "receivementItemUid": "i", "quantity": quantity}
    told = {"storeUid": "bergen", "receivementUid": f"r-{order_id}", "items": [{**line, **fields}]}
    await world.act("receive", purchaseOrderUid=order_id, **told)


async def told(world: Any, order_id: str) -> None:
    """Let a job tell Omnium of it."""
    await world.run_job(RECEIVEMENT, order_id, storeUid="bergen")


async def counted(world: Any) -> Mapping[str, float]:
    """Return what Omnium has received of each line."""
    transactions = (await world.omnium.get("/_sim/inventory/transactions")).json
    sums: Counter[str] = Counter()
    for one in transactions:
        if one["lineItemId"]:
            sums[one["lineItemId"]] += one["inventoryChange"]
    return sums


async def level(world: Any, uid: str, in_flow: int, in_omnium: int | None = None) -> None:
    """Let Oslo have so many hundredths of a product, and Omnium so many pieces, if any."""
    body = {"quantityStock": in_flow, "sku": uid.upper()}
    assert (await world.flow.put(f"/_sim/tenants/acme/stock/oslo/{uid}", body)).status == 200
    if in_omnium is not None:
        path = f"/_sim/inventory/oslo/{uid.upper()}"
        assert (await world.omnium.put(path, {"inventory": in_omnium})).status == 200


async def levels(world: Any) -> dict[str, float]:
    """Return Omnium's levels of Oslo, by SKU."""
    items = (await world.omnium.get("/_sim/inventory")).json
    return {item["sku"]: item["inventory"] for item in items if item["warehouseCode"] == "oslo"}


async def test_every_way_in_which_a_reception_may_stand_is_told(goods: Any) -> None:
    for order_id in ("AGREES", "MISSING", "CORRECTED", "PENDING", "BROKEN"):
        await ordered(goods, order_id)
    for order_id in ("AGREES", "CORRECTED"):
        await received(goods, order_id, 300)
        await told(goods, order_id)
    corrected = {"receivementUid": "r-CORRECTED", "receivementItemUid": "i"}
    await goods.act("correctReceived", quantity=500, **corrected)
    await received(goods, "MISSING", 400)
    await received(goods, "PENDING", 400)
    await goods.make("acme", [Wanted(RECEIVEMENT, "PENDING")])
    await goods.omnium.put("/_sim/stores/oslo", {"isWarehouse": False})
    await received(goods, "BROKEN", 100, warehouseUid="oslo")
    before = await counted(goods)

    report, rows = await goods.reconciled()

    assert {key: row.result for key, row in rows.items()} == {
        "CORRECTED": Result.MISSING_IN_OMNIUM,
        "MISSING": Result.MISSING_IN_OMNIUM,
        "PENDING": Result.PENDING,
        "BROKEN": Result.NOT_COMPARABLE,
    }
    (line,) = rows["MISSING"].judgement.told
    assert line.startswith("confirm reception r-MISSING of delivery D-MISSING")
    assert "'oslo' is not a warehouse of Omnium" in (rows["BROKEN"].judgement.error or "")
    assert (report.state, report.counts.agree) == (ReportState.DONE, 1)
    assert await counted(goods) == before == {"AGREES-1": 3, "CORRECTED-1": 3}


async def test_a_level_that_differs_is_told_with_both_figures_and_one_that_agrees_is_not(goods: Any) -> None:
    await level(goods, "mug", 1000, 10)
    await level(goods, "cup", 700, 9)
    await level(goods, "jug", 300)
    report, rows = await goods.reconciled(kind=STOCK)
    assert {key: row.result for key, row in rows.items()} == {OSLO: Result.DIFFER}
    (line,) = rows[OSLO].judgement.told
    assert "stock of CUP: 9 → 7" in line
    assert "stock of JUG" in line
    assert "MUG" not in line
    assert (report.total, await levels(goods)) == (1, {"MUG": 10, "CUP": 9})


async def test_after_the_jobs_that_a_fix_has_made_receptions_and_levels_agree(goods: Any) -> None:
    await ordered(goods, "MISSING")
    await received(goods, "MISSING", 400)
    await level(goods, "cup", 700, 9)
    for kind, key in ((ReconciliationKind.RECEPTIONS, "MISSING"), (STOCK, OSLO)):
        report, rows = await goods.reconciled(kind=kind, fix=True)
        assert {key: row.is_fixed for key, row in rows.items()} == {key: True}
        assert report.counts.fixed == 1
        await goods.run_made_jobs()
        again, left = await goods.reconciled(kind=kind)
        assert (again.counts.agree, again.counts.drift, left) == (1, 0, {})
    assert await counted(goods) == {"MISSING-1": 4}
    assert (await levels(goods))["CUP"] == 7


async def test_receptions_and_warehouses_are_named_by_their_ids(goods: Any) -> None:
    await ordered(goods, "MISSING")
    await received(goods, "MISSING", 400)
    await level(goods, "cup", 700, 9)
    _, receptions = await goods.reconciled(ids=("MISSING", "NOBODY"))
    assert {key: row.result for key, row in receptions.items()} == {
        "MISSING": Result.MISSING_IN_OMNIUM,
        "NOBODY": Result.NOT_COMPARABLE,
    }
    _, warehouses = await goods.reconciled(kind=STOCK, ids=("oslo",))
    assert {key: row.result for key, row in warehouses.items()} == {OSLO: Result.DIFFER}


async def test_a_store_that_cannot_be_listed_is_noted_and_the_others_are_compared(goods: Any) -> None:
    await ordered(goods, "MISSING")
    await received(goods, "MISSING", 400)
    stores = a_tenant(stores={"atlantis": {}, "bergen": {}}).stores
    goods.tenant = goods.tenant.model_copy(update={"stores": stores})
    report, rows = await goods.reconciled()
    assert list(rows) == ["MISSING"]
    assert any("store atlantis cannot be listed" in note for note in report.notes)


async def test_a_limit_between_two_stores_leaves_none_out(goods: Any) -> None:
    for order_id in ("FIRST", "SECOND"):
        await ordered(goods, order_id)
        await received(goods, order_id, 400)
    in_oslo = {"storeUid": "oslo", "receivementUid": "r-oslo"}
    await goods.act("receive", items=[{"productUid": "cup", "quantity": 100}], **in_oslo)
    listing = {"method": "GET", "route": "*/stores/{storeUid}/receivements"}
    for fault in ({"kind": "delay", "seconds": 0}, {"kind": "status", "status": 429}):
        assert (await goods.flow.post("/_sim/faults", {**listing, **fault})).status == 201
    id_ = await goods.order()
    with pytest.raises(Deferred):
        await goods.work()
    begun, _ = await goods.report(id_)
    assert (begun.state, begun.total) == (ReportState.RUNNING, None)
    await goods.work()
    report, rows = await goods.report(id_)
    assert {key: row.result for key, row in rows.items()} == {
        "FIRST": Result.MISSING_IN_OMNIUM,
        "SECOND": Result.MISSING_IN_OMNIUM,
        "r-oslo": Result.DIFFER,
    }
    assert (report.total, report.counts.looked_at) == (3, 3)
