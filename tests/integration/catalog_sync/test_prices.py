"""Prices reach the shop's lists: by delta, by date, by store, and they leave them again."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from flow_omnium.tasks.kind import TaskName
from flow_omnium.tasks.tally import Tally
from flow_omnium.tasks.task import RunRefused
from rigs.catalogue.goods import a_product, a_store
from rigs.catalogue.house import House

DAY = timedelta(days=1)


async def priced(house: House, row_id: str, product: str = "mug", **fields: Any) -> None:
    """Put a row into Omnium's price index."""
    row = {
        "id": row_id,
        "productId": product,
        "marketId": "nor",
        "currencyCode": "NOK",
        "unitPrice": 100,
        "taxRate": 25,
    }
    await house.has("prices", {**row, **fields})


async def run(house: House, **how: Any) -> Tally:
    return await house.run(TaskName.PRICE, **how)


async def on(house: House, price_list: str = "main") -> dict[str, Any]:
    """Return what stands on a list in Flow, by product."""
    lists = await house.in_flow("prices")
    return {uid: _amounts(row) for uid, row in lists.get(price_list, {}).items()}


def _amounts(row: dict[str, Any]) -> dict[str, Any]:
    names = ("unitPrice", "recommendedRetailPrice", "costPrice", "soaPrice")
    return {name: row[name] for name in names if row.get(name) is not None}


@pytest.fixture
async def shop(house: House) -> House:
    """A shop that has two products, one in two variants."""
    variants = [{"skuId": "tee-s"}, {"skuId": "tee-m"}]
    await house.has("catalogue-stores", a_store("oslo", storeGroupId="north"), a_store("bergen"))
    await house.has(
        "products", a_product("mug"), a_product("tee", skuId=None, isSku=False, variants=variants)
    )
    await house.run_all()
    await house.writes()
    return house


async def test_a_price_reaches_all_variants_and_a_further_run_costs_no_write(shop: House) -> None:
    await priced(shop, "r1", unitPrice=199.5, recommendedRetailPrice=249)
    await priced(shop, "r2", "tee", unitPrice=80, originalUnitPrice=100, isTaxExcluded=True)
    await priced(shop, "r3", "tee", code="tee-m", unitPrice=90)

    tally = await run(shop)

    assert await on(shop) == {
        "mug": {"unitPrice": 19950, "recommendedRetailPrice": 24900},
        "tee-s": {"unitPrice": 10000, "recommendedRetailPrice": 12500},
        "tee-m": {"unitPrice": 9000},
    }
    assert tally.written == 3
    await shop.writes()
    await run(shop)
    await run(shop, full=True)
    assert await shop.writes() == []


async def test_a_change_of_one_row_chooses_among_all_rows_of_its_product(shop: House) -> None:
    await priced(shop, "r1", unitPrice=100)
    await priced(shop, "r2", unitPrice=120)
    await run(shop)
    await priced(shop, "r2", unitPrice=110)
    await run(shop)
    assert (await on(shop))["mug"] == {"unitPrice": 10000}
    await priced(shop, "r2", unitPrice=90)
    await run(shop)
    assert (await on(shop))["mug"] == {"unitPrice": 9000}


async def test_a_price_begins_and_ends_at_midnight_without_a_change_in_omnium(shop: House) -> None:
    midnight = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0) + DAY
    await priced(shop, "base", unitPrice=200)
    begin, end = midnight.isoformat(), (midnight + DAY).isoformat()
    await priced(shop, "offer", unitPrice=150, validFrom=begin, validUntil=end)
    await run(shop)
    assert (await on(shop))["mug"] == {"unitPrice": 20000}

    await run(shop, later=DAY)
    assert (await on(shop))["mug"] == {"unitPrice": 15000}

    await run(shop, later=2 * DAY)
    assert (await on(shop))["mug"] == {"unitPrice": 20000}


async def test_a_product_whose_only_price_is_still_to_come_gets_it_by_date(shop: House) -> None:
    begin = (datetime.now(UTC) + DAY / 2).isoformat()
    await priced(shop, "r1", unitPrice=150, validFrom=begin)
    await run(shop)
    assert await on(shop) == {}

    await run(shop, later=DAY)
    assert await on(shop) == {"mug": {"unitPrice": 15000}}


async def test_a_price_that_ends_without_another_leaves_the_list(shop: House) -> None:
    end = (datetime.now(UTC) + DAY / 2).isoformat()
    await priced(shop, "r1", validUntil=end)
    await run(shop)
    await shop.writes()

    await run(shop, later=DAY)

    assert await on(shop) == {}
    assert await shop.writes() == [
        ("DELETE", "/v2/tenants/{tenantUid}/pricelists/{pricelistUid}/prices/{productUid}")
    ]


async def test_a_price_that_was_deleted_is_found_by_the_full_comparison_and_costs_stay(shop: House) -> None:
    await priced(shop, "r1")
    await run(shop)
    await shop.has(
        "cost-prices", {"id": "c1", "productId": "mug", "skuId": "mug", "cost": 40, "currencyCode": "NOK"}
    )
    await shop.run(TaskName.COST_PRICE)
    await shop.omnium.delete("/_sim/prices/r1")
    assert (await on(shop))["mug"] == {"unitPrice": 10000, "costPrice": 4000}

    await run(shop, full=True)

    assert (await on(shop))["mug"] == {"costPrice": 4000}
    await shop.writes()
    await run(shop, full=True)
    await shop.run(TaskName.COST_PRICE, full=True)
    assert await shop.writes() == []


async def test_what_somebody_changed_or_made_in_flow_is_mended_by_the_full_comparison(shop: House) -> None:
    await priced(shop, "r1")
    await run(shop)
    await shop.edit("prices/main", "mug", {"unitPrice": 1})
    await shop.edit("prices/main", "tee-s", {"unitPrice": 1})

    tally = await run(shop, full=True)

    assert await on(shop) == {"mug": {"unitPrice": 10000}}
    assert "change price mug (unitPrice: 1 → 10000)" in tally.told


async def test_prices_of_stores_stand_on_their_lists_or_are_counted(shop: House) -> None:
    await priced(shop, "all", unitPrice=100)
    await priced(shop, "own", unitPrice=90, storeId="bergen")
    await priced(shop, "group", unitPrice=95, storeGroupId="north")
    tally = await run(shop)
    assert await on(shop) == {"mug": {"unitPrice": 10000}}
    assert tally.flags == ["2 price rows of single stores left out: StorePriceListsInFlow is off"]

    shop.connector["StorePriceListsInFlow"] = True
    await shop.run(TaskName.STORE, full=True)
    tally = await run(shop, full=True)

    assert await on(shop) == {"mug": {"unitPrice": 10000}}
    assert await on(shop, "bergen-pricelist") == {"mug": {"unitPrice": 9000}}
    assert await on(shop, "oslo-pricelist") == {"mug": {"unitPrice": 9500}}
    assert tally.flags == []


async def test_prices_on_products_are_read_there_and_begin_by_date_too(shop: House) -> None:
    shop.catalog["priceSource"] = "product"
    begin = (datetime.now(UTC) + DAY / 2).isoformat()
    base = {"marketId": "nor", "currencyCode": "NOK", "unitPrice": 120, "taxRate": 25}
    await shop.has("products", a_product("mug", prices=[base, {**base, "unitPrice": 90, "validFrom": begin}]))
    await run(shop)
    assert (await on(shop))["mug"] == {"unitPrice": 12000}

    await run(shop, later=DAY)
    assert (await on(shop))["mug"] == {"unitPrice": 9000}


async def test_a_price_whose_product_was_not_exported_waits_for_it(shop: House) -> None:
    await run(shop)
    await priced(shop, "r1", "hat")
    tally = await run(shop)
    assert tally.told == ["1 products with a price are not in the shop, such as hat"]
    assert tally.set_aside == 0

    await shop.has("products", a_product("hat"))
    await shop.run(TaskName.PRODUCT)
    await run(shop)

    assert await on(shop) == {"hat": {"unitPrice": 10000}}


async def test_a_vat_code_that_went_wrong_stops_what_is_taxed_by_it_and_nothing_else(shop: House) -> None:
    await run(shop)
    await shop.edit(
        "vat", "no-15", {"vatCodeUid": "no-15", "name": "Food", "rate": 1200, "countryCode": "NO"}
    )
    await priced(shop, "r1", taxRate=15)
    await priced(shop, "r2", "tee", taxRate=25)

    tally = await run(shop)

    assert (await on(shop)).keys() == {"tee-s", "tee-m"}
    assert tally.set_aside == 1
    assert tally.flags == ["connector.VatCodeUids.15: Flow's VAT code 'no-15' stands for 12 %"]


async def test_a_price_of_a_promotion_is_left_out_where_campaigns_are_flows_own(shop: House) -> None:
    await priced(shop, "base", unitPrice=100)
    await priced(shop, "campaign", unitPrice=70, promotionId="7")
    await run(shop)
    assert (await on(shop))["mug"] == {"unitPrice": 7000}
    shop.properties["withoutPromotions"] = "true"
    await run(shop, full=True)
    assert (await on(shop))["mug"] == {"unitPrice": 10000}


async def test_a_row_that_cannot_be_read_stops_its_product_alone(shop: House) -> None:
    await priced(shop, "r1", code="mug", storeId={"no": "id"})
    await priced(shop, "r2", "tee")
    tally = await run(shop)
    assert (await on(shop)).keys() == {"tee-s", "tee-m"}
    assert tally.set_aside == 1


async def test_a_full_comparison_takes_many_prices_away_only_when_a_person_has_agreed(shop: House) -> None:
    skus = [f"p{number}" for number in range(60)]
    await shop.has("products", *(a_product(sku) for sku in skus))
    await shop.run(TaskName.PRODUCT)
    for sku in skus:
        await priced(shop, sku, sku)
    await run(shop)
    for sku in skus:
        await shop.omnium.delete(f"/_sim/prices/{sku}")

    with pytest.raises(RunRefused, match="60 of 60 price rows"):
        await run(shop, full=True)

    assert (await on(shop)).keys() == set(skus)
    await run(shop, full=True, confirmed=True)
    assert await on(shop) == {}


async def test_a_dry_run_and_a_run_of_one_product_say_and_do_just_that(shop: House) -> None:
    await priced(shop, "r1")
    await priced(shop, "r2", "tee")
    tally = await run(shop, dry=True)
    assert await on(shop) == {}
    assert "make price mug (unitPrice: 10000)" in tally.told
    await run(shop, skus=("tee-m",))
    assert (await on(shop)).keys() == {"tee-m"}
