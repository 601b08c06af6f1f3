"""A small server in a thread of the test's own process, on a loop of its own."""

import asyncio
import threading
from abc import ABC, abstractmethod
from contextlib import AbstractAsyncContextManager
from typing import Self

from local_stack.errors import StackError
from local_stack.ports import free_port

START_SECONDS = 30


class ThreadServer(ABC):
    """Serves at `port` while the context is open."""

    def __init__(self) -> None:
        self.port = free_port()
        self._loop = asyncio.new_event_loop()
        self._stop = asyncio.Event()
        self._serves = threading.Event()
        self._thread = threading.Thread(target=self._run, name=type(self).__name__)

    @abstractmethod
    def serving(self) -> AbstractAsyncContextManager[object]:
        """Listen at `port` while the context is open."""

    def __enter__(self) -> Self:
        self._thread.start()
        if not self._serves.wait(START_SECONDS):
            message = f"{self._thread.name} does not serve"
            raise StackError(message)
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(START_SECONDS)

    def _run(self) -> None:
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            runner.run(self._serve())

    async def _serve(self) -> None:
        async with self.serving():
            self._serves.set()
            await self._stop.wait()
