"""Flow's levels over the API: what a store may view and since when, and how totals are written."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from simulators.testing import SECRET, Api, Subscriber, eventually

CONTROL = "/_sim/tenants/acme"
OSLO = "/v2/tenants/acme/stores/oslo"
BERGEN = "/v2/tenants/acme/stores/bergen"
WRITE = f"{OSLO}/warehouses/front/stock"
SETTINGS = {"tenantUid": "acme", "apiToken": SECRET, "stores": ["oslo", "bergen"]}


@pytest.fixture
async def stocked(flow: Api) -> Api:
    """Two products in the two warehouses of one store, one of them in another store as well."""
    await flow.post("/_sim/tenants", {**SETTINGS, "warehouses": {"oslo": ["front", "back"]}})
    for place, level in (("front/p1", 1000), ("back/p1", 250), ("back/p2", -100), ("bergen/p1", 300)):
        await flow.put(f"{CONTROL}/stock/{place}", {"quantityStock": level, "sku": place[-2:].upper()})
    return flow


async def viewed(api: Api, path: str = OSLO, **search: Any) -> dict[str, int]:
    """Read levels; those of every page, by warehouse and product."""
    answer = await api.post(f"{path}/stock?pageSize=1000", search)
    assert answer.status == 200, answer.text
    return {
        f"{detail['warehouseUid']}/{item['productUid']}": detail["quantityStock"]
        for item in answer.json["items"]
        for detail in item["warehouseStockDetails"]
    }


async def levels(api: Api) -> dict[str, tuple[int, int | None]]:
    listed = (await api.get(f"{CONTROL}/stock")).json
    return {
        f"{one['warehouseUid']}/{one['productUid']}": (one["quantityStock"], one["costPrice"])
        for one in listed
    }


async def test_a_store_sees_its_own_warehouses_and_named_ones_alone(stocked: Api) -> None:
    assert await viewed(stocked) == {"front/p1": 1000, "back/p1": 250, "back/p2": -100}
    assert await viewed(stocked, warehouseUids=["front"]) == {"front/p1": 1000}
    assert await viewed(stocked, BERGEN) == {"bergen/p1": 300}


async def test_a_warehouse_that_it_may_view_is_shown_with_its_owner(stocked: Api) -> None:
    await stocked.post(f"{OSLO}/warehouses/bergen/access", {"role": "RESERVE"})
    assert "bergen/p1" not in await viewed(stocked)
    await stocked.post(f"{OSLO}/warehouses/bergen/access", {"role": "VIEW"})
    assert (await viewed(stocked))["bergen/p1"] == 300
    (item,) = (await stocked.post(f"{OSLO}/stock", {"warehouseUids": ["bergen"]})).json["items"]
    assert item["warehouseStockDetails"][0]["storeUid"] == "bergen"


async def test_what_has_changed_after_a_moment_is_found(stocked: Api) -> None:
    before = datetime.now(UTC) - timedelta(hours=1)
    assert len(await viewed(stocked, modifiedAfter=before.isoformat())) == 3
    after = datetime.now(UTC)
    assert await viewed(stocked, modifiedAfter=after.isoformat()) == {}
    await stocked.post(
        f"{CONTROL}/shop", {"act": "sellStock", "warehouseUid": "back", "productUid": "p1", "quantity": 50}
    )
    assert await viewed(stocked, modifiedAfter=after.isoformat()) == {"back/p1": 200}


@pytest.mark.parametrize(
    "search",
    [
        {"warehouseUids": ["bergen"]},
        {"warehouseUids": ["rome"]},
        {"warehouseUids": []},
        {"modifiedAfter": "now"},
    ],
)
async def test_a_wrong_search_is_refused(stocked: Api, search: dict[str, Any]) -> None:
    assert (await stocked.post(f"{OSLO}/stock", search)).status == 400


async def test_levels_are_listed_in_pages(stocked: Api) -> None:
    answer = (await stocked.post(f"{OSLO}/stock?pageSize=1&pageNumber=2", {})).json
    assert (len(answer["items"]), answer["paging"]["totalCount"]) == (1, 2)


async def test_written_levels_are_totals_and_can_be_repeated(stocked: Api) -> None:
    items = [
        {"productUid": "p1", "quantityStock": 700, "costPrice": 1250},
        {"productUid": "p2", "quantityStock": 0},
    ]
    for _time in range(2):
        assert (await stocked.put(WRITE, {"items": items})).status == 204
    found = await levels(stocked)
    assert (found["front/p1"], found["front/p2"]) == ((700, 1250), (0, None))
    assert found["back/p1"] == (250, None)


async def test_a_cost_that_is_not_sent_stays(stocked: Api) -> None:
    await stocked.put(WRITE, {"items": [{"productUid": "p1", "quantityStock": 700, "costPrice": 1250}]})
    await stocked.put(WRITE, {"items": [{"productUid": "p1", "quantityStock": 600}]})
    assert (await levels(stocked))["front/p1"] == (600, 1250)


async def test_a_webhook_tells_of_each_level_that_is_another_then(
    stocked: Api, subscriber: Subscriber
) -> None:
    await stocked.post(f"{CONTROL}/subscriptions", {"url": subscriber.url})
    items = [{"productUid": "p1", "quantityStock": 1000}, {"productUid": "p2", "quantityStock": 100}]
    await stocked.put(WRITE, {"items": items})

    async def told() -> list[Any]:
        return subscriber.events

    (event,) = await eventually(told)
    assert (event["action"], event["warehouse"]["Uid"], event["product"]["Uid"]) == (
        "STOCK_CHANGE",
        "front",
        "p2",
    )


@pytest.mark.parametrize(
    "items",
    [
        [],
        [{"productUid": "p1"}],
        [{"productUid": "p1", "quantityStock": 1.5}],
        [{"productUid": "p1", "quantityStock": 100, "costPrice": -1}],
        [{"productUid": "p1", "quantityStock": 100, "sku": "P1"}],
        [{"productUid": "p1", "quantityStock": 100}, {"productUid": "unknown", "quantityStock": 100}],
        [{"productUid": "p1", "quantityStock": 100}, {"productUid": "p1", "quantityStock": 200}],
        [{"productUid": f"p{number}", "quantityStock": 100} for number in range(501)],
    ],
)
async def test_a_bad_write_is_refused_whole(stocked: Api, items: list[dict[str, Any]]) -> None:
    before = await levels(stocked)
    assert (await stocked.put(WRITE, {"items": items})).status == 400
    assert await levels(stocked) == before


async def test_only_a_store_that_may_use_a_warehouse_writes_its_levels(stocked: Api) -> None:
    body = {"items": [{"productUid": "p1", "quantityStock": 100}]}
    for path in (f"{BERGEN}/warehouses/front/stock", f"{OSLO}/warehouses/none/stock"):
        assert (await stocked.put(path, body)).status == 404
