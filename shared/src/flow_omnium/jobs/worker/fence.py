"""The fence between a run and the systems that it calls: nothing passes once the run's lease has ended.

From then on another worker may run the job. A process that was frozen (stopped, its machine suspended, its loop blocked)
cannot know by itself for how long: so each call looks at the lease when it is made, and once more when it has got its
connection, which is the last moment before it leaves. The lease is counted by the suite's clock, which goes on while a
machine is suspended.

What had left before the process froze cannot be called back. A run therefore remembers that it has written: when its
end is refused, since another worker runs the job, the record is compared once more (`JobChain`).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Final

import aiohttp

from flow_omnium.outcomes import Failed
from flow_omnium.runtime.clock import Clock

_MARGINS_PER_LEASE: Final = 6
"""Of which one must be left for a call: a lease is renewed when a third of it has gone."""

_READS: Final = frozenset({"GET", "HEAD"})


class LeaseLostError(Failed):
    """The lease was lost or has ended: another worker may run the job, so this run must not go on."""


@dataclass
class RunLease:
    """What a run holds: until when (UTC) and of what length, and whether anything was written under it.

    `is_lost` is never taken back: a run that was refused once has ended.
    """

    until: datetime
    duration: timedelta
    is_lost: bool = False
    has_written: bool = False

    @property
    def safe_until(self) -> datetime:
        """Until when a call may be on its way, so that it has ended when the lease does."""
        return self.until - self.duration / _MARGINS_PER_LEASE


class Fence:
    """Knows the lease of the run in whose name a call is made. What is called in no run's name passes."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lease: ContextVar[RunLease | None] = ContextVar("lease", default=None)

    @contextmanager
    def around(self, lease: RunLease) -> Iterator[None]:
        """Let calls pass in the name of this lease, also those of tasks that begin meanwhile."""
        token = self._lease.set(lease)
        try:
            yield
        finally:
            self._lease.reset(token)

    def check(self) -> None:
        """Raise LeaseLostError unless a call may leave now."""
        lease = self._lease.get()
        if lease is None:
            return
        lease.is_lost = lease.is_lost or self._clock.now() >= lease.safe_until
        if lease.is_lost:
            raise LeaseLostError("the lease ended before a call was made")

    def trace_config(self) -> aiohttp.TraceConfig:
        """Return what makes a session ask before each request, and again when that has its connection."""
        config = aiohttp.TraceConfig()
        config.on_request_start.append(self._on_start)
        config.on_connection_reuseconn.append(self._on_reused)
        config.on_connection_create_end.append(self._on_created)
        config.freeze()
        return config

    async def _on_start(
        self,
        _session: aiohttp.ClientSession,
        _context: SimpleNamespace,
        start: aiohttp.TraceRequestStartParams,
    ) -> None:
        self.check()
        lease = self._lease.get()
        if lease is not None and start.method not in _READS:
            lease.has_written = True

    async def _on_reused(
        self,
        _session: aiohttp.ClientSession,
        _context: SimpleNamespace,
        _reused: aiohttp.TraceConnectionReuseconnParams,
    ) -> None:
        self.check()

    async def _on_created(
        self,
        _session: aiohttp.ClientSession,
        _context: SimpleNamespace,
        _created: aiohttp.TraceConnectionCreateEndParams,
    ) -> None:
        self.check()
