"""The suite's clock: the database primary's, read every few seconds, and carried on while the database is away."""

import asyncio

from flow_omnium.runtime.clock import Clock, DisciplinedClock, Reading, Ticks, ticks_of_this_machine
from flow_omnium.runtime.database import DatabaseClient, DatabaseError, fault_of, server_time
from flow_omnium.runtime.logging import get_logger
from flow_omnium.runtime.metrics import Registrar, ServiceMetrics
from flow_omnium.runtime.supervision import Supervised, Supervisor

CLOCK = "clock"
"""The name of the task that reads it."""

_PAUSE_SECONDS = 5.0
_PAUSE_IN_DOUBT_SECONDS = 0.5
_PAUSE_UNSET_SECONDS = 0.5
_PATIENCE_SECONDS = 3.0
_FIRST_READINGS = 3
"""The first one may contain the opening of the connection: those that follow at once allow much less."""


class DatabaseClock(DisciplinedClock, Supervised):
    """Implements `Clock`. Use as an async context manager: it is read for as long as it is open.

    Whoever writes what other processes compare waits for the first reading (`set_before`). Whoever must work without
    the database as well is told the machine's own time until then.
    """

    def __init__(
        self,
        client: DatabaseClient,
        metrics: ServiceMetrics | None = None,
        supervisor: Supervisor | None = None,
        *,
        own: Clock | None = None,
        ticks: Ticks = ticks_of_this_machine,
    ) -> None:
        DisciplinedClock.__init__(self, own, ticks)
        Supervised.__init__(self, supervisor or Supervisor(metrics), {CLOCK: self._keep})
        self._client = client
        self._read_ticks = ticks
        self._offset = (metrics or ServiceMetrics(Registrar())).clock_offset
        self._set = asyncio.Event()
        self._log = get_logger("clock")

    async def ping(self) -> None:
        """Raise LookupError until the database's clock has been read once: an outage later on does no harm."""
        if not self.is_set:
            raise LookupError("the database's clock has not been read yet")

    async def set_before(self, stop: asyncio.Event) -> bool:
        """Wait for the first reading; False when the service is told to stop before."""
        return await self._supervisor.comes_before(self._set, stop)

    async def read(self) -> None:
        """Follow the database's clock as it is now. Raises DatabaseError, TimeoutError."""
        for _ in range(1 if self.is_set else _FIRST_READINGS):
            asked_at = self._read_ticks()
            async with asyncio.timeout(_PATIENCE_SECONDS):
                shown = await server_time(self._client)
            self.take(Reading(asked_at, self._read_ticks(), shown))
        self._offset.value = self.own_ahead
        if self.is_set:
            self._set.set()

    async def _keep(self) -> None:
        while True:
            try:
                await self.read()
            except (DatabaseError, TimeoutError) as error:
                self._note_failure(error)
            await asyncio.sleep(self._pause)

    def _note_failure(self, error: Exception) -> None:
        # Once it has been read, our own clock goes on by it, and `is_in_doubt` says for how long that will do.
        if not self.is_set:
            self._log.warning("the database's clock could not be read", error=fault_of(error))

    @property
    def _pause(self) -> float:
        if not self.is_set:
            return _PAUSE_UNSET_SECONDS
        return _PAUSE_IN_DOUBT_SECONDS if self.is_in_doubt else _PAUSE_SECONDS
