"""A background task is kept going for the length of a context: its end is seen, its cancellation awaited."""

import asyncio
from collections.abc import Callable

import pytest

from flow_omnium.runtime.background import KeptTask, Restarts, Work, ended
from flow_omnium.testing.polling import until
from flow_omnium.testing.virtual_time import in_virtual_time

SOON = Restarts(0.001, 0.004, 60)


class Ends:
    """Notes what is told of the ends of a task."""

    def __init__(self) -> None:
        self.errors: list[BaseException | None] = []
        self.pauses: list[float] = []

    def note(self, _name: str, error: BaseException | None, pause: float) -> None:
        self.errors.append(error)
        self.pauses.append(pause)


def kept(work: Work, ends: Ends | None = None, *, may_return: bool = False) -> KeptTask:
    return KeptTask("relay", work, (ends or Ends()).note, SOON, may_return=may_return)


async def raises() -> None:
    raise KeyError("kind")


async def returns() -> None:
    return


async def test_a_task_that_dies_is_seen_with_what_it_died_of() -> None:
    ends = Ends()
    async with kept(raises, ends) as task:
        await eventually(lambda: bool(ends.errors))
        assert not task.is_well
    assert isinstance(ends.errors[0], KeyError)


async def test_a_task_that_may_return_is_done_when_it_does() -> None:
    ends, calls = Ends(), []

    async def work() -> None:
        calls.append(True)

    async with kept(work, ends, may_return=True) as task:
        await eventually(lambda: bool(calls))
        await asyncio.sleep(0)
        assert task.is_well
    assert (calls, ends.errors) == ([True], [])


async def test_an_error_of_the_body_is_raised_whatever_the_task_died_of() -> None:
    ends = Ends()

    async def body() -> None:
        async with kept(raises, ends):
            await eventually(lambda: bool(ends.errors))
            raise LookupError("of the body")

    with pytest.raises(LookupError, match="of the body"):
        await body()


async def test_the_pause_grows_up_to_its_bound() -> None:
    ends = Ends()
    async with kept(raises, ends):
        await eventually(lambda: len(ends.pauses) >= 5)
    assert ends.pauses[:5] == [0.001, 0.002, 0.004, 0.004, 0.004]


@in_virtual_time
async def test_work_that_takes_a_cancellation_for_its_own_is_ended_all_the_same() -> None:
    cancelled: list[bool] = []

    async def work() -> None:
        while len(cancelled) < 3:
            try:
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                cancelled.append(True)

    task = kept(work)
    task.start()
    await asyncio.sleep(0)
    await asyncio.sleep(0)

    await asyncio.wait_for(task.stop(), 60)

    assert len(cancelled) == 3


async def test_leaving_the_context_ends_the_work_itself() -> None:
    begun, over, ends = asyncio.Event(), asyncio.Event(), Ends()

    async def work() -> None:
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)  # an end that takes a turn of the loop is waited for
            over.set()

    async with kept(work, ends):
        await begun.wait()

    assert over.is_set()
    assert ends.errors == []


async def test_several_tasks_are_ended_at_once_also_those_that_are_over() -> None:
    async def forever() -> None:
        await asyncio.Event().wait()

    tasks = [asyncio.create_task(work()) for work in (forever, forever, raises, returns)]
    await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)

    await ended(*tasks)

    assert [task.cancelled() for task in tasks] == [True, True, False, False]
    assert isinstance(tasks[2].exception(), KeyError)


async def test_what_was_never_begun_can_be_stopped() -> None:
    task = kept(raises)
    await task.stop()
    assert task.is_well


async def eventually(is_so: Callable[[], bool]) -> None:
    async def probe() -> bool:
        return is_so()

    await until("it to be so", probe, every=0.001)
