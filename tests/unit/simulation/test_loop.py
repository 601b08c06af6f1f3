"""A seed decides in which order processes go on; each keeps its own order, time passes at once, and who dies does nothing more."""

import asyncio
import random
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from rigs.simulation.loop import SimulationLoop, StandstillError
from rigs.simulation.processes import OUTSIDE, process_of

Play = Callable[[SimulationLoop], Coroutine[Any, Any, Any]]


def played(play: Play, seed: int = 0) -> tuple[Any, SimulationLoop]:
    """Play it to its end; return what it returns, and the loop."""
    loop = SimulationLoop(random.Random(seed))  # noqa: S311 - no secret
    try:
        return loop.run_until_complete(play(loop)), loop
    finally:
        loop.close()


async def two_at_once(loop: SimulationLoop) -> list[str]:
    """Two processes, each with three turns."""
    told: list[str] = []

    async def work(name: str) -> None:
        for number in range(3):
            told.append(f"{name}{number}")
            await asyncio.sleep(0)

    await asyncio.gather(*(loop.begin(name, work(name)) for name in ("a", "b")))
    return told


def test_the_same_seed_plays_the_same_to_the_last_step() -> None:
    first, again = played(two_at_once, 7), played(two_at_once, 7)
    assert first[0] == again[0]
    assert (first[1].steps, first[1].fingerprint) == (again[1].steps, again[1].fingerprint)


def test_seeds_lead_to_every_order_of_two_processes() -> None:
    plays = [played(two_at_once, seed) for seed in range(400)]
    orders = {tuple(told) for told, _loop in plays}
    ways_to_put_three_among_three = 20
    assert len(orders) == ways_to_put_three_among_three
    assert len({loop.fingerprint for _told, loop in plays}) >= len(orders)


def test_each_process_keeps_its_own_order() -> None:
    for seed in range(50):
        told = played(two_at_once, seed)[0]
        assert [one for one in told if one[0] == "a"] == ["a0", "a1", "a2"]


def test_a_day_passes_at_once_and_in_the_order_of_its_times() -> None:
    async def play(loop: SimulationLoop) -> list[tuple[str, float]]:
        woken: list[tuple[str, float]] = []

        async def wait(name: str, seconds: float) -> None:
            await asyncio.sleep(seconds)
            woken.append((name, loop.time()))

        waiting = [("a day", 86_400.0), ("an hour", 3_600.0)]
        await asyncio.gather(*(loop.begin(name, wait(name, seconds)) for name, seconds in waiting))
        return woken

    assert played(play)[0] == [("an hour", 3_600.0), ("a day", 86_400.0)]


def test_a_time_out_ends_what_waits_for_longer() -> None:
    async def play(loop: SimulationLoop) -> float:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(60):
                await asyncio.Event().wait()
        return loop.time()

    assert played(play)[0] == 60


def test_whoever_dies_does_nothing_more_not_even_in_the_end() -> None:
    told: list[str] = []

    async def work() -> None:
        try:
            for number in range(10):
                told.append(str(number))
                await asyncio.sleep(1)
        finally:
            told.append("the end")

    async def play(loop: SimulationLoop) -> None:
        loop.begin("a", work())
        await asyncio.sleep(2.5)
        loop.kill("a")
        await asyncio.sleep(100)

    played(play)
    assert told == ["0", "1", "2"]


def test_what_wakes_a_dead_process_wakes_nobody() -> None:
    async def play(loop: SimulationLoop) -> list[str]:
        told: list[str] = []
        answer = loop.create_future()

        async def work(life: str) -> None:
            told.append(f"{life}: {await answer}")

        loop.begin("a", work("first"))
        await asyncio.sleep(1)
        loop.kill("a")
        second = loop.begin("a", work("second"))
        answer.set_result("late")
        await second
        return told

    assert played(play)[0] == ["second: late"]


def test_work_that_a_process_begins_is_its_own() -> None:
    async def play(loop: SimulationLoop) -> list[str]:
        async def told() -> str:
            return process_of()

        async def work() -> list[str]:
            return [process_of(), await asyncio.create_task(told())]

        return [process_of(), *await loop.begin("a", work())]

    assert played(play)[0] == [OUTSIDE, "a", "a"]


def test_when_nothing_can_happen_any_more_that_is_said() -> None:
    async def play(_loop: SimulationLoop) -> None:
        await asyncio.sleep(5)
        await asyncio.Event().wait()

    with pytest.raises(StandstillError, match="5 s after the beginning"):
        played(play)


def test_a_fault_that_nobody_catches_is_kept() -> None:
    async def play(loop: SimulationLoop) -> None:
        def fail() -> None:
            raise ValueError("nobody hears this")

        loop.call_soon(fail)
        await asyncio.sleep(1)

    (fault,) = played(play)[1].faults
    assert isinstance(fault["exception"], ValueError)


def test_there_are_no_threads() -> None:
    async def play(loop: SimulationLoop) -> None:
        with pytest.raises(RuntimeError, match="no threads"):
            await loop.run_in_executor(None, print)

    played(play)
