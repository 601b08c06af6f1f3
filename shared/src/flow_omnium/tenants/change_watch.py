"""When to look for changed tenants: at once when the database reports a change, else every few seconds.

The reports are a change stream: https://www.mongodb.com/docs/manual/changeStreams/
"""

import asyncio
from collections.abc import AsyncIterator
from typing import Final, Protocol

from flow_omnium.runtime.logging import get_logger
from flow_omnium.runtime.supervision import Supervised, Supervisor

_LOOK_SECONDS: Final = 30.0
"""How often to look although the database reports changes: a missed report delays a change by no more than this."""

_HEARD_SECONDS: Final = 3.0
"""A stream that was silent for so long may be dead: something comes every second."""


class Reports(Protocol):
    """Tells that something was changed."""

    def changes(self) -> AsyncIterator[bool]:
        """Yield True when reports begin to come and after every change, False now and again while there is none.

        Raises, or ends, when no more will come.
        """
        ...


class ChangeWatch(Supervised):
    """Follows the reports, and falls back to polling while there are none. Use as an async context manager."""

    def __init__(
        self,
        reports: Reports,
        poll_seconds: float,
        supervisor: Supervisor | None = None,
        *,
        heard_seconds: float = _HEARD_SECONDS,
    ) -> None:
        super().__init__(supervisor, {"tenant changes": self._listen})
        self._reports = reports
        self._poll_seconds = poll_seconds
        self._heard_seconds = heard_seconds
        self._is_reported_to = False
        self._heard_at = float("-inf")
        self._changed = asyncio.Event()
        self._logger = get_logger("tenants")

    @property
    def is_quiet(self) -> bool:
        """Whether nothing has changed since the last look: reports come, and none has come since."""
        silence = asyncio.get_running_loop().time() - self._heard_at
        return self._is_reported_to and silence < self._heard_seconds and not self._changed.is_set()

    async def change(self) -> None:
        """Return when it is time to look again."""
        try:
            async with asyncio.timeout(self._patience()):
                await self._changed.wait()
        except TimeoutError:
            return
        self._changed.clear()

    def _patience(self) -> float:
        return max(self._poll_seconds, _LOOK_SECONDS) if self._is_reported_to else self._poll_seconds

    async def _listen(self) -> None:
        while True:
            self._note_silence(await self._end_of_reports())
            await asyncio.sleep(self._poll_seconds)

    async def _end_of_reports(self) -> str:
        """Take reports as long as they come; return why no more do."""
        try:
            async for is_change in self._reports.changes():
                self._note_report(is_change)
        except Exception as error:  # noqa: BLE001 - whatever it is, there is polling instead
            return type(error).__name__
        return "the stream ended"

    def _note_report(self, is_change: bool) -> None:
        self._is_reported_to = True
        self._heard_at = asyncio.get_running_loop().time()
        if is_change:
            self._changed.set()

    def _note_silence(self, fault: str) -> None:
        if self._is_reported_to:
            self._logger.warning("tenant changes are no longer reported, polling", error=fault)
        self._is_reported_to = False
        # Whoever waits does so for long, in trust of the reports: wake it, so that it polls from now on.
        self._changed.set()
