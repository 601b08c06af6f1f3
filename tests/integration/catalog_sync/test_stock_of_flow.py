"""Stores whose stock is Flow's: the task looks what has moved there, and asks for a job of each warehouse."""

from datetime import timedelta

import pytest

from flow_omnium.jobs.kinds import JobKind
from flow_omnium.outcomes import Ignored
from flow_omnium.runtime.clock import SystemClock
from flow_omnium.tasks.kind import TaskName
from flow_omnium.tasks.task import OVERLAP
from rigs.catalogue.house import House
from rigs.catalogue.stockroom import Stockroom

MASTER = {"oslo": {"OMNIUM_FLOW_STOCK_MASTER": True}}


@pytest.fixture
async def stock(house: House) -> Stockroom:
    """Levels in both stores; oslo's are Flow's."""
    room = Stockroom(house)
    await room.furnish()
    house.stores = dict(MASTER)
    await room.flow("oslo", mug=500)
    await room.flow("bergen", mug=500)
    return room


async def test_a_full_run_asks_for_all_levels_of_these_stores_alone(stock: Stockroom) -> None:
    tally = await stock.run(full=True)
    assert stock.house.woken == [(JobKind.STOCK_LEVEL, "oslo@all", {"storeUid": "oslo"})]
    assert "ask for a comparison of the levels in warehouse oslo, whose stock is Flow's" in tally.told


@pytest.mark.parametrize(("minutes", "asks"), [(-1, True), (5, False)])
async def test_a_delta_asks_only_where_something_has_moved_since(
    stock: Stockroom, minutes: int, asks: bool
) -> None:
    await stock.run()  # from now on the store is known
    stock.house.woken.clear()
    since = SystemClock().now() + timedelta(minutes=minutes)
    stock.house.watermarks[TaskName.INVENTORY] = since
    await stock.run()
    keys = [key for _kind, key, _event in stock.house.woken]
    assert keys == ([f"oslo@{(since - OVERLAP).isoformat()}"] if asks else [])


async def test_it_looks_although_no_stock_is_exported(stock: Stockroom) -> None:
    stock.house.connector["OmniumIsMasterForStock"] = False
    await stock.omnium("bergen", mug=9)
    tally = await stock.run()
    assert len(stock.house.woken) == 1
    assert "stock levels are not exported: OmniumIsMasterForStock is off" in tally.told
    assert (await stock.levels())["bergen/mug"] == 500


async def test_without_such_a_store_and_without_the_switch_there_is_nothing_to_do(stock: Stockroom) -> None:
    stock.house.connector["OmniumIsMasterForStock"] = False
    stock.house.stores = {"oslo": {"OMNIUM_FLOW_STOCK_MASTER": False}}
    with pytest.raises(Ignored):
        await stock.run()
    assert stock.house.woken == []


async def test_a_dry_run_only_tells(stock: Stockroom) -> None:
    tally = await stock.run(dry=True)
    assert stock.house.woken == []
    assert any(line.startswith("ask for a comparison") for line in tally.told)


async def test_a_store_that_flow_has_not_is_flagged_and_hinders_no_other(stock: Stockroom) -> None:
    stock.house.stores = {"nowhere": MASTER["oslo"], **MASTER}
    tally = await stock.run()
    assert len(stock.house.woken) == 1
    assert any(
        flag.startswith("store nowhere: its stock is Flow's, and cannot be read") for flag in tally.flags
    )


async def test_a_store_whose_stock_is_flows_from_now_on_is_compared_whole(stock: Stockroom) -> None:
    stock.house.stores = {}
    await stock.run()
    stock.house.stores = dict(MASTER)
    stock.house.watermarks[TaskName.INVENTORY] = SystemClock().now() + timedelta(minutes=5)
    await stock.run()
    assert [key for _kind, key, _event in stock.house.woken] == ["oslo@all"]
