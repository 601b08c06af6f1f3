"""Many levels at once: read by a scroll, written some hundred at a time, and a bad one is found among them."""

import asyncio
from datetime import timedelta

import pytest

from catalog_sync.stock.work import MOST_READ
from flow_omnium.exported_rows.row import ExportedRow
from flow_omnium.jobs.work import Work
from flow_omnium.runtime.clock import SystemClock
from rigs.catalogue.house import House
from rigs.catalogue.stockroom import PUT_STOCK, SEARCH, Stockroom

MANY = [f"p{number}" for number in range(1_100)]


@pytest.fixture
async def stock(house: House) -> Stockroom:
    """As many products in the shop as fill a batch of a scroll, and some more."""
    room = Stockroom(house)
    await room.furnish("mug")
    at = SystemClock().now()
    await house.rows.note("acme", [ExportedRow("product", sku, sku, at, "d", sku) for sku in MANY])
    for start in range(0, len(MANY), 50):
        some = MANY[start : start + 50]
        records = ({"productUid": sku, "name": sku, "sku": sku} for sku in some)
        await asyncio.gather(*(house.edit("products", record["productUid"], record) for record in records))
    for start in range(0, len(MANY), 1_000):
        await room.omnium(**dict.fromkeys(MANY[start : start + 1_000], 3))
    await house.writes()
    return room


async def test_a_load_is_scrolled_and_written_in_few_calls(stock: Stockroom) -> None:
    tally = await stock.run()
    assert (tally.read, tally.written, tally.set_aside) == (1_100, 1_100, 0)
    assert set((await stock.levels()).values()) == {300}
    # 1,000 come at once, then 100: no call has more than 500.
    assert (await stock.house.writes()).count(PUT_STOCK) == 3


async def test_a_load_goes_on_where_a_scroll_has_expired(stock: Stockroom) -> None:
    fault = {"method": "GET", "route": "/api/Inventory/Scroll/{id}", "kind": "status", "status": 404}
    await stock.house.omnium.post("/_sim/faults", fault)
    tally = await stock.run()
    assert (tally.written, len(await stock.levels())) == (1_100, 1_100)


async def test_one_bad_level_among_many_is_found_in_few_calls(stock: Stockroom) -> None:
    await stock.house.flow.delete("/_sim/tenants/acme/catalogue/products/p77")
    tally = await stock.run()
    assert (tally.written, tally.set_aside) == (1_099, 1)
    assert list(await stock.aside()) == ["oslo/p77"]
    assert (await stock.house.writes()).count(PUT_STOCK) < 3 + 2 * 10


async def test_a_full_run_that_finds_nothing_reads_flow_and_omnium_once(stock: Stockroom) -> None:
    await stock.run()
    await stock.house.omnium.delete("/_sim/calls")
    tally = await stock.run(full=True)
    assert (tally.written, tally.unchanged) == (0, 1_100)
    calls = [call["path"] for call in (await stock.house.omnium.get("/_sim/calls")).json]
    assert calls.count(SEARCH) == 1


async def test_beyond_very_many_jobs_whole_stores_wait(stock: Stockroom) -> None:
    ended = SystemClock().now() + timedelta(hours=1)
    jobs = [Work("outbound-order", f"o-{number}", "bergen") for number in range(MOST_READ)]
    stock.house.work.jobs |= dict.fromkeys(jobs, ended)
    stock.house.work.jobs[Work("outbound-order", "one-more", "oslo")] = ended
    tally = await stock.run(skus=("p1",))
    assert tally.written == 0
    assert await stock.waiting() == ["oslo/p1"]
