"""Omnium's cost prices, price lists and their items over HTTP."""

from typing import Any

import pytest

from simulators.testing import Api
from simulators.testing_catalogue import put_in_omnium

COSTS = "/api/CostPrices/Search"
LISTS = "/api/PriceLists/SearchPriceLists"
ITEMS = "/api/PriceListItems"


async def result(omnium: Api, path: str, **search: Any) -> list[dict[str, Any]]:
    answer = await omnium.post(path, search)
    assert answer.status == 200, answer.text
    rows: list[dict[str, Any]] = answer.json["result"]
    return rows


async def found_costs(omnium: Api, **search: Any) -> list[int]:
    return [row["cost"] for row in await result(omnium, COSTS, **search)]


async def found_ids(omnium: Api, path: str, **search: Any) -> list[str]:
    return [row["id"] for row in await result(omnium, path, **search)]


@pytest.mark.parametrize(
    ("search", "costs"),
    [
        ({}, [1, 2, 3, 4]),
        ({"marketIds": ["nor"]}, [1, 2, 4]),
        ({"marketIds": ["swe"]}, [2, 3, 4]),
        ({"productCodes": ["p1"]}, [1, 2]),
        ({"productCodes": ["s1"]}, [2]),
        ({"storeIds": ["oslo"]}, [1]),
        ({"storeGroupId": "city"}, [4]),
        ({"marketId": "den", "storeId": "none", "type": "SOA"}, [1, 2, 3, 4]),
    ],
)
async def test_cost_prices_are_found_by_the_published_filters_alone(
    omnium: Api, search: dict[str, Any], costs: list[int]
) -> None:
    await omnium.put("/_sim/market-groups/nordic", {"marketIds": ["nor", "swe"]})
    await omnium.put(
        "/_sim/cost-prices",
        [
            {"id": "c1", "cost": 1, "productId": "p1", "marketId": "nor", "storeId": "oslo"},
            {"id": "c2", "cost": 2, "productId": "p1", "skuId": "s1", "marketGroupId": "nordic"},
            {"id": "c3", "cost": 3, "productId": "p3", "marketId": "swe", "type": "SOA"},
            {"id": "c4", "cost": 4, "productId": "p4", "storeGroupId": "city"},
        ],
    )
    assert await found_costs(omnium, **search) == costs


async def test_a_cost_price_says_when_it_was_changed_and_has_no_id(omnium: Api) -> None:
    first = await put_in_omnium(omnium, "cost-prices", "c1", cost=1)
    second = await put_in_omnium(omnium, "cost-prices", "c2", cost=2)
    assert await result(omnium, COSTS, lastModified=first["modified"]) == [
        {"cost": 2, "modified": second["modified"]}
    ]


async def test_cost_prices_beyond_what_one_answer_has_are_given_by_no_call(omnium: Api) -> None:
    await omnium.put("/_sim/cost-prices", [{"id": f"c{n}", "cost": n} for n in range(501)])
    answer = (await omnium.post(COSTS, {})).json
    assert (len(answer["result"]), answer["totalHits"]) == (500, 501)
    assert (await omnium.get(f"/api/CostPrices/Scroll/{answer['scrollId']}")).status == 404
    await omnium.patch("/_sim/config", {"costPriceCap": 3})
    assert await found_costs(omnium) == [0, 1, 2]


async def test_a_price_list_is_answered_whole(omnium: Api) -> None:
    said = {
        "name": "Cost",
        "currencyCode": "NOK",
        "isStoreCostPriceEnabled": True,
        "storeCostPriceMarketIds": ["nor"],
        "storeCostPriceStoreGroupIds": ["city"],
    }
    stored = await put_in_omnium(omnium, "price-lists", "l1", **said)
    assert stored.keys() == {"id", "created", "modified", *said}
    assert await result(omnium, LISTS) == [stored]


@pytest.mark.parametrize(
    ("search", "ids"),
    [
        ({}, ["everywhere", "shops", "sweden", "norway"]),
        ({"sortOrder": "CreatedAscending"}, ["norway", "sweden", "shops", "everywhere"]),
        ({"marketIds": ["nor"]}, ["shops", "norway"]),
        ({"marketIds": ["nor"], "includeEmptyMarketId": True}, ["everywhere", "shops", "norway"]),
        ({"storeIds": ["oslo"]}, ["shops"]),
        ({"storeIds": ["oslo"], "includeEmptyStoreIds": True}, ["everywhere", "shops", "sweden", "norway"]),
        ({"marketGroupIds": ["nordic"]}, ["everywhere"]),
        ({"currencyCodes": ["SEK"]}, ["sweden"]),
        ({"isActive": True}, ["norway"]),
        ({"take": 2, "page": 1}, ["sweden", "norway"]),
        ({"modifiedFrom": "2099-01-01"}, ["everywhere", "shops", "sweden", "norway"]),
    ],
)
async def test_price_lists_are_found_by_the_published_filters_alone_the_newest_first(
    omnium: Api, search: dict[str, Any], ids: list[str]
) -> None:
    said: dict[str, dict[str, Any]] = {
        "norway": {"marketId": "nor", "isActive": True},
        "sweden": {"marketIds": ["swe"], "currencyCode": "SEK"},
        "shops": {"marketIds": ["nor"], "storeIds": ["oslo"]},
        "everywhere": {"marketGroupId": "nordic"},
    }
    for list_id, fields in said.items():
        await put_in_omnium(omnium, "price-lists", list_id, **fields)
    assert await found_ids(omnium, LISTS, **search) == ids


@pytest.mark.parametrize(
    "search", [{"take": 101}, {"take": 100, "page": 101}, {"page": -1}, {"sortOrder": "Price"}]
)
async def test_price_lists_cannot_be_searched_beyond_the_limits(omnium: Api, search: dict[str, Any]) -> None:
    assert (await omnium.post(LISTS, search)).status == 400


async def test_the_items_of_price_lists_are_scrolled_through(omnium: Api) -> None:
    store_cost = {
        "storeCostPrice": 120.5,
        "storeDiscountedCostPrice": 110,
        "storeCostPriceAdditionPercent": 5,
    }
    items = [
        {"id": f"{of}_{sku}", "priceListId": of, "skuId": sku, "created": f"2026-03-0{day}", **store_cost}
        for of in ("l1", "l2")
        for day, sku in enumerate(("a", "b", "c"), start=1)
    ]
    await omnium.put("/_sim/price-list-items", items)
    first = (
        await omnium.post(
            f"{ITEMS}/ScrollSearch", {"priceListIds": ["l2"], "scrollSize": 2, "modifiedFrom": "x"}
        )
    ).json
    second = (await omnium.get(f"{ITEMS}/Scroll/{first['scrollId']}")).json
    last = (await omnium.get(f"{ITEMS}/Scroll/{second['scrollId']}")).json
    found = [[item["id"] for item in batch["result"]] for batch in (first, second, last)]
    assert (found, first["totalHits"]) == ([["l2_c", "l2_b"], ["l2_a"], []], 3)
    assert (await omnium.get(f"/api/Prices/Scroll/{first['scrollId']}")).status == 404
    (item,) = await result(omnium, f"{ITEMS}/ScrollSearch", priceListId="l1", scrollSize=1)
    assert item.items() >= store_cost.items()
    assert item.keys() - store_cost.keys() == {"id", "priceListId", "skuId", "created"}
    assert len(await result(omnium, f"{ITEMS}/ScrollSearch")) == 6


async def test_a_store_says_its_group_and_is_found_by_it(omnium: Api) -> None:
    await put_in_omnium(omnium, "catalogue-stores", "shop", storeGroupId="city")
    (store,) = await result(omnium, "/api/Stores/SearchStores", storeGroupId="city")
    assert (store["id"], store["storeGroupId"]) == ("shop", "city")
    assert await found_ids(omnium, "/api/Stores/SearchStores", storeGroupId="country") == []


@pytest.mark.parametrize(
    ("window", "ids"),
    [
        (
            {"priceActivatedFrom": "2026-03-01T00:00:00Z", "priceActivatedTo": "2026-03-01T01:00:00Z"},
            ["starts_no"],
        ),
        (
            {"priceDeactivatedFrom": "2026-03-01T00:00:00Z", "priceDeactivatedTo": "2026-03-01T01:00:00Z"},
            ["ends_no"],
        ),
    ],
)
async def test_a_product_whose_price_starts_or_ends_is_found_beside_the_changed_with_its_prices_alone(
    omnium: Api, window: dict[str, str], ids: list[str]
) -> None:
    midnight = "2026-03-01T00:00:00"
    await put_in_omnium(
        omnium, "products", "starts", name="S", prices=[{"unitPrice": 1, "validFrom": midnight}]
    )
    await put_in_omnium(
        omnium, "products", "ends", name="E", prices=[{"unitPrice": 1, "validUntil": midnight}]
    )
    changed = await put_in_omnium(omnium, "products", "changed", name="C", prices=[])
    search = {
        "isUnionDeltaQuery": True,
        "modifiedFrom": changed["modified"],
        "includedFields": {"specificFields": ["productId", "prices"]},
        **window,
    }
    found = await result(omnium, "/api/Products/Scroll", **search)
    assert [product["id"] for product in found] == [*ids, "changed_no"]
    assert {frozenset(product) for product in found} == {frozenset({"id", "productId", "prices"})}
