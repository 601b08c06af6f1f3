"""When a sender's coming is noted, and what that costs the door."""

import asyncio
from datetime import timedelta

from flow_omnium.runtime.database import DatabaseError
from flow_omnium.tenants.senders import WRONG, Sighting
from flow_omnium.testing.clock import FixedClock
from flow_omnium.testing.polling import until
from flow_omnium.testing.senders import MemorySightings
from webhook_gateway.sender_watch import NOTED_EVERY_SECONDS, SenderWatch

SECRET = "0a0a0a0a"


class World:
    """A watch, and the time that it is told."""

    def __init__(self) -> None:
        self.seconds = 1000.0
        self.clock = FixedClock()
        self.kept = MemorySightings()
        self.watch = SenderWatch(self.kept, self.clock, timer=lambda: self.seconds)

    def wait(self, seconds: float) -> None:
        self.seconds += seconds
        self.clock.advance(timedelta(seconds=seconds))

    async def seen(self) -> list[Sighting]:
        return list(await self.kept.of("acme"))


async def test_a_sender_is_noted_soon_and_then_once_a_minute() -> None:
    world = World()
    async with world.watch:
        for _ in range(1000):
            world.watch.came("acme", "omnium", SECRET)
        (first,) = await until("it is noted", world.seen)
        world.wait(NOTED_EVERY_SECONDS - 1)
        world.watch.came("acme", "omnium", SECRET)
    assert (await world.seen(), world.kept.writes) == ([first], 1)


async def test_after_a_minute_the_later_time_counts() -> None:
    world = World()
    async with world.watch:
        world.watch.came("acme", "omnium", SECRET)
        world.wait(NOTED_EVERY_SECONDS)
        world.watch.came("acme", "omnium", SECRET)
    assert [one.at for one in await world.seen()] == [world.clock.now()]


async def test_every_secret_and_a_wrong_one_is_noted_by_itself() -> None:
    world = World()
    async with world.watch:
        for sender, secret in (("omnium", SECRET), ("omnium", WRONG), ("flow", SECRET)):
            world.watch.came("acme", sender, secret)
    assert {(one.sender, one.secret) for one in await world.seen()} == {
        ("omnium", SECRET), ("omnium", WRONG), ("flow", SECRET)
    }  # fmt: skip


async def test_what_the_database_did_not_take_goes_along_with_the_next() -> None:
    world = World()
    async with world.watch:
        world.kept.fails = DatabaseError("away")
        world.watch.came("acme", "omnium", SECRET)
        await asyncio.sleep(0.7)
        world.kept.fails = None
        world.watch.came("acme", "flow", SECRET)
        await until("both are noted", lambda: _are(world, 2))


async def _are(world: World, count: int) -> bool:
    return len(await world.seen()) == count
