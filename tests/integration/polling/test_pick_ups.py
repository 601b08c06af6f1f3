"""Until when orders should be collected, as the poll of Omnium's orders tells it of both systems over HTTP."""

from datetime import UTC, datetime, timedelta

import pytest

from flow_omnium.polling.expectation import Expectation, OverdueState
from flow_omnium.polling.source import Sighting
from flow_omnium.testing.tenants import a_tenant
from order_sync.polling.omnium_orders import OmniumOrdersSource
from order_sync.polling.pick_ups import PickUps
from rigs.polling.world import HOUR, NOON, World
from simulators.clock import seven_digits
from simulators.testing import SECRET

FRIDAY = NOON + timedelta(days=4)
TWO_DAYS = {
    "OMNIUM_CLIENT_ID": "x",
    "OMNIUM_CLIENT_SECRET": "made-up",
    "OMNIUM_CLICK_COLLECT_EXPIRY_DAYS": 2,
}


async def expected(world: World) -> dict[str, tuple[Expectation, ...]]:
    """Return what the poll expects of each order."""
    source = OmniumOrdersSource(world.omnium, PickUps(world.omnium, world.flow))
    return {one.key: one.expects for one in await world.seen_by(source)}


async def test_a_deadline_that_omnium_tells_is_the_deadline(world: World) -> None:
    world.has_order("A", customerPickupDeadline=seven_digits(FRIDAY))
    assert await expected(world) == {"A": (Expectation(OverdueState.PICK_UP, FRIDAY, is_told=True),)}


@pytest.mark.parametrize("status", ["PickedUp", "Completed", "OrderCanceledByCustomer", "NotCollected"])
async def test_an_order_that_is_over_is_awaited_no_more(world: World, status: str) -> None:
    world.has_order("A", customerPickupDeadline=seven_digits(FRIDAY), status=status)
    ((one,),) = (await expected(world)).values()
    assert one.is_met


async def test_without_one_the_tenants_working_days_say_it(world: World) -> None:
    world.tenant = a_tenant(flow={"apiToken": SECRET, "countryCode": "NO"}, parameters=TWO_DAYS)
    world.has_order("A")
    end_of_day = datetime(2026, 3, 4, 22, 59, 59, tzinfo=UTC)
    assert await expected(world) == {"A": (Expectation(OverdueState.PICK_UP, end_of_day),)}


async def test_where_nobody_says_it_and_of_what_nobody_collects_nothing_is_expected(world: World) -> None:
    world.has_order("A")
    world.has_order("B", orderType="Online", customerPickupDeadline=seven_digits(FRIDAY))
    assert await expected(world) == {"A": (), "B": ()}


async def test_an_order_is_read_again_and_one_that_is_gone_is_left_out(world: World) -> None:
    world.has_order("A", customerPickupDeadline=seven_digits(FRIDAY))
    again = PickUps(world.omnium, world.flow).read_again(world.tenant, ["A", "gone"], HOUR.until)
    found: list[Sighting] = [one async for one in again]
    assert [(one.key, one.version) for one in found] == [("A", "v1")]
    assert [one.by for one in found[0].expects] == [FRIDAY]
