"""Looks at the ledger every two seconds while any page is open, and tells all of them when it has changed.

The more is pending the longer a look takes; looks never take more than a hundredth of the time, so that open pages cost the
gateway and the workers next to nothing.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import Any, Final

from admin_console.web.answers import Event
from admin_console.web.pulse.counts import Look
from flow_omnium.runtime.database import DatabaseError, fault_of
from flow_omnium.runtime.logging import get_logger
from flow_omnium.runtime.metrics import ConsoleMetrics
from flow_omnium.runtime.supervision import Supervised, Supervisor

OUTCOMES: Final = ("changed", "same", "failed")
"""How a look ends: the counts are others, or as they were, or cannot be read."""

PAUSE_SECONDS: Final = 2.0
REST: Final = 100
"""So many times as long as a look took nobody looks again."""

MOST_PAUSE_SECONDS: Final = 15.0


def pause_after(took: float, least: float = PAUSE_SECONDS) -> float:
    """Return for how many seconds nobody looks after a look that took so many."""
    return max(least, min(REST * took, MOST_PAUSE_SECONDS))


class Pulse(Supervised):
    """Use as an async context manager: it beats for as long as it is open, and somebody listens."""

    def __init__(
        self,
        read: Callable[[], Awaitable[Look]],
        metrics: ConsoleMetrics,
        supervisor: Supervisor,
        pause_seconds: float = PAUSE_SECONDS,
        timer: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(supervisor, {"console pulse": self._beat})
        self._read = read
        self._metrics = metrics
        self._pause = pause_seconds
        self._timer = timer
        self._look: Look | None = None
        self._told: dict[frozenset[str] | None, Mapping[str, Any]] = {}
        self._next = asyncio.Event()
        self._wanted = asyncio.Event()
        self._listeners = 0
        self._log = get_logger("pulse")
        for outcome in (
            OUTCOMES
        ):  # at zero from the start: a series that begins with its first event tells no rate of it
            metrics.pulses.labels(outcome)

    async def events(self, tenants: frozenset[str] | None) -> AsyncIterator[Event]:
        """Yield the counts of these tenants (None: all) as they are, and from then on whenever they change."""
        self._join()
        seen: Mapping[str, Any] | None = None
        try:
            while True:
                coming = self._next
                event = self._event(tenants)
                if event is not None and event != seen:
                    seen = event
                    yield "counts", event
                else:
                    await coming.wait()
        finally:
            self._leave()

    def _event(self, tenants: frozenset[str] | None) -> Mapping[str, Any] | None:
        """Work out what somebody is told once for all who see the same tenants."""
        if self._look is None:
            return None
        if tenants not in self._told:
            self._told[tenants] = self._look.event(tenants)
        return self._told[tenants]

    def _join(self) -> None:
        self._listeners += 1
        self._wanted.set()

    def _leave(self) -> None:
        self._listeners -= 1
        if not self._listeners:
            self._wanted.clear()
            self._forget()  # by the next one's time it would be old

    async def _beat(self) -> None:
        while True:
            await self._wanted.wait()
            began, pause = self._timer(), self._pause
            try:
                self._take(await self._read())
                pause = pause_after(self._timer() - began, self._pause)
            except DatabaseError as error:
                self._metrics.pulses.labels("failed").inc()
                self._log.warning("the counts for open pages could not be read", error=fault_of(error))
            await asyncio.sleep(pause)

    def _forget(self) -> None:
        self._look = None
        self._told = {}

    def _take(self, look: Look) -> None:
        self._metrics.pulses.labels("same" if look == self._look else "changed").inc()
        if look != self._look:
            self._forget()
            self._look = look
            turned, self._next = self._next, asyncio.Event()
            turned.set()
