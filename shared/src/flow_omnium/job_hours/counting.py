"""Counting the hours: one process at a time does it for all, by a lease, a few slices in each look.

A slice is counted once it is over for a while, and never again. Who dies in the midst of it is followed by another one, who
begins with the slice that is not noted as counted.
"""

import asyncio
import random
from datetime import timedelta
from typing import Final

from flow_omnium.job_hours.contract import SLICE, JobHours, slice_of
from flow_omnium.jobs.ledger.contract import LedgerUnavailableError
from flow_omnium.runtime.clock import Clock
from flow_omnium.runtime.logging import get_logger

JOB_HOURS: Final = "job hours"
"""The name of its task."""

GRACE: Final = timedelta(minutes=1)
"""What came or ended in a slice is in the ledger so long after its end: clocks differ by less, and writes take less."""

BEGINNING: Final = timedelta(days=1)
"""So far back it is counted where nothing is counted yet."""

MOST_SLICES: Final = 12
"""So many are counted under one lease: an hour."""

HOURS_AT_ONCE: Final = 24
"""So many hours are counted in one look: after an outage the rest follows in the next ones."""

LOOK_SECONDS: Final = 60.0


class HourCounting:
    """One look after the other, until cancelled."""

    def __init__(self, hours: JobHours, clock: Clock, owner: str) -> None:
        self._hours = hours
        self._clock = clock
        self._owner = owner
        self._log = get_logger("job-hours")

    async def run(self) -> None:
        """Count for ever; what goes wrong in one look is tried again in the next."""
        while True:
            await asyncio.sleep(LOOK_SECONDS * random.uniform(0.9, 1.1))  # noqa: S311 - jitter, no secret
            try:
                await self.count_all()
            except LedgerUnavailableError as error:
                self._log.warning("the hours were not counted", error=str(error))

    async def count_all(self) -> None:
        """Count what is over and not yet counted, a day at most. Raises LedgerUnavailableError."""
        for _ in range(HOURS_AT_ONCE):
            if await self.count_once() < MOST_SLICES:
                return

    async def count_once(self) -> int:
        """Count an hour of it at most; return how many slices. Raises LedgerUnavailableError."""
        now = self._clock.now()
        if not await self._hours.lead(self._owner, now, timedelta(seconds=LOOK_SECONDS * 3)):
            return 0
        since = await self._hours.counted_up_to() or slice_of(now - BEGINNING)
        for number in range(MOST_SLICES):
            until = since + SLICE
            if until + GRACE > now:
                return number
            await self._hours.add(until, await self._hours.count(since, until))
            since = until
        return MOST_SLICES
