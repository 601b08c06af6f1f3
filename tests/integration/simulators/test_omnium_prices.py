"""Omnium's index of selling prices over HTTP."""

from typing import Any

import pytest

from simulators.testing import Api
from simulators.testing_catalogue import put_in_omnium

SEARCH = "/api/Prices/Search"
SCROLL = "/api/Prices/Scroll"


async def put(omnium: Api, number: int, **fields: Any) -> dict[str, Any]:
    return await put_in_omnium(omnium, "prices", f"r{number}", **{"unitPrice": number, **fields})


async def found(omnium: Api, **search: Any) -> list[int]:
    answer = await omnium.post(SEARCH, search)
    assert answer.status == 200, answer.text
    return [row["unitPrice"] for row in answer.json["result"]]


async def test_a_row_is_answered_with_its_published_fields_and_no_id(omnium: Api) -> None:
    row = {
        "marketId": "nor", "marketGroupId": None, "currencyCode": "NOK", "unitPrice": 199.5, "originalUnitPrice": 249,
        "recommendedRetailPrice": 0, "taxRate": 25, "isTaxExcluded": True, "storeId": "oslo", "customerId": None,
        "customerGroup": None, "priceType": "B", "minQuantity": 1, "unit": "pcs", "validFrom": "2026-03-01T00:00:00",
        "validUntil": None, "promotionId": None, "productId": "p1", "skuId": "s1", "code": "s1",
    }  # fmt: skip
    stored = await put_in_omnium(omnium, "prices", "r1", **row)
    (answered,) = (await omnium.post(SEARCH, {"marketId": "nor"})).json["result"]
    assert answered == {**row, "modified": stored["modified"]}


async def test_rows_that_are_over_and_rows_to_come_are_found_too(omnium: Api) -> None:
    await put(omnium, 1, productId="p1", validUntil="2020-01-01T00:00:00")
    await put(omnium, 2, productId="p1", validFrom="2099-01-01T00:00:00")
    assert await found(omnium, productCodes=["p1"]) == [1, 2]


@pytest.mark.parametrize(
    ("search", "rows"),
    [
        ({"marketId": "nor"}, [1, 2, 3, 4]),
        ({"marketId": "swe"}, [2, 4, 5]),
        ({"productCodes": ["s1"]}, [2]),
        ({"productCodes": ["p1"]}, [1, 2]),
        ({"productCodes": ["c3", "s1"]}, [3, 2]),
        ({"productCodes": ["none"]}, []),
        ({"marketId": "nor", "isCustomerSpecificPrice": False}, [1, 2, 4]),
        ({"isCustomerSpecificPrice": True}, [3]),
        ({"customerId": "kari"}, [3]),
        ({"customerGroupId": "staff"}, [4]),
        ({"priceType": "B"}, [5]),
        ({"unit": "box"}, [1]),
        # Published for products and for cost prices, and unknown here.
        ({"marketId": "nor", "storeId": "oslo", "marketIds": ["swe"], "validFrom": "x"}, [1, 2, 3, 4]),
    ],
)
async def test_rows_are_found_by_the_published_filters_alone(
    omnium: Api, search: dict[str, Any], rows: list[int]
) -> None:
    await omnium.put("/_sim/market-groups/nordic", {"marketIds": ["nor", "swe"]})
    await put(omnium, 1, productId="p1", marketId="nor", unit="box")
    await put(omnium, 2, productId="p1", skuId="s1", marketGroupId="nordic")
    await put(omnium, 3, code="c3", marketId="nor", customerId="kari")
    await put(omnium, 4, customerGroup="staff")
    await put(omnium, 5, marketId="swe", priceType="B")
    assert await found(omnium, **search) == rows


@pytest.mark.parametrize("search", [{}, {"scrollSize": 5}, {"productCodes": []}, {"storeId": "oslo"}])
async def test_a_search_without_a_filter_is_refused(omnium: Api, search: dict[str, Any]) -> None:
    assert (await omnium.post(SEARCH, search)).status == 400


async def test_a_delta_has_what_was_changed_after_a_moment_and_no_trace_of_the_deleted(omnium: Api) -> None:
    first, second = await put(omnium, 1), await put(omnium, 2)
    assert await found(omnium, lastModified=first["modified"]) == [2]
    assert await found(omnium, lastModified=second["modified"]) == []
    await put(omnium, 3, modified="2020-01-01T00:00:00Z")
    assert await found(omnium, lastModified="2020-01-01T00:00:00Z") == [1, 2]
    assert await found(omnium, lastModified="2019-12-31T23:59:59Z") == [1, 2, 3]
    await omnium.delete("/_sim/prices/r2")
    assert await found(omnium, lastModified=first["modified"]) == []
    assert (await omnium.get("/_sim/events")).json == []


async def test_a_row_is_not_found_by_a_code_that_it_has_no_more(omnium: Api) -> None:
    await put(omnium, 1, skuId="old")
    await put(omnium, 1, skuId="new")
    assert (await found(omnium, productCodes=["old"]), await found(omnium, productCodes=["new"])) == ([], [1])
    await omnium.patch("/_sim/config", {"indexLagSeconds": 60})
    await put(omnium, 1, skuId="newest")
    assert await found(omnium, productCodes=["new"]) == [1]
    assert await found(omnium, productCodes=["newest"]) == []


async def test_rows_come_in_batches_of_the_asked_size_until_an_empty_one(omnium: Api) -> None:
    rows = [{"id": f"r{number}", "unitPrice": number, "marketId": "nor"} for number in range(5)]
    assert (await omnium.put("/_sim/prices", rows)).json == {"stored": 5}
    batch = (await omnium.post(SEARCH, {"marketId": "nor", "scrollSize": 2})).json
    batches, ids = [[row["unitPrice"] for row in batch["result"]]], [batch["scrollId"]]
    while batch["result"]:
        batch = (await omnium.get(f"{SCROLL}/{ids[-1]}")).json
        batches.append([row["unitPrice"] for row in batch["result"]])
        ids.append(batch["scrollId"])
        assert batch["totalHits"] == 5
    assert (batches, len(set(ids)), ids[-1]) == ([[0, 1], [2, 3], [4], []], 4, None)
    assert (await omnium.get(f"{SCROLL}/{ids[0]}")).status == 404


@pytest.mark.parametrize(("size", "status"), [(1, 200), (20_000, 200), (20_001, 400), (0, 400), (-1, 400)])
@pytest.mark.parametrize("path", [SEARCH, "/api/PriceListItems/ScrollSearch"])
async def test_a_batch_has_at_most_twenty_thousand_rows(
    omnium: Api, path: str, size: int, status: int
) -> None:
    assert (await omnium.post(path, {"unit": "box", "scrollSize": size})).status == status


async def test_a_batch_has_a_thousand_rows_unless_a_size_is_asked_for(omnium: Api) -> None:
    rows = [{"id": f"r{number}", "marketId": "nor"} for number in range(1_001)]
    await omnium.put("/_sim/prices", rows)
    assert len((await omnium.post(SEARCH, {"marketId": "nor"})).json["result"]) == 1_000


async def test_an_idle_scroll_of_prices_expires(omnium: Api) -> None:
    await omnium.patch("/_sim/config", {"scrollSeconds": 0})
    await put(omnium, 1, marketId="nor")
    started = (await omnium.post(SEARCH, {"marketId": "nor"})).json
    assert (await omnium.get(f"{SCROLL}/{started['scrollId']}")).status == 404
