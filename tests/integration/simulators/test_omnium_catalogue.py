"""Omnium's stores, markets, categories and suppliers over HTTP."""

from typing import Any

import pytest

from simulators.testing import Api
from simulators.testing_catalogue import put_in_omnium

STORES = "/api/Stores/SearchStores"
CATEGORIES = "/api/ProductCategories"


async def found(omnium: Api, path: str, **search: Any) -> list[str]:
    return [one["id"] for one in (await omnium.post(path, search)).json["result"]]


async def test_a_store_is_stored_whole_and_read_everywhere(omnium: Api) -> None:
    hours = {"isOpen": True, "openFrom": "09:00:00", "openTo": "17:00:00"}
    said = {"name": "Shop", "latitude": "59,9", "mondayOpeningHours": hours, "availableWarehouses": None}
    shop = await put_in_omnium(omnium, "catalogue-stores", "shop", **said)
    assert shop.items() >= {"id": "shop", "isWarehouse": False, "isPrimaryStore": False, **said}.items()
    assert (await omnium.get("/api/Stores/shop")).json == shop
    assert shop in (await omnium.get("/_sim/stores")).json
    assert shop in (await omnium.get("/_sim/catalogue-stores")).json
    await omnium.delete("/_sim/catalogue-stores/shop")
    assert (await omnium.get("/api/Stores/shop")).status == 404
    assert "shop" not in await found(omnium, STORES)


async def test_stores_are_found_by_market_kind_and_time(omnium: Api) -> None:
    await omnium.put("/_sim/market-groups/nordic", {"marketIds": ["nor", "swe"]})
    await put_in_omnium(omnium, "catalogue-stores", "one", availableOnMarkets=["nor"], isPrimaryStore=True)
    two = await put_in_omnium(omnium, "catalogue-stores", "two", availableOnMarkets=["swe"], isInactive=True)
    assert await found(omnium, STORES, isWarehouse=False) == ["one"]
    assert await found(omnium, STORES, isWarehouse=False, includeInactive=True) == ["one", "two"]
    assert await found(omnium, STORES, isInactive=True) == ["two"]
    assert await found(omnium, STORES, marketIds=["nor", "swe"], includeInactive=True) == ["one", "two"]
    assert await found(omnium, STORES, marketGroupId="nordic") == ["one"]
    assert await found(omnium, STORES, marketIds=["den"]) == []
    delta = {"modifiedFrom": two["modified"], "includeInactive": True}
    assert await found(omnium, STORES, **delta) == ["two"]
    assert await found(omnium, STORES, storeIds=["oslo"], noSuchFilter=1) == ["oslo"]


@pytest.mark.parametrize(
    ("search", "status"),
    [
        ({"take": 101}, 400),
        ({"take": 100, "page": 101}, 400),
        ({"take": 100, "page": 100}, 200),
        ({"page": -1}, 400),
        ({"take": "many"}, 400),
    ],
)
@pytest.mark.parametrize("path", [STORES, "/api/Suppliers/Search"])
async def test_pages_have_limits(omnium: Api, path: str, search: dict[str, Any], status: int) -> None:
    assert (await omnium.post(path, search)).status == status


async def test_stores_come_in_pages_from_nought(omnium: Api) -> None:
    pages = [await found(omnium, STORES, take=3, page=page) for page in range(3)]
    assert pages == [["oslo", "bergen", "web"], ["central"], []]


async def test_a_store_search_lags(omnium: Api) -> None:
    await omnium.patch("/_sim/config", {"indexLagSeconds": 60})
    await put_in_omnium(omnium, "catalogue-stores", "shop")
    assert "shop" not in await found(omnium, STORES)


async def test_there_is_a_market_and_others_can_be_added(omnium: Api) -> None:
    (norway,) = (await omnium.get("/api/Markets")).json
    assert norway.items() >= {
        "marketId": "nor", "currency": "NOK", "defaultTaxRate": 25, "productContentLanguage": "no",
    }.items()  # fmt: skip
    await omnium.put("/_sim/markets/swe", {"currency": "SEK"})
    await omnium.put("/_sim/market-groups/nordic", {"groupName": "Nordic", "marketIds": ["nor", "swe"]})
    assert [one["marketId"] for one in (await omnium.get("/api/Markets")).json] == ["nor", "swe"]
    groups = (await omnium.get("/api/Markets/GetMarketGroups")).json
    assert groups == [{"groupId": "nordic", "groupName": "Nordic", "marketIds": ["nor", "swe"]}]


async def test_suppliers_are_read_and_found_by_their_time(omnium: Api) -> None:
    await put_in_omnium(omnium, "suppliers", "s1", name="First")
    second = await put_in_omnium(omnium, "suppliers", "s2", externalIds=[{"providerName": "erp", "id": "77"}])
    assert (await omnium.get("/api/Suppliers/s1")).json["name"] == "First"
    assert (await omnium.get("/api/Suppliers/none")).status == 404
    path = "/api/Suppliers/Search"
    assert await found(omnium, path, modifiedFrom=second["modified"]) == ["s2"]
    assert await found(omnium, path, externalIds=["77"]) == ["s2"]
    assert await found(omnium, path, supplierId="s1") == ["s1"]


async def test_categories_are_scrolled_through_by_language(omnium: Api) -> None:
    for language in ("no", "sv"):
        for number in range(3):
            await put_in_omnium(omnium, "categories", f"c{number}", language=language)
    first = (await omnium.post(f"{CATEGORIES}/ScrollSearch", {"language": "sv", "take": 2})).json
    assert [one["id"] for one in first["result"]] == ["c0_sv", "c1_sv"]
    second = (await omnium.get(f"{CATEGORIES}/Scroll/{first['scrollId']}")).json
    assert ([one["id"] for one in second["result"]], second["totalHits"]) == (["c2_sv"], 3)
    assert (await omnium.get(f"{CATEGORIES}/Scroll/{second['scrollId']}")).json["result"] == []
    whole = (await omnium.post(f"{CATEGORIES}/ScrollSearch", {"take": 10_001})).json
    assert (len(whole["result"]), "modified" in whole["result"][0]) == (6, False)


async def test_the_tree_hangs_categories_below_their_parents_in_each_language(omnium: Api) -> None:
    for language in ("no", "sv"):
        await put_in_omnium(omnium, "categories", "root", language=language, name=f"Root {language}")
        await put_in_omnium(omnium, "categories", "late", language=language, parentId="root", sortIndex=2)
        await put_in_omnium(omnium, "categories", "soon", language=language, parentId="root", sortIndex=1)
    await put_in_omnium(omnium, "categories", "lost", parentId="none")
    await put_in_omnium(omnium, "products", "p1", mainCategoryId="soon")
    tree = (await omnium.get(f"{CATEGORIES}/GetCategoryTree")).json
    assert [node["productCategory"]["name"] for node in tree] == ["Root no", "Root sv"]
    below = [(one["productCategory"]["id"], one["productCount"]) for one in tree[0]["subCategories"]]
    assert below == [("soon_no", 1), ("late_no", 0)]


@pytest.mark.parametrize(
    ("path", "class_name", "operations"),
    [
        ("catalogue-stores/x", "Store", [270100, 270101, 270102]),
        ("categories/x", "ProductCategory", [298100, 298101, 298102]),
        ("suppliers/x", "Supplier", [253100, 253100, 253101]),
        ("price-lists/x", "PriceList", [243100, 243101, 243107]),
        ("markets/x", "Market", []),
        ("prices/x", "Price", []),
    ],
)
async def test_changes_raise_events_unless_they_are_silent(
    omnium: Api, path: str, class_name: str, operations: list[int]
) -> None:
    await omnium.put(f"/_sim/{path}", {})
    await omnium.put(f"/_sim/{path}", {"name": "X"})
    await omnium.put(f"/_sim/{path}?silent=true", {"name": "Y"})
    await omnium.delete(f"/_sim/{path}")
    events = (await omnium.get("/_sim/events")).json
    assert [event["operationId"] for event in events] == operations
    assert {(event["className"], event["objectId"]) for event in events} <= {(class_name, "x")}
