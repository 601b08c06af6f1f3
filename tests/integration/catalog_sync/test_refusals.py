"""What is set aside is told once, met again where it was half done, and forgotten once its cause is gone."""

import pytest

from flow_omnium.exported_rows.row import ExportedRow
from flow_omnium.outcomes import Unavailable
from flow_omnium.tasks.kind import TaskName
from rigs.catalogue.goods import a_category, a_product
from rigs.catalogue.house import House

PRODUCTS = "/v2/tenants/{tenantUid}/products"


@pytest.mark.parametrize("part", ["slots", "slots/{productPackageSlotUid}/components"])
async def test_a_part_of_a_package_whose_answer_is_lost_is_met_again(house: House, part: str) -> None:
    house.connector["CreatePackageSlots"] = True
    cup = {"componentId": "cup", "skuId": "cup", "quantity": 1}
    await house.has("products", a_product("cup"), a_product("set", isPackage=True, components=[cup]))
    route = f"{PRODUCTS}/{{productUid}}/packages/{part}"
    await house.flow.post("/_sim/faults", {"method": "POST", "route": route, "kind": "written_no_answer"})
    with pytest.raises(Unavailable):
        await house.run(TaskName.PRODUCT)

    tally = await house.run(TaskName.PRODUCT)

    assert tally.set_aside == 0, tally.told
    assert await house.rows.set_aside("acme") == []


async def test_a_slot_that_somebody_made_otherwise_is_told_and_ends_no_run(house: House) -> None:
    house.connector["CreatePackageSlots"] = True
    cup = {"componentId": "cup", "skuId": "cup", "quantity": 1}
    await house.has("products", a_product("cup"), a_product("set", isPackage=True, components=[cup]))
    await house.run(TaskName.PRODUCT)
    await house.rows.forget("acme", "package-slot", ["set-cup"])
    cup["componentName"] = "Big cup"
    await house.has("products", a_product("set", isPackage=True, components=[cup]))

    tally = await house.run(TaskName.PRODUCT)

    assert tally.set_aside == 1
    assert any("by hand: name: cup → Big cup" in line for line in tally.told)


async def test_a_refusal_whose_cause_is_gone_from_omnium_is_told_no_more(house: House) -> None:
    await house.has("products", a_product("one"), a_product("two", skuId="one", name="Twin"))
    tally = await house.run(TaskName.PRODUCT)
    assert (tally.set_aside, len(await house.rows.set_aside("acme"))) == (1, 1)

    await house.has("products", a_product("two"))
    await house.run(TaskName.PRODUCT)

    assert await house.rows.set_aside("acme") == []
    assert (await house.in_flow("products")).keys() == {"one", "two"}


async def test_a_category_that_cannot_be_mapped_is_not_told_to_be_gone(house: House) -> None:
    await house.has("categories", a_category("clothes"), a_category("mugs"), a_category("old"))
    await house.run(TaskName.CATEGORY)
    await house.has("categories", a_category("mugs", name=None))
    await house.omnium.delete("/_sim/categories/old")

    tally = await house.run(TaskName.CATEGORY, full=True)

    assert tally.flags == ["product-group old: Omnium has the category no more; the group stays"]
    house.connector["ProductGroupRootId"] = "nowhere"
    assert (await house.run(TaskName.CATEGORY, full=True)).flags == []


async def test_a_product_that_cannot_be_read_ends_no_run_and_is_tried_again(house: House) -> None:
    await house.has("products", a_product("torn", components="none"), a_product("mug"))
    assert (await house.run(TaskName.PRODUCT)).set_aside == 1
    assert (await house.run(TaskName.PRODUCT)).set_aside == 1
    assert [(row.key, row.failures) for row in await house.rows.set_aside("acme")] == [("torn", 2)]

    await house.has("products", a_product("torn"))
    await house.run(TaskName.PRODUCT)

    assert (await house.in_flow("products")).keys() == {"mug", "torn"}
    assert await house.rows.set_aside("acme") == []


async def test_what_was_refused_of_a_product_that_omnium_never_had_is_forgotten(house: House) -> None:
    refused = ExportedRow(
        "product", "ghost", "ghost", house.parts.clock.now(), None, "ghost", error="refused"
    )
    await house.rows.note("acme", [refused])

    await house.run(TaskName.PRODUCT, dry=True)
    assert await house.rows.set_aside("acme") == [refused]
    await house.run(TaskName.PRODUCT)

    assert await house.rows.set_aside("acme") == []
