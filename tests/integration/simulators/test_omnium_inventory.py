"""Stock over HTTP: written by absolute values and by differences, read, searched and traced."""

from typing import Any

import aiohttp
import pytest

from simulators.testing import Api

UPDATE_MANY = "/api/Inventory/UpdateMany"
MOVE = "/api/Inventory/ProcessInventoryTransactions"


def item(sku: str = "A", inventory: float = 5, **fields: object) -> dict[str, Any]:
    return {"sku": sku, "warehouseCode": "oslo", "inventory": inventory, **fields}


def movement(change: float, **fields: object) -> dict[str, Any]:
    return {"skuId": "A", "warehouseCode": "oslo", "inventoryChange": change, **fields}


async def stored(api: Api, sku: str = "A") -> dict[str, Any]:
    (found,) = (await api.get(f"/api/Inventory/{sku}?warehouseIds=oslo")).json["result"]
    result: dict[str, Any] = found
    return result


async def changes(api: Api) -> list[tuple[float, float]]:
    found = (await api.get("/_sim/inventory/transactions")).json
    return [(each["inventoryChange"], each["newInventory"]) for each in found]


async def test_an_absolute_level_is_set_and_can_be_repeated(omnium: Api) -> None:
    for _ in range(2):
        answer = await omnium.put(UPDATE_MANY, [item(inventory=12.5), item("B", 0)])
        assert (answer.status, answer.text) == (200, "")
    assert (await stored(omnium))["inventory"] == 12.5
    assert await changes(omnium) == [(12.5, 12.5)]
    assert [each["sku"] for each in (await omnium.get("/_sim/inventory")).json] == ["A"]


async def test_an_unchanged_item_is_left_untouched(omnium: Api) -> None:
    await omnium.put(UPDATE_MANY, [item()])
    before = await stored(omnium)
    await omnium.put(UPDATE_MANY, [item(cost=0, location="", reservedInventory=9)])
    assert await stored(omnium) == before


async def test_only_a_changed_quantity_makes_a_transaction(omnium: Api) -> None:
    await omnium.put("/_sim/inventory/oslo/A", {"inventory": 5, "cost": 2})
    await omnium.put(UPDATE_MANY, [item(cost=3)])
    assert ((await stored(omnium))["costTotal"], await changes(omnium)) == (15, [])
    await omnium.put(UPDATE_MANY, [item(inventory=3)])
    assert await changes(omnium) == [(-2, 3)]


@pytest.mark.parametrize(("query", "reserved"), [("", 2), ("=false", 2), ("=true", 0)])
async def test_what_is_reserved_stays_unless_it_is_overwritten(
    omnium: Api, query: str, reserved: int
) -> None:
    await omnium.put("/_sim/inventory/oslo/A", {"inventory": 5, "reservedInventory": 2})
    path = f"{UPDATE_MANY}?isReservedInventoryOverwritten{query}" if query else UPDATE_MANY
    await omnium.put(path, [item(inventory=6, reservedInventory=0)])
    after = await stored(omnium)
    assert (after["inventory"], after["reservedInventory"]) == (6, reserved)


@pytest.mark.parametrize(
    ("query", "body"),
    [
        ("", [item(), item("B", warehouseCode="none")]),
        ("", [item(), item("B", warehouseCode="shop")]),
        ("", [item(), item("B", quantity=1)]),
        ("", [item(), item()]),
        ("", [item(f"s-{number}") for number in range(1001)]),
        ("", item()),
        ("?overwrite=true", [item()]),
        ("?isReservedInventoryOverwritten=1", [item()]),
    ],
)
async def test_a_bad_update_is_refused_whole(omnium: Api, query: str, body: object) -> None:
    await omnium.put("/_sim/stores/shop", {})
    assert (await omnium.put(UPDATE_MANY + query, body)).status == 400
    assert (await omnium.get("/_sim/inventory")).json == []


async def test_a_tenant_may_refuse_a_sku_that_its_catalogue_lacks_and_with_it_the_whole_call(
    omnium: Api,
) -> None:
    await omnium.patch("/_sim/config", {"refusedSkus": ["B"]})
    answer = await omnium.put(UPDATE_MANY, [item(), item("B")])
    assert (answer.status, "'B' is unknown" in answer.text) == (400, True)
    assert (await omnium.get("/_sim/inventory")).json == []
    assert (await omnium.put(UPDATE_MANY, [item()])).status == 200


async def test_a_thousand_items_are_not_too_many(omnium: Api) -> None:
    assert (await omnium.put(UPDATE_MANY, [item(f"s-{number}") for number in range(1000)])).status == 200
    assert len((await omnium.get("/_sim/inventory")).json) == 1000


async def test_one_item_is_updated_like_many(omnium: Api) -> None:
    assert (await omnium.put("/api/inventory/update", item())).status == 200
    assert (await omnium.put("/api/Inventory/Update", [item()])).status == 400
    assert await changes(omnium) == [(5, 5)]


async def test_adding_overwrites_what_is_reserved_and_always_makes_a_transaction(omnium: Api) -> None:
    await omnium.put("/_sim/inventory/oslo/A", {"inventory": 5, "reservedInventory": 2, "cost": 3})
    answer = await omnium.post("/api/Inventory/AddMany", [item()])
    assert (answer.status, answer.text) == (201, "")
    after = await stored(omnium)
    assert (after["reservedInventory"], after["cost"]) == (0, 0)
    assert (await omnium.post("/api/Inventory", item(inventory=4))).status == 201
    assert await changes(omnium) == [(0, 5), (-1, 4)]


async def test_differences_add_up_and_a_repeat_counts_twice(omnium: Api) -> None:
    body = [movement(3, reason="count"), movement(-1, orderId="F-1")]
    for _ in range(2):
        assert (await omnium.post(MOVE, body)).status == 200
    assert await changes(omnium) == [(3, 3), (-1, 2), (3, 5), (-1, 4)]
    found = (await omnium.post("/api/Inventory/SearchTransactions", {"orderId": "F-1"})).json
    assert [each["newInventory"] for each in found["result"]] == [4, 2]


async def test_a_difference_can_take_what_is_reserved_along(omnium: Api) -> None:
    await omnium.put("/_sim/inventory/oslo/A", {"inventory": 5, "reservedInventory": 2})
    await omnium.post(MOVE, [movement(-1, adjustReservedInventory=True)])
    after = await stored(omnium)
    assert (after["inventory"], after["reservedInventory"]) == (4, 1)


async def test_a_bad_difference_is_refused_with_all_others(omnium: Api) -> None:
    answer = await omnium.post(MOVE, [movement(1), movement(1, warehouseCode="none")])
    assert (answer.status, answer.text) == (400, "1.warehouseCode: 'none' is unknown")
    assert await changes(omnium) == []


async def test_a_sku_is_read_in_some_warehouses_or_in_all(omnium: Api) -> None:
    await omnium.put(UPDATE_MANY, [item(warehouseCode=code) for code in ("oslo", "bergen", "web")])
    counts = []
    for query in ("", "?warehouseIds=oslo&warehouseIds=web", "?WarehouseIds=oslo,web", "?warehouseIds=none"):
        counts.append(len((await omnium.get(f"/api/Inventory/A{query}")).json["result"]))
    assert counts == [3, 2, 2, 0]
    assert (await omnium.get("/api/Inventory/none")).json == {"result": []}
    assert (await omnium.get("/api/Inventory/A?warehouseCodes=oslo")).status == 400


async def test_a_small_search_needs_no_scroll(omnium: Api) -> None:
    await omnium.put(UPDATE_MANY, [item(), item(warehouseCode="bergen")])
    found = (await omnium.post("/api/Inventory/Search", {"warehouseCodes": ["bergen"]})).json
    assert (found["totalHits"], found["scrollId"], len(found["result"])) == (1, None, 1)
    assert (await omnium.post("/api/Inventory/Search", {})).status == 400
    assert (await omnium.post("/api/Inventory/Search", {"modifiedFrom": "2026-01-01"})).status == 400


async def test_a_large_search_is_scrolled_to_its_end(omnium: Api) -> None:
    for number in range(2):
        await omnium.put(UPDATE_MANY, [item(f"s-{number}-{each}") for each in range(1000)])
    batch = (await omnium.post("/api/Inventory/Search", {"warehouseCodes": ["oslo"]})).json
    sizes = [len(batch["result"])]
    while batch["scrollId"]:
        batch = (await omnium.get(f"/api/Inventory/Scroll/{batch['scrollId']}")).json
        sizes.append(len(batch["result"]))
    assert (batch["totalHits"], sizes) == (2000, [1000, 1000, 0])
    assert (await omnium.get("/api/Inventory/Scroll/none")).status == 404


async def test_transactions_are_searched_newest_first_from_page_one(omnium: Api) -> None:
    for level in (1, 2, 3):
        await omnium.put(UPDATE_MANY, [item(inventory=level)])
    pages = []
    for page in (1, 2, 3):
        body = {"skuId": "A", "warehouseCodes": ["oslo"], "page": page, "take": 2}
        found = (await omnium.post("/api/Inventory/SearchTransactions", body)).json
        pages.append([each["newInventory"] for each in found["result"]])
    assert pages == [[3, 2], [1], []]
    for wrong in ({"page": 0}, {"take": 101}, {"sku": "A"}, {"from": "soon"}):
        assert (await omnium.post("/api/Inventory/SearchTransactions", wrong)).status == 400


async def test_searches_lag_behind_and_reads_do_not(omnium: Api) -> None:
    await omnium.patch("/_sim/config", {"indexLagSeconds": 3600})
    await omnium.put(UPDATE_MANY, [item()])
    await omnium.put("/api/Deliveries", {"id": "D-1"})
    searches = {
        "Inventory/Search": {"productCodes": ["A"]},
        "Inventory/SearchTransactions": {},
        "Deliveries/Search": {},
    }
    for path, body in searches.items():
        assert (await omnium.post(f"/api/{path}", body)).json["totalHits"] == 0
    assert ((await stored(omnium))["inventory"], await changes(omnium)) == (5, [(5, 5)])


async def test_what_is_received_is_found_by_its_purchase_order(omnium: Api) -> None:
    line = {"lineItemId": "l-1", "code": "A", "quantity": 3, "deliveryId": "D-1"}
    await omnium.put("/_sim/goodsdeliveries/D-1", {})
    await omnium.put("/_sim/purchaseorders/PO-1", {"purchaseOrderForm": {"lineItems": [line]}})
    body = [{"lineItemId": "l-1", "deliveredQuantity": 2, "warehouseCode": "oslo", "goodsReceptionId": "r1"}]
    assert (await omnium.post("/api/Deliveries/D-1/ProcessGoodsReception", body)).status == 200
    found = (await omnium.post("/api/Inventory/SearchTransactions", {"purchaseOrderId": "PO-1"})).json
    assert [
        (each["goodsReceptionId"], each["inventoryChange"], each["transactionType"])
        for each in found["result"]
    ] == [("r1", 2, "GoodsReception")]


async def test_a_level_that_was_set_but_not_answered_is_there_once(omnium: Api) -> None:
    await omnium.post("/_sim/faults", {"route": UPDATE_MANY, "kind": "written_no_answer", "count": 5})
    with pytest.raises(aiohttp.ClientError):
        await omnium.put(UPDATE_MANY, [item()])
    await omnium.delete("/_sim/faults")
    await omnium.put(UPDATE_MANY, [item()])
    assert await changes(omnium) == [(5, 5)]


async def test_only_changed_items_raise_events(omnium: Api) -> None:
    await omnium.put(UPDATE_MANY, [item()])
    await omnium.put(UPDATE_MANY, [item(), item("B")])
    await omnium.post("/api/Inventory/AddMany", [item()])
    events = (await omnium.get("/_sim/events")).json
    assert [(each["className"], each["objectId"], each["operationId"]) for each in events] == [
        ("Inventory", "A", 350002),
        ("Inventory", "B", 350002),
        ("Inventory", "A", 350000),
    ]


async def test_what_somebody_has_deleted_no_read_and_no_search_shows(omnium: Api) -> None:
    await omnium.patch("/_sim/config", {"indexLagSeconds": 0})
    await omnium.put("/_sim/inventory/oslo/A", {"inventory": 3})
    await omnium.delete("/_sim/inventory/oslo/A")
    assert (await omnium.get("/api/Inventory/A")).json == {"result": []}
    assert (await omnium.post("/api/Inventory/Search", {"productCodes": ["A"]})).json["result"] == []
