"""What polls find of orders and receipts, in both systems over HTTP."""

from datetime import timedelta

import pytest

from flow_omnium.jobs.kinds import JobKind, tells_deletion
from flow_omnium.omnium.versions import GONE
from flow_omnium.outcomes import Deferred, Ignored
from flow_omnium.polling.source import Sighting, Window
from flow_omnium.testing.tenants import a_tenant
from order_sync.polling.flow_orders import FlowOrdersSource
from order_sync.polling.omnium_orders import OmniumOrdersSource
from order_sync.polling.receipts import ReceiptsSource
from rigs.polling.world import HOUR, NOON, World
from simulators.clock import seven_digits
from simulators.testing import SECRET

ITEM = {"productUid": "p1", "quantity": 100, "unitPrice": 10000}
PAID = [{"settlementCode": "CARD", "amount": 10000}]
RECEIPTS_ARE_SENT = {
    "OMNIUM_CLIENT_ID": "x",
    "OMNIUM_CLIENT_SECRET": "made-up",
    "OMNIUM_SEND_ORDER_RECEIPT_TO_OMNIUM": True,
}


async def test_orders_that_changed_in_omnium_are_seen_in_their_version(world: World) -> None:
    world.has_order("A", versionId="v7")
    assert await world.seen_by(OmniumOrdersSource(world.omnium)) == [
        Sighting(JobKind.INBOUND_ORDER, "A", "v7", at=NOON)
    ]


async def test_orders_of_types_that_no_shop_handles_are_left_out(world: World) -> None:
    for order_id, order_type in (
        ("A", "Online"),
        ("B", "POS"),
        ("C", "Subscription"),
        ("D", "clickandCOLLECT"),
    ):
        world.has_order(order_id, orderType=order_type)
    found = await world.seen_by(OmniumOrdersSource(world.omnium))
    assert sorted(one.key for one in found) == ["A", "D"]


async def test_a_type_that_the_tenant_names_is_seen_as_well(world: World) -> None:
    world.tenant = a_tenant(flow={"apiToken": SECRET}, orderTypes={"clickAndCollect": ["Bopis"]})
    world.has_order("A", orderType="Bopis")
    assert [one.key for one in await world.seen_by(OmniumOrdersSource(world.omnium))] == ["A"]


async def test_what_changed_outside_the_window_is_not_seen(world: World) -> None:
    world.has_order("A")
    later = Window(NOON + timedelta(seconds=1), NOON + timedelta(hours=1))
    assert await world.seen_by(OmniumOrdersSource(world.omnium), later) == []


async def test_several_batches_of_orders_are_all_seen(world: World) -> None:
    for number in range(2_300):
        world.has_order(f"O-{number}")
    assert len({one.key for one in await world.seen_by(OmniumOrdersSource(world.omnium))}) == 2_300


async def test_an_order_that_was_deleted_for_good_is_told_as_deleted(world: World) -> None:
    world.has_order("A")
    deleted = await world.omnium_api.delete("/api/Orders/A?deletePermanently=true")
    assert deleted.status == 200, deleted.text
    (seen,) = await world.seen_by(OmniumOrdersSource(world.omnium))
    assert (seen.key, seen.version) == ("A", GONE)
    assert tells_deletion(seen.event)


async def test_without_the_right_to_the_event_log_orders_are_seen_all_the_same(world: World) -> None:
    world.has_order("A")
    await world.refuse(world.omnium_api, "/api/EventLog/Search", 403)
    assert [one.key for one in await world.seen_by(OmniumOrdersSource(world.omnium))] == ["A"]


async def test_a_system_that_asks_us_to_slow_down_ends_the_poll_for_now(world: World) -> None:
    await world.refuse(world.omnium_api, "/api/Orders/Scroll", 429)
    with pytest.raises(Deferred):
        await world.seen_by(OmniumOrdersSource(world.omnium))


async def test_an_order_that_cannot_be_read_is_told_and_hides_no_other(world: World) -> None:
    world.has_order("A")
    world.omnium_state.orders.put("B", {"id": None, "modified": seven_digits(NOON)}, 0)
    assert [one.key for one in await world.seen_by(OmniumOrdersSource(world.omnium))] == ["A"]
    (flag,) = world.flags
    assert "a record of a list cannot be read" in flag


async def test_a_cancellation_at_the_till_is_seen_though_flow_publishes_no_event_of_it(world: World) -> None:
    source = FlowOrdersSource(world.flow)
    await world.act("open", storeUid="oslo", orderUid="o-1", items=[ITEM])
    (before,) = await world.seen_by(source)
    world.now += timedelta(minutes=1)
    await world.act("cancel", orderUid="o-1")
    (after,) = await world.seen_by(source)
    assert before.kind == after.kind == JobKind.OUTBOUND_ORDER
    assert (before.key, after.key, after.event) == ("o-1", "o-1", {"storeUid": "oslo"})
    assert before.version != after.version


@pytest.mark.parametrize("status", [400, 403, 404])
async def test_a_flow_without_a_search_for_orders_is_told_and_is_no_failure(
    world: World, status: int
) -> None:
    await world.refuse(world.flow_api, "*/orders/search", status)
    with pytest.raises(Ignored, match="receipts tell of sales"):
        await world.seen_by(FlowOrdersSource(world.flow))


async def test_receipts_that_were_settled_are_seen_by_their_order(world: World) -> None:
    world.tenant = a_tenant(flow={"apiToken": SECRET}, parameters=RECEIPTS_ARE_SENT)
    await world.act("sell", storeUid="oslo", orderUid="s-1", items=[ITEM], settlements=PAID)
    (seen,) = await world.seen_by(ReceiptsSource(world.flow))
    assert (seen.kind, seen.key) == (JobKind.ORDER_RECEIPT, "s-1")


async def test_where_orders_are_not_listed_a_receipt_tells_of_its_sale_too(world: World) -> None:
    world.tenant = a_tenant(flow={"apiToken": SECRET}, parameters=RECEIPTS_ARE_SENT)
    await world.act("sell", storeUid="oslo", orderUid="s-1", items=[ITEM], settlements=PAID)
    await world.refuse(world.flow_api, "*/orders/search", 404)
    seen = await world.seen_by(ReceiptsSource(world.flow))
    assert {one.kind for one in seen} == {JobKind.ORDER_RECEIPT, JobKind.OUTBOUND_ORDER}
    assert len({one.version for one in seen}) == 1


async def test_receipts_that_are_not_sent_are_not_asked_for_by_a_job(world: World) -> None:
    await world.act("sell", storeUid="oslo", orderUid="s-1", items=[ITEM], settlements=PAID)
    assert await world.seen_by(ReceiptsSource(world.flow), HOUR) == []
