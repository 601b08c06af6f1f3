"""Doing once, at the start, what a dependency may not allow yet."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Self

from flow_omnium.runtime.logging import get_logger

_PAUSE_SECONDS = 1.0


class Eventually:
    """Repeats a step in the background until it raises none of the errors, so that a service starts while a
    dependency is down. Use as an async context manager."""

    def __init__(self, step: str, act: Callable[[], Awaitable[None]], *errors: type[Exception]) -> None:
        self._step = step
        self._act = act
        self._errors = errors
        self._task: asyncio.Task[None] | None = None
        self._log = get_logger("service")

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._repeat(), name=self._step)
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def ping(self) -> None:
        """Raise LookupError unless it is done; an error that is not borne is raised as it is."""
        if not self._running.done():
            message = f"{self._step}: not done yet"
            raise LookupError(message)
        await self._running

    async def done_before(self, stop: asyncio.Event) -> bool:
        """Wait until it is done; False when the service is told to stop before. Raises what is not borne."""
        stopping = asyncio.create_task(stop.wait())
        try:
            await asyncio.wait({self._running, stopping}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            stopping.cancel()
        if self._running.done():
            await self._running
        return not stop.is_set()

    @property
    def _running(self) -> "asyncio.Task[None]":
        if self._task is None:
            raise RuntimeError("not opened")
        return self._task

    async def _repeat(self) -> None:
        while True:
            try:
                return await self._act()
            except self._errors as error:
                self._log.warning("will be tried again", step=self._step, error=str(error))
            await asyncio.sleep(_PAUSE_SECONDS)
