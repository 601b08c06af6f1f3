"""Notes when each sender last came to a tenant, and with which secret: beside the answers, and at most once a minute.

A process notes each tenant, sender and secret once in that time, so the door pays a look into a dictionary. While the
database is away the latest times wait here; there are never more of them than tenants, senders and secrets.
"""

import asyncio
import time
from collections.abc import Callable
from types import TracebackType
from typing import Final

from flow_omnium.runtime.clock import Clock
from flow_omnium.runtime.database import DatabaseError, fault_of
from flow_omnium.runtime.logging import get_logger
from flow_omnium.runtime.supervision import Supervised, Supervisor
from flow_omnium.tenants.senders import NOTED_EVERY, Sighting, Sightings

NOTED_EVERY_SECONDS: Final = NOTED_EVERY.total_seconds()
_GATHERING_SECONDS: Final = 0.5
_PATIENCE_SECONDS: Final = 5.0

_Key = tuple[str, str, str]


class SenderWatch(Supervised):
    """Knows who has come. Use as an async context manager; what waits at its end is still written."""

    def __init__(
        self,
        sightings: Sightings,
        clock: Clock,
        supervisor: Supervisor | None = None,
        timer: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(supervisor, {"sender watch": self._keep})
        self._sightings = sightings
        self._clock = clock
        self._timer = timer
        self._next: dict[_Key, float] = {}
        self._waiting: dict[_Key, Sighting] = {}
        self._some_wait = asyncio.Event()
        self._log = get_logger("gateway")

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the background task, and write what it has left."""
        await super().__aexit__(kind, error, trace)
        await self._write()

    def came(self, tenant_uid: str, sender: str, secret: str) -> None:
        """Note a sender; costs nothing worth measuring, and does no I/O."""
        key, now = (tenant_uid, sender, secret), self._timer()
        if now < self._next.get(key, now):
            return
        self._next[key] = now + NOTED_EVERY_SECONDS
        self._waiting[key] = Sighting(*key, self._clock.now())
        self._some_wait.set()

    async def _keep(self) -> None:
        while True:
            await self._some_wait.wait()
            await asyncio.sleep(_GATHERING_SECONDS)
            await self._write()

    async def _write(self) -> None:
        self._some_wait.clear()
        taken, self._waiting = self._waiting, {}
        if not taken:
            return
        try:
            async with asyncio.timeout(_PATIENCE_SECONDS):
                await self._sightings.note(list(taken.values()))
        except (DatabaseError, TimeoutError) as error:
            # They go along with what comes next.
            self._waiting = taken | self._waiting
            self._log.warning("when senders came is not noted", error=fault_of(error))
