"""Omnium's products over HTTP: scrolled through by filters, read by any of their codes, and told of by events."""

from typing import Any

import pytest

from simulators.testing import Api, Subscriber, eventually
from simulators.testing_catalogue import put_in_omnium

CONTROL = "/_sim/products"
SCROLL = "/api/Products/Scroll"


async def put(omnium: Api, product_id: str, **fields: Any) -> dict[str, Any]:
    return await put_in_omnium(omnium, "products", product_id, **fields)


async def found(omnium: Api, **search: Any) -> list[str]:
    """Scroll to the end; the ids of all documents."""
    batch, ids = (await omnium.post(SCROLL, search)).json, []
    while batch["result"]:
        ids += [product["id"] for product in batch["result"]]
        batch = (await omnium.get(f"{SCROLL}/{batch['scrollId']}")).json
    assert batch["totalHits"] == len(ids)
    return ids


async def test_a_product_is_stored_as_it_is_beside_its_times(omnium: Api) -> None:
    first = await put(omnium, "p1", name="Shoe", odd=None, modified="2001-01-01T00:00:00Z")
    assert first.items() >= {"id": "p1_no", "productId": "p1", "language": "no", "odd": None}.items()
    assert (first["isActive"], first["isSku"], first["status"]) == (True, True, "Published")
    second = await put(omnium, "p1", name="Boot", isActive=False)
    assert second["created"] == first["created"] < second["modified"]
    assert (await omnium.get(CONTROL)).json == [second]


async def test_a_scroll_has_batches_with_a_new_id_each_and_ends_empty(omnium: Api) -> None:
    await omnium.patch("/_sim/config", {"productBatch": 2})
    for number in range(3):
        await put(omnium, f"p{number}")
    first = (await omnium.post(SCROLL, {})).json
    assert (len(first["result"]), first["totalHits"]) == (2, 3)
    await put(omnium, "p3")
    second = (await omnium.get(f"{SCROLL}/{first['scrollId']}")).json
    assert [one["id"] for one in second["result"]] == ["p2_no"]
    assert (await omnium.get(f"{SCROLL}/{first['scrollId']}")).status == 404
    last = (await omnium.get(f"{SCROLL}/{second['scrollId']}")).json
    assert (last["result"], last["scrollId"]) == ([], None)


async def test_too_many_open_scrolls_are_refused_for_a_while(omnium: Api) -> None:
    await omnium.patch("/_sim/config", {"openScrolls": 1})
    await put(omnium, "p1")
    started = (await omnium.post(SCROLL, {})).json
    refused = await omnium.post(SCROLL, {})
    assert (refused.status, refused.headers["Retry-After"]) == (429, "2")
    await omnium.get(f"{SCROLL}/{started['scrollId']}")
    assert (await omnium.post(SCROLL, {})).status == 200


async def test_an_idle_scroll_expires(omnium: Api) -> None:
    await omnium.patch("/_sim/config", {"scrollSeconds": 0})
    await put(omnium, "p1")
    started = (await omnium.post(SCROLL, {})).json
    assert (await omnium.get(f"{SCROLL}/{started['scrollId']}")).status == 404


async def test_a_product_comes_once_for_each_language_unless_one_is_asked_for(omnium: Api) -> None:
    for language in ("no", "sv"):
        await put(omnium, "p1", language=language)
    assert await found(omnium) == ["p1_no", "p1_sv"]
    assert await found(omnium, productLanguage="sv") == ["p1_sv"]


@pytest.mark.parametrize(
    ("search", "ids"),
    [
        ({}, ["on"]),
        ({"isActive": True}, ["on"]),
        ({"isActive": False}, ["on", "off"]),
        ({"isActive": False, "isInactive": True}, ["off"]),
        ({"isDeleted": True}, ["gone"]),
        ({"isActiv": False, "fromMarket": "x"}, ["on"]),
        ({"ISACTIVE": False}, ["on", "off"]),
    ],
)
async def test_only_the_living_are_found_unless_others_are_asked_for(
    omnium: Api, search: dict[str, Any], ids: list[str]
) -> None:
    for product_id in ("on", "off", "gone"):
        await put(omnium, product_id, id=product_id, isActive=product_id != "off")
    assert (await omnium.delete(f"{CONTROL}/gone?silent=true")).status == 204
    assert await found(omnium, **search) == ids


@pytest.mark.parametrize(
    ("search", "ids"),
    [
        ({"marketIds": ["nor"]}, ["everywhere", "norway", "nordics"]),
        ({"marketId": "swe"}, ["everywhere", "nordics"]),
        ({"marketIds": ["den"]}, ["everywhere"]),
        ({"marketGroupIds": ["nordic"]}, ["everywhere", "norway", "nordics"]),
        ({"marketIds": []}, ["everywhere", "norway", "nordics"]),
    ],
)
async def test_a_product_is_found_in_its_markets_and_their_groups(
    omnium: Api, search: dict[str, Any], ids: list[str]
) -> None:
    await omnium.put("/_sim/market-groups/nordic", {"groupName": "Nordic", "marketIds": ["nor", "swe"]})
    await put(omnium, "everywhere", id="everywhere", marketIds=None)
    await put(omnium, "norway", id="norway", marketIds=["nor"])
    await put(omnium, "nordics", id="nordics", marketGroupIds=["nordic"])
    assert await found(omnium, **search) == ids


async def test_changes_are_found_by_their_time(omnium: Api) -> None:
    first, second = await put(omnium, "p1"), await put(omnium, "p2")
    assert await found(omnium, modifiedFrom=second["modified"]) == ["p2_no"]
    assert await found(omnium, modifiedTo=first["modified"]) == ["p1_no"]
    assert await found(omnium, modifiedFrom=first["modified"]) == ["p1_no", "p2_no"]
    assert (await omnium.post(SCROLL, {"modifiedFrom": "yesterday"})).status == 400


async def test_a_union_finds_what_is_changed_or_what_gets_another_price(omnium: Api) -> None:
    price = {"validFrom": "2026-03-01T00:00:00", "validUntil": None}
    await put(omnium, "priced", variants=[{"skuId": "v", "prices": [price]}])
    changed = await put(omnium, "changed")
    search = {
        "modifiedFrom": changed["modified"],
        "priceActivatedFrom": "2026-02-28T00:00:00Z",
        "priceActivatedTo": "2026-03-02T00:00:00Z",
    }
    assert await found(omnium, **search) == []
    assert await found(omnium, **search, isUnionDeltaQuery=True) == ["priced_no", "changed_no"]


async def test_a_search_lags_and_a_read_does_not(omnium: Api) -> None:
    await omnium.patch("/_sim/config", {"indexLagSeconds": 60})
    await put(omnium, "p1")
    assert await found(omnium) == []
    assert (await omnium.get("/api/Products/p1")).json["id"] == "p1_no"


async def test_a_product_is_read_by_its_id_its_sku_or_a_variants(omnium: Api) -> None:
    for language in ("sv", "no"):
        await put(omnium, "p1", language=language, skuId="s1", variants=[{"skuId": "v1"}, {"skuId": "v2"}])
    for code in ("p1", "s1", "v2"):
        assert (await omnium.get(f"/api/products/{code}")).json["id"] == "p1_no"
    assert (await omnium.get("/api/Products/p1_no")).status == 404
    assert (await omnium.get("/api/Products/p1_sv/raw")).json["language"] == "sv"
    await put(omnium, "p1", language="no", skuId="s2")
    assert [(await omnium.get(f"/api/Products/{code}")).json["id"] for code in ("v1", "s2")] == [
        "p1_sv",
        "p1_no",
    ]


async def test_a_deleted_product_is_marked_in_every_language(omnium: Api) -> None:
    for language in ("no", "sv"):
        await put(omnium, "p1", language=language)
    assert (await omnium.delete(f"{CONTROL}/p1")).status == 204
    states = [(one["status"], one["isActive"]) for one in (await omnium.get(CONTROL)).json]
    assert states == [("Deleted", False), ("Deleted", False)]
    assert (await omnium.delete(f"{CONTROL}/none")).status == 404


async def test_a_whole_catalogue_is_stored_at_once_without_events(omnium: Api) -> None:
    many = [{"productId": f"p{number}", "name": "N" * 200} for number in range(20_000)]
    assert (await omnium.put(CONTROL, many)).json == {"stored": 20_000}
    await omnium.patch("/_sim/config", {"productBatch": 5_000})
    assert len(await found(omnium)) == 20_000
    assert (await omnium.get("/_sim/events")).json == []
    assert (await omnium.put(CONTROL, [{"productId": "new"}, {"name": "N"}])).status == 400
    assert (await omnium.get("/api/Products/new")).status == 404


async def test_a_saved_product_raises_several_events(omnium: Api, subscriber: Subscriber) -> None:
    await omnium.post("/_sim/subscriptions", {"url": subscriber.url, "classNames": ["Product"]})
    await omnium.put(f"{CONTROL}/p1?silent=true", {})
    await omnium.put(f"{CONTROL}/p2", {"marketIds": ["nor"]})
    await omnium.put(f"{CONTROL}/p1", {})
    await omnium.delete(f"{CONTROL}/p1")

    async def told() -> list[tuple[str, int]]:
        events = [(event["objectId"], event["operationId"]) for event in subscriber.events]
        return sorted(events) if len(events) >= 6 else []

    assert await eventually(told) == [
        ("p1", 240101), ("p1", 240105), ("p1", 240119), ("p2", 240100), ("p2", 240105), ("p2", 240119),
    ]  # fmt: skip
