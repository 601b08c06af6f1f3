"""What moves in a warehouse whose stock is Flow's comes to Omnium: by its events, and by a scheduled look."""

from datetime import timedelta
from typing import Any

import pytest

from flow_omnium.jobs.handler import JobContext
from flow_omnium.jobs.kinds import JobKind
from flow_omnium.jobs.sync import SyncHandler
from flow_omnium.outcomes import Deferred, Ignored
from flow_omnium.runtime.clock import SystemClock
from receivement_sync.stock.gather import READ_BY_KEY
from receivement_sync.stock.sync import DEBOUNCE_SECONDS, LOOKS_BACK, StockLevelSync
from simulators.testing import SECRET

MASTER = {"oslo": {"OMNIUM_FLOW_STOCK_MASTER": True}, "bergen": {}}


@pytest.fixture
async def shop(stockroom: Any) -> Any:
    """Oslo's stock is Flow's; both sides have ten mugs in both stores."""
    stockroom.stores = MASTER
    for store in ("oslo", "bergen"):
        await put(stockroom, store, "mug", 1000)
        await stockroom.omnium.put(f"/_sim/inventory/{store}/MUG", {"inventory": 10})
    return stockroom


async def put(room: Any, warehouse: str, uid: str, level: int) -> None:
    level_of = {"quantityStock": level, "sku": uid.upper()}
    answer = await room.flow.put(f"/_sim/tenants/acme/stock/{warehouse}/{uid}", level_of)
    assert answer.status == 200, answer.text


async def sell(room: Any, warehouse: str = "oslo", quantity: int = 100) -> None:
    await room.act("sellStock", warehouseUid=warehouse, productUid="mug", quantity=quantity)


def job_of(
    room: Any, key: str, *, is_rerun: bool = True, after: timedelta = timedelta(0), **event: str
) -> JobContext:
    accepted = SystemClock().now() + after
    tenant = room.job("any").tenant

    async def wakes(*_job: object) -> None:
        """Nothing is woken here: a worker has it, and by it a job knows that it has come by an event."""

    return JobContext(
        "job-1",
        tenant,
        JobKind.STOCK_LEVEL,
        key,
        event,
        accepted,
        is_rerun=is_rerun,
        wakes=wakes,
        accepted_at=accepted,
    )


async def sync(room: Any, key: str = "oslo", **how: Any) -> list[str]:
    job = job_of(room, key, **how)
    try:
        await SyncHandler(StockLevelSync(*room.clients))(job)
    finally:
        room.flags = job.journal.flags
    return job.journal.changes


async def test_a_sale_comes_to_omnium(shop: Any) -> None:
    await sell(shop)
    assert await sync(shop) == ["set stock levels in warehouse oslo (stock of MUG: 10 → 9)"]
    assert await shop.levels() == {("oslo", "MUG"): 9, ("bergen", "MUG"): 10}


async def test_the_first_run_only_waits_for_more_to_move(shop: Any) -> None:
    with pytest.raises(Deferred, match="more may move") as waiting:
        await sync(shop, is_rerun=False)
    assert waiting.value.after_seconds == DEBOUNCE_SECONDS
    assert await shop.writes() == []


async def test_a_scheduled_look_has_waited_already(shop: Any) -> None:
    await sell(shop)
    assert await sync(shop, "oslo@all", is_rerun=False) != []


async def test_of_a_store_whose_stock_is_omniums_nothing_is_told(shop: Any) -> None:
    await sell(shop, "bergen")
    for event in ({}, {"storeUid": "bergen"}, {"storeUid": "oslo"}):
        with pytest.raises(Ignored, match="the stock of warehouse bergen is not Flow's"):
            await sync(shop, "bergen", is_rerun=False, **event)
    assert await shop.writes() == []


async def test_what_agrees_is_not_written_so_that_our_own_events_end(shop: Any) -> None:
    with pytest.raises(Ignored, match="the stock levels agree"):
        await sync(shop)
    assert await shop.writes() == []


async def test_what_moved_long_ago_is_left_to_the_scheduled_look(shop: Any) -> None:
    await sell(shop)
    late = LOOKS_BACK + timedelta(minutes=1)
    with pytest.raises(Ignored, match="nothing has changed in warehouse oslo"):
        await sync(shop, after=late)
    assert await sync(shop, after=late - timedelta(minutes=2)) != []


@pytest.mark.parametrize(
    ("window", "finds"),
    [("all", True), ("2020-01-01T00:00:00+00:00", True), ("2999-01-01T00:00:00+00:00", False)],
)
async def test_a_scheduled_look_says_itself_how_far_it_looks_back(
    shop: Any, window: str, finds: bool
) -> None:
    await sell(shop)
    if finds:
        assert await sync(shop, f"oslo@{window}", after=timedelta(days=30)) != []
        return
    with pytest.raises(Ignored):
        await sync(shop, f"oslo@{window}")


async def test_very_many_levels_are_read_by_search(shop: Any) -> None:
    many = range(READ_BY_KEY + 1)
    for number in many:
        await put(shop, "oslo", f"p{number}", 100)
    await shop.omnium.patch("/_sim/config", {"indexLagSeconds": 0})
    await sync(shop)
    levels = await shop.levels()
    assert {levels["oslo", f"P{number}"] for number in many} == {1}
    calls = [call["path"] for call in (await shop.omnium.get("/_sim/calls")).json]
    assert "/api/Inventory/Search" in calls
    assert "/api/Inventory/P1" not in calls


@pytest.fixture
async def roomy(shop: Any) -> Any:
    """Both stores have a second warehouse, of a name that is no store's."""
    warehouses = {"oslo": ["oslo", "central"], "bergen": ["bergen", "web"]}
    settings = {"tenantUid": "acme", "apiToken": SECRET, "stores": ["oslo", "bergen"]}
    await shop.flow.post("/_sim/tenants", {**settings, "warehouses": warehouses})
    return shop


@pytest.mark.parametrize("event", [{}, {"storeUid": "oslo"}, {"storeUid": "bergen"}])
async def test_any_other_warehouse_is_flows_where_its_store_is(roomy: Any, event: dict[str, str]) -> None:
    await put(roomy, "central", "mug", 300)
    await put(roomy, "web", "mug", 300)
    await sync(roomy, "central", **event)
    assert (await roomy.levels())["central", "MUG"] == 3
    with pytest.raises(Ignored, match="no store whose stock is Flow's may view warehouse web"):
        await sync(roomy, "web", **event)
    assert ("web", "MUG") not in await roomy.levels()


async def test_a_warehouse_that_is_only_shared_is_its_owners(roomy: Any) -> None:
    access = "/v2/tenants/acme/stores/oslo/warehouses/web/access"
    assert (await roomy.flow.post(access, {"role": "VIEW"})).status == 200
    await put(roomy, "web", "mug", 300)
    with pytest.raises(Ignored, match="the stock of store bergen is not Flow's"):
        await sync(roomy, "web")


async def test_a_sku_that_omnium_refuses_is_flagged_and_holds_up_no_other(shop: Any) -> None:
    await put(shop, "oslo", "odd", 300)
    await sell(shop)
    await shop.omnium.patch("/_sim/config", {"refusedSkus": ["ODD"]})
    await sync(shop)
    assert await shop.levels() == {("oslo", "MUG"): 9, ("bergen", "MUG"): 10}
    assert any("'ODD' is unknown" in flag for flag in shop.flags)


async def test_a_warehouse_that_omnium_lacks_is_flagged(shop: Any) -> None:
    await shop.omnium.put("/_sim/stores/oslo", {"isWarehouse": False})
    await sell(shop)
    with pytest.raises(Ignored, match="Omnium has no warehouse oslo"):
        await sync(shop)
    assert shop.flags == ["warehouseUid: 'oslo' is not a warehouse of Omnium"]
