"""What a run is made of, and what can befall a job at one of its writes."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from flow_omnium.jobs.handler import JobContext
from flow_omnium.jobs.sync import Plan, Sync, Write


@dataclass(frozen=True)
class Step:
    """An act, or the run of a due job with a fate at one of its writes; `seed` decides the rest."""

    what: str
    seed: int
    fate: str = "none"
    at: int = 0


class CrashError(Exception):
    """The process dies."""


@dataclass
class Fate:
    """What happens at one write of a job: somebody else's act, a death before it, or one after it."""

    at: int | None = None
    kind: str = "none"
    act: Callable[[], Awaitable[None]] | None = None


class FatedSync:
    """A sync that meets its fate."""

    def __init__(self, sync: Sync, fate: Fate) -> None:
        self._sync = sync
        self._fate = fate
        self._count = 0

    async def plan(self, job: JobContext) -> Plan:
        """See `Sync.plan`."""
        return await self._sync.plan(job)

    async def apply(self, job: JobContext, write: Write) -> Write | None:
        """See `Sync.apply`."""
        is_now, self._count = self._count == self._fate.at, self._count + 1
        if is_now and self._fate.act is not None:
            await self._fate.act()
        if is_now and self._fate.kind == "before":
            raise CrashError
        written = await self._sync.apply(job, write)
        if is_now and self._fate.kind == "after":
            raise CrashError
        return written
