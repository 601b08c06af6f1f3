"""The shop sells while levels are written: no sale is undone that is known by then, whatever the order of things."""

from datetime import timedelta

import pytest

from flow_omnium.jobs.work import Work
from flow_omnium.outcomes import Unavailable
from flow_omnium.runtime.clock import SystemClock
from rigs.catalogue.house import House
from rigs.catalogue.stockroom import PUT_STOCK, READ_STOCK, SEARCH, SET_STOCK, Stockroom

SALE = Work("outbound-order", "sale-1", "oslo")
WAITS = "stock-level oslo/mug waits for job outbound-order sale-1: what it tells may not be in Omnium yet"
MOVED = "stock-level oslo/mug waits for the next run: the level moved from 500 to 400 while this one went on"


@pytest.fixture
async def stock(house: House) -> Stockroom:
    """Five of each on both sides, and the run before has seen it. Somebody then counts ten mugs and caps in Omnium."""
    room = Stockroom(house)
    await room.furnish()
    await room.omnium(mug=5, cap=5)
    await room.run()
    await room.omnium(mug=10, cap=10)
    await house.writes()
    return room


async def test_a_sale_after_flow_was_read_first_is_not_undone(stock: Stockroom) -> None:
    async with stock.during_run(SEARCH, skip=1) as told:
        await stock.sell("mug")
    assert await stock.levels() == {"oslo/mug": 400, "oslo/cap": 1000}
    assert await stock.waiting() == ["oslo/mug"]
    assert MOVED in told


async def test_without_a_sale_the_same_run_writes_both(stock: Stockroom) -> None:
    async with stock.during_run(SEARCH, skip=1):
        pass
    assert await stock.levels() == {"oslo/mug": 1000, "oslo/cap": 1000}
    assert await stock.waiting() == []


async def test_a_sale_just_before_the_last_look_is_not_undone(stock: Stockroom) -> None:
    async with stock.during_run(READ_STOCK, skip=1):
        await stock.sell("mug")
    assert await stock.levels() == {"oslo/mug": 400, "oslo/cap": 1000}


async def test_the_window_between_the_last_look_and_the_write_remains(stock: Stockroom) -> None:
    async with stock.during_run(SET_STOCK):
        await stock.sell("mug")
    assert (await stock.levels())["oslo/mug"] == 1000


async def test_what_has_moved_is_written_by_the_next_run(stock: Stockroom) -> None:
    async with stock.during_run(READ_STOCK, skip=1):
        await stock.sell("mug")
    await stock.omnium(mug=9)  # the sale has come to Omnium
    await stock.run()
    assert (await stock.levels())["oslo/mug"] == 900
    assert await stock.waiting() == []


async def test_a_sale_whose_job_is_under_way_waits_for_it(stock: Stockroom) -> None:
    await stock.sell("mug")
    await stock.order("sale-1", "mug")
    stock.house.work.jobs[SALE] = None
    tally = await stock.run()
    assert await stock.levels() == {"oslo/mug": 400, "oslo/cap": 1000}
    assert await stock.waiting() == ["oslo/mug"]
    assert WAITS in tally.told
    # It is no fault, and so nobody is alerted.
    assert (tally.written, tally.set_aside, await stock.aside()) == (1, 0, {})


async def test_a_level_that_waits_comes_later_although_no_delta_tells_of_it(stock: Stockroom) -> None:
    await stock.order("sale-1", "mug")
    stock.house.work.jobs[SALE] = None
    await stock.run()
    stock.house.work.jobs.clear()
    tally = await stock.run()
    assert tally.written == 1
    assert await stock.levels() == {"oslo/mug": 1000, "oslo/cap": 1000}
    assert await stock.waiting() == []


@pytest.mark.parametrize(("seconds_ago", "waits"), [(30, True), (3_600, False)])
async def test_a_job_that_ended_of_late_counts_since_search_shows_late(
    stock: Stockroom, seconds_ago: int, waits: bool
) -> None:
    await stock.order("sale-1", "mug")
    stock.house.work.jobs[SALE] = SystemClock().now() - timedelta(seconds=seconds_ago)
    await stock.run()
    assert bool(await stock.waiting()) is waits


async def test_a_job_that_comes_and_ends_while_the_run_goes_on_counts(stock: Stockroom) -> None:
    await stock.order("sale-1", "mug")
    async with stock.during_run(SEARCH, skip=1):
        stock.house.work.jobs[SALE] = SystemClock().now()
    assert await stock.waiting() == ["oslo/mug"]


async def test_a_job_of_another_product_holds_nothing_up(stock: Stockroom) -> None:
    await stock.order("sale-1", "shirt")
    stock.house.work.jobs[SALE] = None
    await stock.run()
    assert await stock.levels() == {"oslo/mug": 1000, "oslo/cap": 1000}


async def test_a_job_whose_order_flow_has_not_holds_nothing_up(stock: Stockroom) -> None:
    stock.house.work.jobs[SALE] = None
    await stock.run()
    assert await stock.levels() == {"oslo/mug": 1000, "oslo/cap": 1000}


async def test_a_job_whose_products_cannot_be_told_holds_up_its_store(stock: Stockroom) -> None:
    await stock.house.flow.put("/_sim/tenants/acme/orders/sale-1", {"orderUid": "sale-1", "items": "many"})
    stock.house.work.jobs[SALE] = None
    await stock.omnium("bergen", mug=3)
    await stock.run()
    assert await stock.levels() == {"oslo/mug": 500, "oslo/cap": 500, "bergen/mug": 300}


async def test_a_reception_under_way_holds_up_what_came(stock: Stockroom) -> None:
    order = {"storeUid": "oslo", "items": [{"purchaseOrderItemUid": "l1", "productUid": "cap"}]}
    await stock.house.flow.put("/_sim/tenants/acme/purchase-orders/po-1", order)
    stock.house.work.jobs[Work("receivement", "po-1", "oslo")] = None
    await stock.run()
    assert await stock.levels() == {"oslo/mug": 1000, "oslo/cap": 500}


async def test_a_write_that_was_not_answered_is_not_repeated(stock: Stockroom) -> None:
    fault = {"method": "PUT", "route": SET_STOCK, "kind": "written_no_answer", "count": 9}
    await stock.house.flow.post("/_sim/faults", fault)
    with pytest.raises(Unavailable):
        await stock.run()
    await stock.house.flow.delete("/_sim/faults")
    await stock.sell("mug")
    await stock.omnium(mug=9)
    await stock.house.writes()
    await stock.run()
    assert await stock.levels() == {"oslo/mug": 900, "oslo/cap": 1000}
    assert PUT_STOCK not in await stock.house.writes()


async def test_a_level_that_waits_and_is_as_before_again_waits_no_longer(stock: Stockroom) -> None:
    await stock.order("sale-1", "mug")
    stock.house.work.jobs[SALE] = None
    await stock.run()
    await stock.omnium(mug=5)
    await stock.run()
    assert await stock.waiting() == []


async def test_a_level_that_waits_in_a_store_that_is_flows_by_now_is_forgotten(stock: Stockroom) -> None:
    await stock.order("sale-1", "mug")
    stock.house.work.jobs[SALE] = None
    await stock.run()
    stock.house.stores = {"oslo": {"OMNIUM_FLOW_STOCK_MASTER": True}}
    stock.house.work.jobs.clear()
    await stock.run()
    assert await stock.waiting() == []
    assert await stock.levels() == {"oslo/mug": 500, "oslo/cap": 1000}


async def test_a_level_that_was_sold_and_counted_up_again_is_brought_once_more(stock: Stockroom) -> None:
    await stock.run()
    await stock.sell("mug")
    await stock.omnium(mug=9)  # the sale has come to Omnium
    await stock.omnium(mug=10)  # and somebody has found another one
    assert (await stock.levels())["oslo/mug"] == 900
    await stock.run()
    assert (await stock.levels())["oslo/mug"] == 1000
