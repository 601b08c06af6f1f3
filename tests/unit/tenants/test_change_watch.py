"""When changed tenants are looked for."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

from flow_omnium.tenants.change_watch import ChangeWatch
from flow_omnium.testing.polling import until
from flow_omnium.testing.virtual_time import in_virtual_time

NEVER = 3600.0
SOON = 0.02


class Reports:
    """Reports what is put into its queue; an exception in it is raised."""

    def __init__(self) -> None:
        self.queue: asyncio.Queue[Exception | bool] = asyncio.Queue()
        self.subscriptions = 0

    async def changes(self) -> AsyncIterator[bool]:
        """See `change_watch.Reports`."""
        self.subscriptions += 1
        while True:
            report = await self.queue.get()
            if isinstance(report, Exception):
                raise report
            yield report


async def looks(watch: ChangeWatch, seconds: float = 0.5) -> bool:
    try:
        async with asyncio.timeout(seconds):
            await watch.change()
    except TimeoutError:
        return False
    return True


@in_virtual_time
async def test_a_reported_change_is_looked_at_at_once() -> None:
    reports = Reports()
    async with ChangeWatch(reports, NEVER) as watch:
        reports.queue.put_nowait(True)
        assert await looks(watch)
        assert not await looks(watch, 0.05)


@in_virtual_time
async def test_changes_that_come_together_are_looked_at_once() -> None:
    reports = Reports()
    async with ChangeWatch(reports, NEVER) as watch:
        for _ in range(20):
            reports.queue.put_nowait(True)
        await asyncio.sleep(SOON)
        assert await looks(watch)
        assert not await looks(watch, 0.05)


@in_virtual_time
async def test_without_reports_it_polls() -> None:
    async with ChangeWatch(Reports(), SOON) as watch:
        assert await looks(watch)
        assert await looks(watch)


@in_virtual_time
async def test_while_reports_come_it_polls_seldom() -> None:
    reports = Reports()
    async with ChangeWatch(reports, SOON) as watch:
        reports.queue.put_nowait(True)
        await asyncio.sleep(SOON / 2)
        assert await looks(watch)
        assert not await looks(watch, 10 * SOON)


@in_virtual_time
async def test_when_reports_break_off_it_polls_and_subscribes_again() -> None:
    reports = Reports()
    async with ChangeWatch(reports, SOON) as watch:
        reports.queue.put_nowait(True)
        assert await looks(watch)
        reports.queue.put_nowait(ConnectionError())

        assert await looks(watch)
        assert await looks(watch)
        assert reports.subscriptions >= 2


@in_virtual_time
async def test_it_is_quiet_while_reports_come_and_none_tells_of_a_change() -> None:
    reports = Reports()
    async with ChangeWatch(reports, NEVER) as watch:
        assert not watch.is_quiet
        reports.queue.put_nowait(True)
        await asyncio.sleep(SOON)
        assert not watch.is_quiet

        assert await looks(watch)
        assert watch.is_quiet
        reports.queue.put_nowait(False)
        assert not await looks(watch, 0.05)
        assert watch.is_quiet


@in_virtual_time
async def test_it_is_not_quiet_when_nothing_is_heard_for_long_or_reports_break_off() -> None:
    reports = Reports()
    async with ChangeWatch(reports, NEVER, heard_seconds=0.3) as watch:
        reports.queue.put_nowait(True)
        assert await looks(watch)
        assert watch.is_quiet
        assert not await looks(watch, 0.5)
        assert not watch.is_quiet

        reports.queue.put_nowait(False)
        assert await until("something was heard", is_quiet(watch))
        reports.queue.put_nowait(ConnectionError())
        assert await looks(watch)
        assert not watch.is_quiet


def is_quiet(watch: ChangeWatch) -> Callable[[], Awaitable[bool]]:
    async def probe() -> bool:
        return watch.is_quiet

    return probe
