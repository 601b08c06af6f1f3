"""What a run does when something goes wrong: with one row, with a neighbour, with the process."""

import pytest

from flow_omnium.outcomes import Deferred, Unavailable
from flow_omnium.tasks.kind import TaskName
from flow_omnium.tasks.task import RunRefused
from rigs.catalogue.goods import a_product
from rigs.catalogue.house import House

PRODUCTS = "/v2/tenants/{tenantUid}/products"


async def test_a_row_that_is_refused_is_set_aside_and_tried_again(house: House) -> None:
    ean = "7038010009457"
    await house.has("products", a_product("first", ean=ean), a_product("second", ean=ean), a_product("third"))

    tally = await house.run(TaskName.PRODUCT)

    assert (await house.in_flow("products")).keys() == {"first", "third"}
    assert tally.set_aside == 1
    aside = await house.rows.set_aside("acme")
    assert [row.key for row in aside] == ["second"]
    assert ean in (aside[0].error or "")
    await house.edit("products", "first", {"productUid": "first", "name": "First", "gtins": []})
    await house.run(TaskName.PRODUCT)
    assert (await house.in_flow("products")).keys() == {"first", "second", "third"}
    assert await house.rows.set_aside("acme") == []


async def test_two_records_of_one_uid_are_told_and_the_first_keeps_it(house: House) -> None:
    await house.has("products", a_product("A/1"), a_product("A_1", name="Another"))

    tally = await house.run(TaskName.PRODUCT)

    assert len(await house.in_flow("products")) == 1
    assert tally.set_aside == 1
    assert any("A_1" in line and "A/1" in line for line in tally.told)
    again = await house.run(TaskName.PRODUCT)
    assert again.set_aside == 1


async def test_a_neighbour_that_fails_ends_the_run_and_the_next_one_goes_on(house: House) -> None:
    await house.has("products", *(a_product(f"p{number}") for number in range(9)))
    fault = {"method": "POST", "route": PRODUCTS, "kind": "status", "status": 503, "count": 1}
    await house.flow.post("/_sim/faults", fault)

    with pytest.raises(Unavailable):
        await house.run(TaskName.PRODUCT)

    assert TaskName.PRODUCT not in house.watermarks
    await house.run(TaskName.PRODUCT)
    assert len(await house.in_flow("products")) == 9


async def test_a_write_whose_answer_is_lost_is_not_made_twice(house: House) -> None:
    await house.has(
        "products", a_product("cap", assets=[{"assetId": "a", "url": "https://img.example/a.png"}])
    )
    for route in (PRODUCTS, f"{PRODUCTS}/{{productUid}}/media"):
        await house.flow.post("/_sim/faults", {"method": "POST", "route": route, "kind": "written_no_answer"})
        with pytest.raises(Unavailable):
            await house.run(TaskName.PRODUCT)

    await house.run(TaskName.PRODUCT)

    assert len(await house.in_flow("products")) == 1
    assert len((await house.in_flow("media"))["cap"]) == 1


async def test_a_request_to_slow_down_stops_the_run_for_as_long(house: House) -> None:
    await house.has("products", a_product("cap"))
    fault = {"method": "POST", "route": PRODUCTS, "kind": "status", "status": 429}
    await house.flow.post("/_sim/faults", {**fault, "headers": {"Retry-After": "7"}})

    with pytest.raises(Deferred) as stopped:
        await house.run(TaskName.PRODUCT)

    assert stopped.value.after_seconds == 7


async def test_a_scroll_that_expires_is_begun_anew(house: House) -> None:
    await house.omnium.patch("/_sim/config", {"productBatch": 2})
    await house.has("products", *(a_product(f"p{number}") for number in range(5)))
    fault = {"method": "GET", "route": "/api/Products/Scroll/{id}", "kind": "status", "status": 404}
    await house.omnium.post("/_sim/faults", fault)

    tally = await house.run(TaskName.PRODUCT)

    assert len(await house.in_flow("products")) == 5
    assert (tally.written, tally.unchanged) == (5, 2)


async def test_everything_that_is_set_up_wrongly_is_told_at_once(house: House) -> None:
    house.connector |= {"MainPricesListUid": "nowhere", "VatCodeUids": {"12": "no-25", "7": "no-7"}}
    house.connector |= {"PurchaseNumberSeriesUid": "series", "DefaultProductGroupUid": "gone"}
    house.catalog["markets"] = ["nor", "mars"]

    with pytest.raises(RunRefused) as refused:
        await house.run(TaskName.PRODUCT)

    told = str(refused.value)
    for wrong in ("nowhere", "VatCodeUids.12", "no-7", "series", "gone", "mars"):
        assert wrong in told
    assert await house.writes() == []


async def test_a_catalogue_that_shrinks_at_once_waits_for_a_person(house: House) -> None:
    await house.has("products", *(a_product(f"p{number}") for number in range(60)))
    await house.run(TaskName.PRODUCT)
    house.catalog["markets"] = ["swe"]
    await house.has("markets", {"marketId": "swe", "currency": "SEK", "defaultTaxRate": 25})

    with pytest.raises(RunRefused, match="--confirm"):
        await house.run(TaskName.PRODUCT, full=True)
    assert all(one["allowPurchase"] for one in (await house.in_flow("products")).values())

    await house.run(TaskName.PRODUCT, full=True, confirmed=True)
    assert not any(one["allowPurchase"] for one in (await house.in_flow("products")).values())
