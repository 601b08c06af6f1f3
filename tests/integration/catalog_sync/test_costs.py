"""Cost prices and SOA amounts reach the shop's lists, each chosen among all of its product."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from flow_omnium.tasks.kind import TaskName
from flow_omnium.tasks.tally import Tally
from flow_omnium.tasks.task import RunRefused
from rigs.catalogue.goods import MARKET, a_product, a_store
from rigs.catalogue.house import House

DAY = timedelta(days=1)


async def costs(house: House, row_id: str, product: str = "mug", **fields: Any) -> None:
    """Put a cost price into Omnium."""
    row = {"id": row_id, "productId": product, "cost": 40, "currencyCode": "NOK"}
    await house.has("cost-prices", {**row, **fields})


async def on(house: House, name: str = "costPrice", price_list: str = "main") -> dict[str, Any]:
    """Return the amounts of one kind that stand on a list, by product."""
    rows = (await house.in_flow("prices")).get(price_list, {})
    return {uid: row[name] for uid, row in rows.items() if row.get(name) is not None}


async def run(house: House, **how: Any) -> Tally:
    return await house.run(TaskName.COST_PRICE, **how)


@pytest.fixture
async def shop(house: House) -> House:
    """A shop with lists of its two stores, and two products, one in two variants."""
    variants = [{"skuId": "tee-s"}, {"skuId": "tee-m"}]
    house.connector["StorePriceListsInFlow"] = True
    await house.has("markets", MARKET)
    await house.has("catalogue-stores", a_store("oslo", storeGroupId="north"), a_store("bergen"))
    await house.has(
        "products", a_product("mug"), a_product("tee", skuId=None, isSku=False, variants=variants)
    )
    await house.run_all()
    await house.writes()
    return house


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ({"skuId": "mug", "cost": 60}, {"marketId": "nor", "cost": 10}),
        ({"marketId": "nor"}, {"marketGroupId": "nordic"}),
        ({"marketGroupId": "nordic"}, {}),
        ({"validFrom": "2025-02-01T00:00:00Z"}, {"validFrom": "2025-01-01T00:00:00Z"}),
        ({}, {"supplier": "s-1", "cost": 10}),
        ({}, {"type": "SOA", "cost": 10}),
        ({}, {"marketId": "swe", "cost": 10}),
        ({}, {"currencyCode": "SEK", "cost": 10}),
        ({}, {"validUntil": "2025-01-01T00:00:00Z", "cost": 10}),
        ({}, {"storeId": "oslo", "cost": 10}),
        ({}, {"unit": "box", "cost": 10}),
    ],
)
async def test_of_two_costs_one_comes_first(
    shop: House, better: dict[str, Any], worse: dict[str, Any]
) -> None:
    await costs(shop, "a", **{"cost": 55, **worse})
    await costs(shop, "b", **{"cost": 50, **better})
    await run(shop)
    assert await on(shop) == {"mug": 100 * better.get("cost", 50)}


async def test_a_store_has_its_own_cost_or_that_of_its_group(shop: House) -> None:
    await costs(shop, "all")
    await costs(shop, "group", storeGroupId="north", cost=38)
    await costs(shop, "own", storeId="bergen", cost=35.125)
    tally = await run(shop)
    assert await on(shop) == {"mug": 4000}
    assert await on(shop, price_list="oslo-pricelist") == {"mug": 3800}
    assert await on(shop, price_list="bergen-pricelist") == {"mug": 3513}
    assert any("35.125 has more than 2 decimals" in flag for flag in tally.flags)
    await shop.writes()
    await run(shop)
    await run(shop, full=True)
    assert await shop.writes() == []


async def test_a_cost_in_another_currency_is_set_aside_with_the_currency(shop: House) -> None:
    await costs(shop, "r1", currencyCode="EUR")
    await costs(shop, "r2", "tee")
    tally = await run(shop)
    assert await on(shop) == {"tee-s": 4000, "tee-m": 4000}
    assert tally.set_aside == 1
    (aside,) = await shop.rows.set_aside("acme")
    assert "EUR" in (aside.error or "")


async def test_a_cost_that_changes_and_one_that_begins_by_date_follow(shop: House) -> None:
    await costs(shop, "r1")
    await costs(shop, "r2", cost=30, validFrom=(datetime.now(UTC) + DAY / 2).isoformat())
    await run(shop)
    await costs(shop, "r1", cost=45)
    await run(shop)
    assert await on(shop) == {"mug": 4500}
    await run(shop, later=DAY)
    assert await on(shop) == {"mug": 3000}


async def test_more_costs_than_an_answer_holds_are_read_by_fewer_products_at_once(shop: House) -> None:
    await shop.omnium.patch("/_sim/config", {"costPriceCap": 2})
    for number in range(2):
        await costs(shop, f"mug-{number}", cost=40 + number)
        await costs(shop, f"tee-{number}", "tee", skuId="tee-m", cost=30 + number)
    await run(shop)
    assert await on(shop) == {"mug": 4000, "tee-m": 3000}

    await costs(shop, "mug-2", cost=1)
    tally = await run(shop)
    assert tally.set_aside == 1
    assert (await on(shop))["tee-m"] == 3000


async def soa(house: House, source: str | None) -> Tally:
    house.catalog["soaSource"] = source
    return await house.run(TaskName.SOA)


async def test_soa_without_a_source_is_refused(shop: House) -> None:
    with pytest.raises(RunRefused, match=r"catalog\.soaSource"):
        await soa(shop, None)


async def test_soa_of_typed_cost_prices(shop: House) -> None:
    await costs(shop, "normal", cost=40)
    await costs(shop, "typed", cost=45, type="SOA")
    await costs(shop, "own", cost=44, type="SOA", storeId="oslo")
    await soa(shop, "costPrices:SOA")
    assert await on(shop, "soaPrice") == {"mug": 4500}
    assert await on(shop, "soaPrice", "oslo-pricelist") == {"mug": 4400}
    assert await on(shop) == {}


async def listed(house: House, list_id: str, *items: dict[str, Any], **fields: Any) -> None:
    """Put a price list with its items into Omnium."""
    whole = {
        "id": list_id,
        "name": list_id,
        "currencyCode": "NOK",
        "isStoreCostPriceEnabled": True,
        "isActive": True,
    }
    await house.has("price-lists", {**whole, **fields})
    for item in items:
        code = item.get("skuId") or item["productId"]
        await house.has("price-list-items", {"id": f"{list_id}_{code}", "priceListId": list_id, **item})


async def test_soa_of_price_list_items(shop: House) -> None:
    await listed(
        shop,
        "all",
        {"productId": "mug", "storeCostPrice": 50, "storeDiscountedCostPrice": 45},
        {"productId": "tee", "storeCostPrice": 30},
        {"productId": "tee", "skuId": "tee-m", "storeCostPrice": 32},
    )
    await listed(
        shop, "north", {"productId": "mug", "storeCostPrice": 41}, storeCostPriceStoreGroupIds=["north"]
    )
    await listed(shop, "bergen", {"productId": "mug", "storeCostPrice": 42}, storeIds=["bergen"])
    turned_off: tuple[dict[str, Any], ...] = (
        {"isStoreCostPriceEnabled": False},
        {"isActive": False},
        {"currencyCode": "SEK"},
        {"storeCostPriceMarketIds": ["swe"]},
        {"validTo": "2025-01-01T00:00:00Z"},
    )
    for number, off in enumerate(turned_off):
        await listed(shop, f"off-{number}", {"productId": "mug", "storeCostPrice": 1}, **off)

    await soa(shop, "priceListItems")

    assert await on(shop, "soaPrice") == {"mug": 4500, "tee-s": 3000, "tee-m": 3200}
    assert await on(shop, "soaPrice", "oslo-pricelist") == {"mug": 4100}
    assert await on(shop, "soaPrice", "bergen-pricelist") == {"mug": 4200}
    await shop.writes()
    await soa(shop, "priceListItems")
    assert await shop.writes() == []


async def test_a_list_that_is_missing_as_a_whole_takes_nothing_away_until_a_person_has_agreed(
    shop: House,
) -> None:
    skus = [f"p{number}" for number in range(60)]
    await shop.has("products", *(a_product(sku) for sku in skus))
    await shop.run(TaskName.PRODUCT)
    await listed(shop, "all", *({"productId": sku, "storeCostPrice": 5} for sku in skus))
    await soa(shop, "priceListItems")
    await shop.omnium.delete("/_sim/price-lists/all")

    with pytest.raises(RunRefused, match="60 of 60 soa-price rows"):
        await soa(shop, "priceListItems")

    assert (await on(shop, "soaPrice")).keys() == set(skus)


async def test_an_item_that_leaves_its_list_leaves_the_shops_list(shop: House) -> None:
    await listed(
        shop, "all", {"productId": "mug", "storeCostPrice": 50}, {"productId": "tee", "storeCostPrice": 30}
    )
    await soa(shop, "priceListItems")
    await shop.omnium.delete("/_sim/price-list-items/all_mug")
    await soa(shop, "priceListItems")
    assert await on(shop, "soaPrice") == {"tee-s": 3000, "tee-m": 3000}
