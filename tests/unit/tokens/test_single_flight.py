"""One call at a time per key."""

import asyncio

import pytest

from flow_omnium.tokens.single_flight import SingleFlight


class Call:
    """Counts how often it is made; ends when it is let go."""

    def __init__(self, error: Exception | None = None) -> None:
        self.count = 0
        self.let_go = asyncio.Event()
        self._error = error

    async def __call__(self) -> int:
        self.count += 1
        await self.let_go.wait()
        if self._error:
            raise self._error
        return self.count


async def joined(flights: SingleFlight[int], call: Call, callers: int) -> list[asyncio.Task[int]]:
    tasks = [asyncio.create_task(flights.run("key", call)) for _ in range(callers)]
    await asyncio.sleep(0)  # lets every task begin
    return tasks


async def test_callers_that_come_together_share_one_result() -> None:
    flights, call = SingleFlight[int](), Call()
    tasks = await joined(flights, call, 200)
    call.let_go.set()
    assert set(await asyncio.gather(*tasks)) == {1}


async def test_callers_that_come_together_share_one_failure() -> None:
    flights, call = SingleFlight[int](), Call(ValueError("no"))
    tasks = await joined(flights, call, 3)
    call.let_go.set()
    results = await asyncio.gather(*tasks, return_exceptions=True)
    assert [type(result) for result in results] == [ValueError] * 3
    assert call.count == 1


async def test_a_later_caller_makes_a_new_call() -> None:
    flights, call = SingleFlight[int](), Call()
    call.let_go.set()
    assert [await flights.run("key", call), await flights.run("key", call)] == [1, 2]


async def test_keys_do_not_wait_for_each_other() -> None:
    flights, slow, quick = SingleFlight[int](), Call(), Call()
    (waiting,) = await joined(flights, slow, 1)
    quick.let_go.set()
    assert await flights.run("other", quick) == 1
    slow.let_go.set()
    await waiting


async def test_a_caller_that_gives_up_does_not_stop_the_others() -> None:
    flights, call = SingleFlight[int](), Call()
    first, second = await joined(flights, call, 2)
    first.cancel()
    with pytest.raises(asyncio.CancelledError):
        await first
    call.let_go.set()
    assert await second == 1
