"""What waits in virtual time is done at once, in its order."""

import asyncio

import pytest

from flow_omnium.testing.virtual_time import LoopClock, in_virtual_time


@in_virtual_time
async def test_those_who_wait_go_on_in_the_order_of_their_times() -> None:
    woken: list[tuple[str, float]] = []

    async def wait(name: str, seconds: float) -> None:
        await asyncio.sleep(seconds)
        woken.append((name, asyncio.get_running_loop().time()))

    await asyncio.gather(wait("in a day", 86_400), wait("in an hour", 3_600), wait("at once", 0))

    assert woken == [("at once", 0), ("in an hour", 3_600), ("in a day", 86_400)]


@in_virtual_time
async def test_no_time_passes_while_something_goes_on() -> None:
    began = LoopClock().now()

    for _ in range(1_000):
        await asyncio.sleep(0)

    assert LoopClock().now() == began


@in_virtual_time
async def test_a_time_out_ends_what_waits_for_longer() -> None:
    began = LoopClock().now()

    with pytest.raises(TimeoutError):
        async with asyncio.timeout(60):
            await asyncio.Event().wait()

    assert (LoopClock().now() - began).total_seconds() == 60
