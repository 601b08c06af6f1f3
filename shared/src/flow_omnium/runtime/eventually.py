"""Doing once, at the start, what a dependency may not allow yet."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Self

from flow_omnium.runtime.logging import get_logger
from flow_omnium.runtime.supervision import Kept, Supervisor

_PAUSE_SECONDS = 1.0


class Eventually:
    """Repeats a step in the background until it raises none of the errors, so that a service starts while a
    dependency is down; another error is told, and the step repeated after a longer pause. Use as an async context
    manager."""

    def __init__(
        self,
        step: str,
        act: Callable[[], Awaitable[None]],
        *errors: type[Exception],
        supervisor: Supervisor | None = None,
    ) -> None:
        self._step = step
        self._act = act
        self._errors = errors
        self._supervisor = supervisor or Supervisor()
        self._done = asyncio.Event()
        self._repeating: Kept | None = None
        self._log = get_logger("service")

    async def __aenter__(self) -> Self:
        self._repeating = self._supervisor.keep(self._step, self._repeat, may_return=True)
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._repeating is not None:
            await self._repeating.stop()

    async def ping(self) -> None:
        """Raise LookupError unless it is done."""
        if not self._done.is_set():
            message = f"{self._step}: not done yet"
            raise LookupError(message)

    async def done_before(self, stop: asyncio.Event) -> bool:
        """Wait until it is done; False when the service is told to stop before."""
        waits = [self._supervisor.start(self._step, event.wait()) for event in (self._done, stop)]
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()
        return not stop.is_set()

    async def _repeat(self) -> None:
        while True:
            try:
                await self._act()
            except self._errors as error:
                self._log.warning("will be tried again", step=self._step, error=str(error))
            else:
                self._done.set()
                return
            await asyncio.sleep(_PAUSE_SECONDS)
