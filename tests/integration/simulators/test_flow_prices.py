"""The prices of Flow's price lists over the API, and the webhooks of writing them."""

from typing import Any

import pytest

from simulators.testing import SECRET, Api, Subscriber, eventually
from simulators.testing_catalogue import CATALOGUE, kept_in_flow

TENANT = "/v2/tenants/acme"
PRICES = f"{TENANT}/pricelists/main/prices"
WHOLE = {
    "unitPrice": 19950,
    "recommendedRetailPrice": 24900,
    "costPrice": 10000,
    "soaPrice": 11000,
    "validFrom": "2026-03-01T00:00:00Z",
    "validTo": None,
}
EMPTY = dict.fromkeys(WHOLE)


@pytest.fixture
async def shop(flow: Api) -> Api:
    await flow.post(f"{TENANT}/pricelists", {"pricelistUid": "main", "name": "Main"})
    for uid in ("shoe", "hat"):
        await flow.post(f"{TENANT}/products", {"productUid": uid, "name": uid})
    return flow


async def price(shop: Api, uid: str = "shoe") -> dict[str, Any]:
    kept: dict[str, Any] = (await kept_in_flow(shop, "prices"))["main"][uid]
    return {name: kept[name] for name in WHOLE}


async def test_a_price_is_written_whether_it_is_there_or_not(shop: Api) -> None:
    made = await shop.put(f"{PRICES}/shoe", WHOLE)
    assert (made.status, made.json) == (200, made.json | {"productUid": "shoe", **WHOLE})
    changed = await shop.put(f"{PRICES}/shoe", {**WHOLE, "unitPrice": 100})
    assert (changed.status, changed.json["unitPrice"]) == (200, 100)
    assert (await shop.get(PRICES)).json["items"] == [changed.json]


async def test_what_is_not_sent_stays_and_null_takes_a_value_away(shop: Api) -> None:
    await shop.put(f"{PRICES}/shoe", {"costPrice": 500})
    assert await price(shop) == {**EMPTY, "costPrice": 500}
    await shop.put(f"{PRICES}/shoe", {"unitPrice": 900})
    assert await price(shop) == {**EMPTY, "costPrice": 500, "unitPrice": 900}
    await shop.put(f"{PRICES}/shoe", {"costPrice": None})
    assert await price(shop) == {**EMPTY, "unitPrice": 900}


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"unitPrice": 199.5}, "unitPrice"),
        ({"unitPrice": "19950"}, "unitPrice"),
        ({"costPrice": -1}, "costPrice"),
        ({"validFrom": "tomorrow"}, "validFrom"),
        ({"currency": "NOK"}, "currency"),
        ({"productUid": "shoe"}, "productUid"),
    ],
)
async def test_a_wrong_value_is_refused_by_its_name(shop: Api, wrong: dict[str, Any], named: str) -> None:
    answer = await shop.put(f"{PRICES}/shoe", wrong)
    assert (answer.status, answer.json["message"].startswith(named)) == (400, True)
    assert (await shop.get(PRICES)).json["items"] == []


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("none/prices/shoe", 404),
        ("main/prices/none", 400),
        ("main/prices/sh%20oe", 400),
        ("ma%20in/prices/shoe", 400),
    ],
)
async def test_a_price_is_of_a_list_and_a_product_that_are_there(shop: Api, path: str, status: int) -> None:
    assert (await shop.put(f"{TENANT}/pricelists/{path}", WHOLE)).status == status
    assert await kept_in_flow(shop, "prices") == {}


async def test_a_price_is_taken_away_once_and_from_one_list_alone(shop: Api) -> None:
    await shop.post(f"{TENANT}/pricelists", {"pricelistUid": "oslo-pricelist", "name": "Oslo"})
    for list_uid in ("main", "oslo-pricelist"):
        await shop.put(f"{TENANT}/pricelists/{list_uid}/prices/shoe", WHOLE)
    answers = [await shop.delete(f"{PRICES}/shoe") for _ in range(2)]
    assert [answer.status for answer in answers] == [204, 404]
    assert (await kept_in_flow(shop, "prices")).keys() == {"oslo-pricelist"}
    assert (await shop.delete(f"{TENANT}/pricelists/none/prices/shoe")).status == 404


async def test_prices_come_in_pages_and_by_no_filter(shop: Api) -> None:
    await shop.post("/_sim/tenants", {"tenantUid": "acme", "apiToken": SECRET, "pageSizeCap": 1})
    for uid in ("shoe", "hat"):
        await shop.put(f"{PRICES}/{uid}", WHOLE)
    page = (await shop.get(f"{PRICES}?pageNumber=2&pageSize=500")).json
    assert [one["productUid"] for one in page["items"]] == ["hat"]
    assert page["paging"] == {"pageNumber": 2, "pageSize": 1, "totalCount": 2}
    assert (await shop.get(f"{PRICES}?productUid=hat")).status == 400
    assert (await shop.get(f"{TENANT}/pricelists/none/prices")).status == 404


async def test_writes_of_prices_raise_webhooks_and_edits_by_hand_none(
    shop: Api, subscriber: Subscriber
) -> None:
    await shop.post("/_sim/tenants/acme/subscriptions", {"url": subscriber.url})
    await shop.put(f"{CATALOGUE}/prices/main/hat", {"unitPrice": 1})
    await shop.put(f"{CATALOGUE}/prices/main", {"hat": {"unitPrice": 2}})
    await shop.delete(f"{CATALOGUE}/prices/main/hat")
    await shop.put(f"{PRICES}/shoe", WHOLE)
    await shop.put(f"{PRICES}/shoe", {"unitPrice": 1})
    await shop.put(f"{PRICES}/shoe", {"unitPrice": 1.5})
    await shop.delete(f"{PRICES}/shoe")

    async def events() -> list[tuple[str, str, str]]:
        found = [
            (event["action"], event["pricelist"]["Uid"], event["product"]["Uid"])
            for event in subscriber.events
        ]
        return sorted(found) if len(found) >= 3 else []

    expected = ["PRICE_CREATE", "PRICE_DELETE", "PRICE_UPDATE"]
    assert await eventually(events) == [(action, "main", "shoe") for action in expected]


async def test_somebody_in_the_shop_changes_and_forgets_prices(shop: Api) -> None:
    await shop.put(f"{PRICES}/shoe", WHOLE)
    await shop.put(f"{CATALOGUE}/prices/main/shoe", {"unitPrice": 1})
    assert (await shop.get(PRICES)).json["items"] == [{"productUid": "shoe", "unitPrice": 1}]
    await shop.put(f"{CATALOGUE}/prices/main", {"hat": {"unitPrice": 2}})
    assert await kept_in_flow(shop, "prices") == {"main": {"hat": {"productUid": "hat", "unitPrice": 2}}}
    await shop.delete(f"{CATALOGUE}/prices/main/hat")
    assert (await shop.get(PRICES)).json["items"] == []
    assert (await shop.put(f"{CATALOGUE}/prices/main", {"hat": 2})).status == 400
    await shop.delete(f"{CATALOGUE}/prices/main")
    assert await kept_in_flow(shop, "prices") == {}


@pytest.mark.parametrize("gone", ["products/shoe", "pricelists/main"])
async def test_a_price_goes_with_its_product_and_its_list(shop: Api, gone: str) -> None:
    await shop.put(f"{PRICES}/shoe", WHOLE)
    await shop.delete(f"{CATALOGUE}/{gone}")
    assert await kept_in_flow(shop, "prices") == {}
