"""Omnium's stock levels come to the shop: which, in which warehouses, and with what (catalog.md 4.11)."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from catalog_sync.breath import SECONDS_PER_LEVEL
from flow_omnium.outcomes import Ignored, Rejected
from flow_omnium.runtime.clock import SystemClock
from flow_omnium.tasks.kind import TaskName
from flow_omnium.tasks.task import RunRefused
from rigs.catalogue.goods import a_product, a_store
from rigs.catalogue.house import House
from rigs.catalogue.stockroom import PUT_STOCK, SET_STOCK, Stockroom


@pytest.fixture
async def stock(house: House) -> Stockroom:
    """Stores and products in both systems, and no level anywhere."""
    room = Stockroom(house)
    await room.furnish()
    return room


async def test_nothing_is_written_unless_omnium_is_master(stock: Stockroom) -> None:
    stock.house.connector["OmniumIsMasterForStock"] = False
    await stock.omnium(mug=5)
    with pytest.raises(Ignored, match="OmniumIsMasterForStock is off"):
        await stock.run()
    assert await stock.levels() == {}


async def test_levels_are_written_to_their_warehouses_as_hundredths(stock: Stockroom) -> None:
    await stock.omnium(mug=5, cap=1.5)
    await stock.omnium("bergen", mug=-2)
    tally = await stock.run()
    assert await stock.levels() == {"oslo/mug": 500, "oslo/cap": 150, "bergen/mug": -200}
    assert (tally.written, tally.set_aside) == (3, 0)
    assert "set stock-level oslo/cap (quantityStock: 150)" in tally.told
    assert (await stock.house.writes()).count(PUT_STOCK) == 2


async def test_behind_some_levels_a_run_leaves_the_processors_to_others_by_their_number(
    stock: Stockroom,
) -> None:
    rests: list[float] = []

    async def rest(seconds: float) -> None:
        rests.append(seconds)

    stock.house.parts = replace(stock.house.parts, rest=rest)
    await stock.omnium(mug=5, cap=1.5)
    await stock.omnium("bergen", mug=-2)
    await stock.run()
    assert sorted(rests) == pytest.approx([SECONDS_PER_LEVEL, 2 * SECONDS_PER_LEVEL])


async def test_a_third_decimal_is_rounded_half_up_and_told(stock: Stockroom) -> None:
    await stock.omnium(mug=0.125)
    tally = await stock.run()
    assert await stock.levels() == {"oslo/mug": 13}
    assert tally.flags == [
        "stock of mug in warehouse oslo: 0.125 has more than 2 decimals, Flow gets 13 hundredths"
    ]


async def test_an_unchanged_level_costs_no_call(stock: Stockroom) -> None:
    await stock.omnium(mug=5)
    await stock.run()
    await stock.house.writes()
    tally = await stock.run()  # the overlap brings it once more
    assert (tally.read, tally.unchanged, tally.written) == (1, 1, 0)
    assert await stock.house.writes() == []


async def test_only_what_has_changed_is_read_again(stock: Stockroom) -> None:
    await stock.omnium(mug=5, cap=1)
    await stock.run()
    await stock.omnium(mug=4)
    tally = await stock.run()
    assert tally.written == 1
    assert "set stock-level oslo/mug (quantityStock: 500 → 400)" in tally.told


async def test_what_flow_has_already_is_remembered_and_not_written(stock: Stockroom) -> None:
    await stock.flow(mug=500)
    await stock.omnium(mug=5)
    await stock.house.writes()
    assert (await stock.run()).written == 0
    assert PUT_STOCK not in await stock.house.writes()
    assert (await stock.run()).unchanged == 1


async def test_a_dry_run_tells_and_writes_nothing(stock: Stockroom) -> None:
    await stock.omnium(mug=5)
    tally = await stock.run(dry=True)
    assert tally.told == ["set stock-level oslo/mug (quantityStock: 500)"]
    assert await stock.levels() == {}
    assert [row async for row in stock.house.rows.each("acme", "stock-level")] == []


async def test_single_skus_are_compared_with_flow(stock: Stockroom) -> None:
    await stock.omnium(mug=5, cap=3)
    await stock.run()
    await stock.flow(mug=100, cap=100)
    await stock.run(skus=("mug",))
    assert await stock.levels() == {"oslo/mug": 500, "oslo/cap": 100}


async def test_a_full_run_finds_what_was_counted_otherwise_in_the_shop(stock: Stockroom) -> None:
    await stock.omnium(mug=5, cap=3)
    await stock.run()
    await stock.flow(mug=100)
    await stock.run()
    assert (await stock.levels())["oslo/mug"] == 100
    tally = await stock.run(full=True)
    assert (await stock.levels())["oslo/mug"] == 500
    assert (tally.written, tally.unchanged) == (1, 1)


async def test_a_store_whose_stock_is_flows_is_never_written(stock: Stockroom) -> None:
    stock.house.stores = {"bergen": {"OMNIUM_FLOW_STOCK_MASTER": True}}
    await stock.omnium(mug=5)
    await stock.omnium("bergen", mug=7)
    tally = await stock.run(full=True)
    assert await stock.levels() == {"oslo/mug": 500}
    assert (
        "stock of warehouse bergen is not written: OMNIUM_FLOW_STOCK_MASTER of store bergen is on"
        in tally.told
    )
    await stock.omnium("bergen", mug=8)
    await stock.run(skus=("mug",))
    assert await stock.levels() == {"oslo/mug": 500}


async def test_a_virtual_level_is_left_out(stock: Stockroom) -> None:
    await stock.items(
        {"sku": "mug", "warehouseCode": "oslo", "inventory": 5},
        {"sku": "cap", "warehouseCode": "oslo", "inventory": 2, "isVirtual": True},
    )
    await stock.run()
    assert await stock.levels() == {"oslo/mug": 500}


@pytest.mark.parametrize("kind", ["isPackage", "isBundle"])
async def test_a_package_is_left_out(stock: Stockroom, kind: str) -> None:
    await stock.house.has("products", a_product("cap", **{kind: True}))
    await stock.omnium(mug=5, cap=2)
    await stock.run()
    assert await stock.levels() == {"oslo/mug": 500}


async def test_a_level_waits_for_a_product_that_the_shop_has_not_got(stock: Stockroom) -> None:
    await stock.omnium(mug=5, kettle=2)
    tally = await stock.run()
    assert (tally.written, tally.set_aside) == (1, 0)
    assert "1 levels in warehouse oslo wait for their products, such as kettle" in tally.told
    await stock.run()
    await stock.run()
    await stock.house.has("products", a_product("kettle"))
    await stock.house.run_all()
    await stock.run()
    assert (await stock.levels())["oslo/kettle"] == 200


async def test_what_omnium_has_no_more_counts_as_zero_where_it_was_written_before(stock: Stockroom) -> None:
    await stock.omnium(mug=5, cap=3)
    await stock.run()
    await stock.flow(shirt=900)
    await stock.house.omnium.delete("/_sim/inventory/oslo/mug")
    await stock.run()
    assert (await stock.levels())["oslo/mug"] == 500
    await stock.run(full=True)
    assert await stock.levels() == {"oslo/mug": 0, "oslo/cap": 300, "oslo/shirt": 900}


async def test_many_levels_fall_to_zero_only_when_somebody_has_agreed(house: House) -> None:
    stock = Stockroom(house)
    skus = [f"p{number}" for number in range(60)]
    await stock.furnish(*skus)
    await stock.omnium(**dict.fromkeys(skus, 1))
    await stock.run()
    for sku in skus[:55]:
        await house.omnium.delete(f"/_sim/inventory/oslo/{sku}")
    with pytest.raises(RunRefused, match="55 of 60 stock levels are no longer in Omnium's answer"):
        await stock.run(full=True)
    assert sum(level == 0 for level in (await stock.levels()).values()) == 0
    await stock.run(full=True, confirmed=True)
    assert sum(level == 0 for level in (await stock.levels()).values()) == 55


async def test_web_warehouses_are_summed_up_in_flows_web_warehouse(stock: Stockroom) -> None:
    for name, web in (("web1", True), ("web2", True), ("cellar", False)):
        await stock.house.has("catalogue-stores", a_store(name, isPrimaryStore=False, isWebWarehouse=web))
        await stock.omnium(name, mug=2)
    await stock.house.edit(
        "warehouses",
        "online",
        {"warehouseUid": "online", "name": "Online", "accessList": [{"role": "VIEW", "storeUid": "oslo"}]},
    )
    await stock.run()
    assert await stock.levels() == {}
    stock.house.connector["FlowWebWarehouse"] = "online"
    await stock.run(full=True)
    assert await stock.levels() == {"online/mug": 400}
    await stock.omnium("web1", mug=7)
    await stock.run()
    assert await stock.levels() == {"online/mug": 900}


async def test_a_web_warehouse_that_flow_lacks_refuses_the_run(stock: Stockroom) -> None:
    stock.house.connector["FlowWebWarehouse"] = "nowhere"
    with pytest.raises(RunRefused, match="FlowWebWarehouse: Flow has no warehouse 'nowhere'"):
        await stock.run()


async def test_costs_go_along_where_the_settings_say_so(stock: Stockroom) -> None:
    own: dict[str, Any] = {"warehouseCode": "oslo", "inventory": 1, "costCurrency": "NOK"}
    await stock.items(
        {**own, "sku": "mug", "cost": 12.345},
        {**own, "sku": "cap", "cost": 9, "costCurrency": "EUR"},
        {**own, "sku": "shirt", "cost": 0},
    )
    await stock.run()
    assert await stock.costs() == {}
    stock.house.connector["UseCostPriceListInInventoryExport"] = True
    tally = await stock.run(full=True)
    assert await stock.costs() == {"oslo/mug": 1235}
    assert (tally.written, tally.unchanged) == (1, 2)
    assert (await stock.run(full=True)).written == 0


async def test_the_cost_price_list_comes_before_the_cost_of_a_level(stock: Stockroom) -> None:
    own: dict[str, Any] = {"warehouseCode": "oslo", "inventory": 1, "costCurrency": "NOK", "cost": 12}
    await stock.items({**own, "sku": "mug"}, {**own, "sku": "cap"})
    cost = {"productId": "mug", "currencyCode": "NOK"}
    await stock.house.has(
        "cost-prices",
        {**cost, "id": "all", "cost": 10},
        {**cost, "id": "own", "cost": 9.5, "storeId": "oslo"},
        {**cost, "id": "other", "cost": 1, "storeId": "bergen"},
    )
    stock.house.connector["UseCostPriceListInInventoryExport"] = True
    await stock.run()
    assert await stock.costs() == {"oslo/mug": 950, "oslo/cap": 1200}


async def test_a_bad_level_holds_up_no_other(stock: Stockroom) -> None:
    await stock.omnium(mug=1, cap=2, shirt=3)
    await stock.house.flow.delete("/_sim/tenants/acme/catalogue/products/cap")
    tally = await stock.run()
    assert (tally.written, tally.set_aside) == (2, 1)
    assert await stock.levels() == {"oslo/mug": 100, "oslo/shirt": 300}
    assert "items.0.productUid: 'cap' is unknown" in (await stock.aside())["oslo/cap"]


async def test_a_call_that_flow_does_not_know_ends_the_run_at_once(stock: Stockroom) -> None:
    await stock.omnium(mug=1, cap=2, shirt=3)
    await stock.house.writes()
    await stock.house.flow.post(
        "/_sim/faults", {"method": "PUT", "route": SET_STOCK, "kind": "status", "status": 405, "count": 9}
    )
    with pytest.raises(Rejected):
        await stock.run()
    assert (await stock.house.writes()).count(PUT_STOCK) == 1
    assert await stock.aside() == {}


async def test_all_levels_of_a_warehouse_are_brought_that_is_new(stock: Stockroom) -> None:
    await stock.house.has("catalogue-stores", a_store("alta"))
    await stock.omnium("alta", mug=3)
    await stock.omnium(mug=5)
    await stock.run()
    await stock.flow(mug=100)
    await stock.house.run_all()  # alta comes to Flow
    ahead(stock)  # and nothing has changed since in Omnium
    await stock.run()
    assert await stock.levels() == {"oslo/mug": 100, "alta/mug": 300}


async def test_all_levels_are_brought_of_a_store_whose_stock_is_omniums_from_now_on(stock: Stockroom) -> None:
    stock.house.stores = {"oslo": {"OMNIUM_FLOW_STOCK_MASTER": True}}
    await stock.omnium(mug=5)
    await stock.run()
    ahead(stock)
    await stock.run()
    assert await stock.levels() == {}
    stock.house.stores = {}
    ahead(stock)
    await stock.run()
    assert await stock.levels() == {"oslo/mug": 500}


def ahead(stock: Stockroom) -> None:
    """Let the next run look only at what changes after some minutes from now: at nothing."""
    stock.house.watermarks[TaskName.INVENTORY] = SystemClock().now() + timedelta(minutes=5)
