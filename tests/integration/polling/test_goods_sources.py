"""What polls find of receptions and levels, store by store."""

from datetime import timedelta

from flow_omnium.jobs.kinds import JobKind
from flow_omnium.testing.tenants import a_tenant
from receivement_sync.polling.receivements import ReceivementsSource
from receivement_sync.polling.stock import StockSource
from rigs.polling.world import World
from simulators.testing import SECRET

GOODS = [{"productUid": "p1", "quantity": 100, "receivementItemUid": "i1"}]


def with_stores(world: World, **stores: bool) -> None:
    """Give the tenant stores, each with whether its stock is Flow's."""
    settings = {uid: {"OMNIUM_FLOW_STOCK_MASTER": is_flows} for uid, is_flows in stores.items()}
    world.tenant = a_tenant(flow={"apiToken": SECRET}, stores=settings)


async def received(world: World, uid: str, store: str = "oslo") -> None:
    await world.act("receive", storeUid=store, receivementUid=uid, items=GOODS)


async def test_a_reception_without_a_purchase_order_is_seen_by_its_own_uid(world: World) -> None:
    with_stores(world, oslo=False)
    await received(world, "r-1")
    (seen,) = await world.seen_by(ReceivementsSource(world.flow))
    assert (seen.kind, seen.key) == (JobKind.RECEIVEMENT, "r-1")
    assert seen.event == {"storeUid": "oslo", "receivementUid": "r-1"}
    assert seen.version.startswith("r-1@")


async def test_a_store_that_cannot_be_listed_is_flagged_and_keeps_no_other_from_being_read(
    world: World,
) -> None:
    with_stores(world, atlantis=False, oslo=False)
    await received(world, "r-1")
    assert [one.key for one in await world.seen_by(ReceivementsSource(world.flow))] == ["r-1"]
    (flag,) = world.flags
    assert "receptions of store atlantis cannot be listed" in flag


async def test_only_stores_whose_stock_is_flows_are_asked_for_levels(world: World) -> None:
    with_stores(world, oslo=True, bergen=False)
    world.now += timedelta(minutes=1)
    for store in ("oslo", "bergen"):
        path = f"/_sim/tenants/acme/stock/{store}/p1"
        stored = await world.flow_api.put(path, {"quantityStock": 100})
        assert stored.status < 300, stored.text
    seen = await world.seen_by(StockSource(world.flow))
    assert {one.kind for one in seen} == {JobKind.STOCK_LEVEL}
    assert [one.key.partition("@")[0] for one in seen] == ["oslo"]


async def test_a_store_whose_levels_cannot_be_read_is_flagged(world: World) -> None:
    with_stores(world, oslo=True)
    await world.refuse(world.flow_api, "*/stores/*/stock", 400)
    assert await world.seen_by(StockSource(world.flow)) == []
    (flag,) = world.flags
    assert flag.startswith("store oslo: its stock is Flow's")
