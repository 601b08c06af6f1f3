"""A catalogue reaches the shop; what changes follows, and nothing is written twice."""

from datetime import timedelta

import pytest

from flow_omnium.tasks.kind import TaskName
from rigs.catalogue.goods import a_cap, a_category, a_product, a_store
from rigs.catalogue.house import House


async def test_the_first_runs_bring_everything_and_further_ones_write_nothing(stocked: House) -> None:
    tallies = await stocked.run_all()

    assert [tally.set_aside for tally in tallies] == [0, 0, 0], [tally.told for tally in tallies]
    assert (await stocked.in_flow("stores"))["oslo"]["defaultWarehouseUid"] == "oslo"
    groups = await stocked.in_flow("product-groups")
    assert groups["shirts"]["parentUid"] == "clothes"
    products = await stocked.in_flow("products")
    assert products.keys() == {"shirt", "cap", "mug"}
    shirt = products["shirt"]
    assert (shirt["productGroupUid"], shirt["brandUid"], shirt["vatCodeUid"]) == (
        "shirts",
        "nike_air",
        "no-25",
    )
    assert shirt["recommendedRetailPrice"] == 19950
    assert products["mug"]["productGroupUid"] == "other"
    assert (await stocked.in_flow("suppliers"))["s-1"]["name"] == "Hats & Co"
    assert [one["productMediaUid"] for one in (await stocked.in_flow("media"))["mug"]] == ["a1"]
    await stocked.writes()
    await stocked.run_all()
    await stocked.run_all(full=True)
    assert await stocked.writes() == []


async def test_a_change_costs_the_one_call_that_it_needs(stocked: House) -> None:
    await stocked.run_all()
    await stocked.writes()
    await stocked.has("products", a_cap(name="Another cap"))

    tally = await stocked.run(TaskName.PRODUCT)

    assert (await stocked.in_flow("products"))["cap"]["name"] == "Another cap"
    assert await stocked.writes() == [("PUT", "/v2/tenants/{tenantUid}/products/{productUid}")]
    assert tally.written == 1


async def test_a_product_that_is_deleted_in_omnium_is_bought_no_more(stocked: House) -> None:
    await stocked.run_all()
    await stocked.omnium.delete("/_sim/products/cap")

    await stocked.run(TaskName.PRODUCT)

    assert (await stocked.in_flow("products"))["cap"]["allowPurchase"] is False
    assert (await stocked.in_flow("products"))["mug"]["allowPurchase"] is True


async def test_a_variant_that_is_gone_and_an_image_that_was_replaced_leave_the_shop(house: House) -> None:
    variants = [{"skuId": "tee-s", "size": "S"}, {"skuId": "tee-m", "size": "M"}]
    image = {"assetId": "front", "url": "https://img.example/1.jpg"}
    await house.has("products", a_product("tee", skuId=None, isSku=False, variants=variants, assets=[image]))
    await house.run(TaskName.PRODUCT)
    assert (await house.in_flow("products")).keys() == {"tee-s", "tee-m"}
    changed = {"assetId": "back", "url": "https://img.example/2.jpg"}
    await house.has(
        "products", a_product("tee", skuId=None, isSku=False, variants=variants[:1], assets=[changed])
    )

    await house.run(TaskName.PRODUCT)

    products, media = await house.in_flow("products"), await house.in_flow("media")
    assert (products["tee-s"]["allowPurchase"], products["tee-m"]["allowPurchase"]) == (True, False)
    assert [one["productMediaUid"] for one in media["tee-s"]] == ["back"]


async def test_a_category_that_moves_takes_its_group_along_and_a_new_one_its_products(stocked: House) -> None:
    await stocked.has("products", a_product("mug", mainCategoryId="mugs"))
    await stocked.run_all()
    assert (await stocked.in_flow("products"))["mug"]["productGroupUid"] == "other"
    stocked.watermarks = {task: at + timedelta(minutes=5) for task, at in stocked.watermarks.items()}
    await stocked.has("categories", a_category("shirts"), a_category("mugs"))

    await stocked.run(TaskName.CATEGORY)
    tally = await stocked.run(TaskName.PRODUCT)

    assert (await stocked.in_flow("product-groups"))["shirts"].get("parentUid") is None
    assert (await stocked.in_flow("products"))["mug"]["productGroupUid"] == "mugs"
    assert tally.written == 1


async def test_a_store_that_shares_a_warehouse_may_use_it(house: House) -> None:
    shared = [{"warehouseCode": "oslo", "priority": 1}]
    await house.has(
        "catalogue-stores", a_store("oslo"), a_store("bergen", isWarehouse=False, availableWarehouses=shared)
    )
    house.connector["StorePriceListsInFlow"] = True

    tally = await house.run(TaskName.STORE)

    stores = await house.in_flow("stores")
    assert stores["bergen"]["defaultWarehouseUid"] == "oslo"
    assert (await house.in_flow("pricelists")).keys() == {"main", "oslo-pricelist", "bergen-pricelist"}
    assert tally.set_aside == 0
    await house.writes()
    await house.run(TaskName.STORE)
    assert await house.writes() == []


async def test_another_cover_is_shown_alone(house: House) -> None:
    def images(cover: str) -> list[dict[str, object]]:
        urls = {name: f"https://img.example/{name}.jpg" for name in "ab"}
        return [{"assetId": name, "url": url, "isMainImage": name == cover} for name, url in urls.items()]

    await house.has("products", a_product("tee", assets=images("a")))
    await house.run(TaskName.PRODUCT)
    await house.has("products", a_product("tee", assets=images("b")))

    await house.run(TaskName.PRODUCT)

    shown = (await house.in_flow("media"))["tee"]
    assert {one["productMediaUid"]: one["isCoverImage"] for one in shown} == {"a": False, "b": True}
    await house.writes()
    await house.run(TaskName.PRODUCT, full=True)
    assert await house.writes() == []


@pytest.mark.parametrize(("is_synced", "group"), [(True, "other"), (False, "by-hand")])
async def test_products_are_put_into_groups_that_a_person_made_where_categories_are_not_exported(
    house: House, is_synced: bool, group: str
) -> None:
    house.connector["SyncCategoriesToFlow"] = is_synced
    await house.edit("product-groups", "by-hand", {"productGroupUid": "by-hand", "name": "Made by hand"})
    await house.has("products", a_cap(mainCategoryId="by-hand"))

    await house.run(TaskName.PRODUCT)

    assert (await house.in_flow("products"))["cap"]["productGroupUid"] == group
