"""When changed tenants are looked for."""

import asyncio
from collections.abc import AsyncIterator

from flow_omnium.tenants.lookout import Lookout

NEVER = 3600.0
SOON = 0.02


class Reports:
    """Reports what is put into its queue; an exception in it is raised."""

    def __init__(self) -> None:
        self.queue: asyncio.Queue[Exception | None] = asyncio.Queue()
        self.subscriptions = 0

    async def changes(self) -> AsyncIterator[None]:
        """See `lookout.Reports`."""
        self.subscriptions += 1
        while True:
            report = await self.queue.get()
            if report is not None:
                raise report
            yield


async def looks(lookout: Lookout, seconds: float = 0.5) -> bool:
    try:
        async with asyncio.timeout(seconds):
            await lookout.change()
    except TimeoutError:
        return False
    return True


async def test_a_reported_change_is_looked_at_at_once() -> None:
    reports = Reports()
    async with Lookout(reports, NEVER) as lookout:
        reports.queue.put_nowait(None)
        assert await looks(lookout)
        assert not await looks(lookout, 0.05)


async def test_changes_that_come_together_are_looked_at_once() -> None:
    reports = Reports()
    async with Lookout(reports, NEVER) as lookout:
        for _ in range(20):
            reports.queue.put_nowait(None)
        await asyncio.sleep(SOON)
        assert await looks(lookout)
        assert not await looks(lookout, 0.05)


async def test_without_reports_it_polls() -> None:
    async with Lookout(Reports(), SOON) as lookout:
        assert await looks(lookout)
        assert await looks(lookout)


async def test_while_reports_come_it_polls_seldom() -> None:
    reports = Reports()
    async with Lookout(reports, SOON) as lookout:
        reports.queue.put_nowait(None)
        await asyncio.sleep(SOON / 2)
        assert await looks(lookout)
        assert not await looks(lookout, 10 * SOON)


async def test_when_reports_break_off_it_polls_and_subscribes_again() -> None:
    reports = Reports()
    async with Lookout(reports, SOON) as lookout:
        reports.queue.put_nowait(None)
        assert await looks(lookout)
        reports.queue.put_nowait(ConnectionError())

        assert await looks(lookout)
        assert await looks(lookout)
        assert reports.subscriptions >= 2
