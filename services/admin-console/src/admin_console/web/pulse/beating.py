"""Looks at the ledger every two seconds while any page is open, and tells all of them when it has changed."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Set
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


class Pulse(Supervised):
    """Use as an async context manager: it beats for as long as it is open, and somebody listens."""

    def __init__(
        self,
        read: Callable[[], Awaitable[Look]],
        metrics: ConsoleMetrics,
        supervisor: Supervisor,
        pause_seconds: float = PAUSE_SECONDS,
    ) -> None:
        super().__init__(supervisor, {"console pulse": self._beat})
        self._read = read
        self._metrics = metrics
        self._pause = pause_seconds
        self._look: Look | None = None
        self._next = asyncio.Event()
        self._wanted = asyncio.Event()
        self._listeners = 0
        self._log = get_logger("pulse")
        for outcome in (
            OUTCOMES
        ):  # at zero from the start: a series that begins with its first event tells no rate of it
            metrics.pulses.labels(outcome)

    async def events(self, tenants: Set[str] | None) -> AsyncIterator[Event]:
        """Yield the counts of these tenants (None: all) as they are, and from then on whenever they change."""
        self._join()
        seen: Mapping[str, Any] | None = None
        try:
            while True:
                coming = self._next
                event = None if self._look is None else self._look.event(tenants)
                if event is not None and event != seen:
                    seen = event
                    yield "counts", event
                else:
                    await coming.wait()
        finally:
            self._leave()

    def _join(self) -> None:
        self._listeners += 1
        self._wanted.set()

    def _leave(self) -> None:
        self._listeners -= 1
        if not self._listeners:
            self._wanted.clear()
            self._look = None  # by the next one's time it would be old

    async def _beat(self) -> None:
        while True:
            await self._wanted.wait()
            try:
                self._take(await self._read())
            except DatabaseError as error:
                self._metrics.pulses.labels("failed").inc()
                self._log.warning("the counts for open pages could not be read", error=fault_of(error))
            await asyncio.sleep(self._pause)

    def _take(self, look: Look) -> None:
        self._metrics.pulses.labels("same" if look == self._look else "changed").inc()
        if look != self._look:
            self._look = look
            turned, self._next = self._next, asyncio.Event()
            turned.set()
