"""Flow's purchase orders, receivements and stock over the API, beside what a test stores."""

from typing import Any

import pytest

from simulators.testing import Api

TENANT = "/v2/tenants/acme"
OSLO = f"{TENANT}/stores/oslo"
STOCK = f"{TENANT}/products/stock"
CONTROL = "/_sim/tenants/acme"
SETTINGS = {"tenantUid": "acme", "apiToken": "made-up", "stores": ["oslo", "bergen"]}


async def test_a_purchase_order_is_served_as_it_was_stored(flow: Api) -> None:
    raw = {"purchaseOrderUid": "po1", "storeUid": "oslo", "externalId": "PO-1", "odd": None}
    assert (await flow.put(f"{CONTROL}/purchase-orders/po1", raw)).json == raw
    assert (await flow.get(f"{OSLO}/purchase-orders/po1")).json == raw
    assert (await flow.get(f"{CONTROL}/purchase-orders")).json == [raw]
    filled_in = (await flow.put(f"{CONTROL}/purchase-orders/po2", {"status": "NEW"})).json
    assert filled_in == {"purchaseOrderUid": "po2", "storeUid": "oslo", "status": "NEW"}


async def test_purchase_orders_are_listed_in_pages_and_by_their_state(flow: Api) -> None:
    for uid, status in (("po1", "NEW"), ("po2", "RECEIVED"), ("po3", "CLOSED")):
        await flow.put(f"{CONTROL}/purchase-orders/{uid}", {"status": status, "externalId": f"x-{uid}"})
    page = (await flow.get(f"{OSLO}/purchase-orders?pageSize=2&pageNumber=2")).json
    assert ([one["purchaseOrderUid"] for one in page["items"]], page["paging"]["totalCount"]) == (["po3"], 3)
    states = "purchaseOrderStatus=NEW&purchaseOrderStatus=CLOSED"
    found = (await flow.get(f"{OSLO}/purchase-orders?{states}")).json["items"]
    assert [one["purchaseOrderUid"] for one in found] == ["po1", "po3"]
    found = (await flow.get(f"{OSLO}/purchase-orders?purchaseOrderExternalId=x-po2")).json["items"]
    assert [one["purchaseOrderUid"] for one in found] == ["po2"]


async def test_receivements_are_served_as_they_were_stored_and_found_by_their_purchase_order(
    flow: Api,
) -> None:
    items = [{"product": {"productUid": "p1"}}]
    raw = {"receivementUid": "r1", "storeUid": "oslo", "purchaseOrderUid": "po1", "items": items}
    await flow.put(f"{CONTROL}/receivements/r1", raw)
    await flow.put(f"{CONTROL}/receivements/r2", {"purchaseOrderUid": None})
    assert (await flow.get(f"{OSLO}/receivements/r1")).json == raw
    assert len((await flow.get(f"{CONTROL}/receivements")).json) == 2
    for query in ("purchaseOrderUid=po1", "productUid=p1", "purchaseOrderUid=po1&productUid=p1"):
        assert (await flow.get(f"{OSLO}/receivements?{query}")).json["items"] == [raw]
    for query in ("purchaseOrderUid=po2", "productUid=p2", "receivementExternalId=x"):
        assert (await flow.get(f"{OSLO}/receivements?{query}")).json["items"] == []


@pytest.mark.parametrize("kind", ["purchase-orders", "receivements"])
async def test_a_record_is_shown_only_to_its_own_store(flow: Api, kind: str) -> None:
    await flow.put(f"{CONTROL}/{kind}/u1", {"storeUid": "oslo"})
    paths = [f"{TENANT}/stores/{store}/{kind}/u1" for store in ("oslo", "bergen", "rome")]
    assert [(await flow.get(path)).status for path in paths] == [200, 404, 404]
    assert (await flow.get(f"{TENANT}/stores/bergen/{kind}")).json["items"] == []
    assert (await flow.get(f"{OSLO}/{kind}/none")).status == 404


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("purchase-orders?purchaseOrderStatus=SENTTOSUPPLIER", "purchaseOrderStatus"),
        ("purchase-orders?purchaseOrderStatus=NEW,CLOSED", "purchaseOrderStatus"),
        ("purchase-orders?status=NEW", "status"),
        ("receivements?purchaseOrderUid=", "purchaseOrderUid"),
        ("receivements?purchaseOrderUid=a&purchaseOrderUid=b", "purchaseOrderUid"),
        ("receivements?purchaseOrder=a", "purchaseOrder"),
        ("receivements?pageSize=0", "pageSize"),
    ],
)
async def test_a_query_that_would_be_misunderstood_is_refused(flow: Api, path: str, field: str) -> None:
    answer = await flow.get(f"{OSLO}/{path}")
    assert (answer.status, answer.json["message"].startswith(field)) == (400, True)


@pytest.fixture
async def stocked(flow: Api) -> Api:
    """Two products in the two warehouses of one store, one of them in another store as well."""
    await flow.post("/_sim/tenants", {**SETTINGS, "warehouses": {"oslo": ["front", "back"]}})
    first = {"quantityStock": 1000, "sku": "S1", "productName": "Lamp", "quantityReserved": 200}
    await flow.put(f"{CONTROL}/stock/front/p1", first)
    await flow.put(f"{CONTROL}/stock/back/p1", {"quantityStock": 250, "locationLabel": "A-7"})
    await flow.put(f"{CONTROL}/stock/bergen/p1", {"quantityStock": 0})
    await flow.put(f"{CONTROL}/stock/back/p2", {"quantityStock": -100})
    return flow


async def found(api: Api, **search: Any) -> list[dict[str, Any]]:
    answer = await api.post(STOCK, search)
    assert answer.status == 200, answer.text
    items: list[dict[str, Any]] = answer.json["items"]
    return items


async def test_stock_is_summed_up_over_the_warehouses_of_a_store(stocked: Api) -> None:
    (lamp,) = await found(stocked, productSkus=["S1"], storeUids=["oslo"])
    names = ("productUid", "productName", "productSku", "totalQuantityStock", "totalQuantityReserved")
    assert [lamp[name] for name in names] == ["p1", "Lamp", "S1", 1250, 200]
    assert lamp["warehouseStockDetails"][1] == {
        "warehouseUid": "back",
        "warehouseName": "back",
        "storeUid": "oslo",
        "storeName": "oslo",
        "quantityStock": 250,
        "quantityReserved": 0,
        "locationLabel": "A-7",
        "minStockLevel": None,
        "maxStockLevel": None,
    }


async def test_stock_is_read_for_single_warehouses(stocked: Api) -> None:
    asked = {"productUids": ["p2", "p1", "p1", "none"], "warehouseUids": ["back", "back"]}
    levels = [(item["productUid"], item["totalQuantityStock"]) for item in await found(stocked, **asked)]
    assert levels == [("p2", -100), ("p1", 250)]
    empty = await found(stocked, productUids=["p1", "p2"], storeUids=["bergen"])
    assert [(item["productUid"], item["totalQuantityStock"]) for item in empty] == [("p1", 0)]


@pytest.mark.parametrize(
    "search",
    [
        {"productUids": ["p1"]},
        {"productUids": ["p1"], "storeUids": ["oslo"], "warehouseUids": ["back"]},
        {"productUids": ["p1"], "productSkus": ["S1"], "warehouseUids": ["back"]},
        {"productUids": ["p1"], "warehouseUids": ["oslo"]},
        {"productUids": ["p1"], "storeUids": ["rome"]},
        {"productUids": ["p1"], "warehouseUids": ["back"], "modifiedAfter": None},
    ],
)
async def test_stock_is_not_read_by_a_wrong_search(stocked: Api, search: dict[str, Any]) -> None:
    assert (await stocked.post(STOCK, search)).status == 400


async def test_levels_are_set_field_by_field_and_listed(stocked: Api) -> None:
    changed = (await stocked.put(f"{CONTROL}/stock/front/p1", {"quantityStock": 900})).json
    names = ("quantityStock", "quantityReserved", "productSku")
    assert [changed[name] for name in names] == [900, 200, "S1"]
    listed = (await stocked.get(f"{CONTROL}/stock")).json
    levels = [(one["warehouseUid"], one["productUid"], one["quantityStock"]) for one in listed]
    assert levels == [("front", "p1", 900), ("back", "p1", 250), ("bergen", "p1", 0), ("back", "p2", -100)]
    assert listed[0] == changed
    refused = await stocked.put(f"{CONTROL}/stock/oslo/p1", {"quantityStock": 1})
    assert (refused.status, "warehouseUid" in refused.json["message"]) == (404, True)
    assert (await stocked.put(f"{CONTROL}/stock/front/p1", {"quantityStock": 1.5})).status == 400
