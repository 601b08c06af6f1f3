"""One background task that is kept going for the length of a context, and is gone when the context is left."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Self

CANCEL_AGAIN_SECONDS = 8.0
"""After how long a cancelled task that goes on is cancelled once more: longer than connections are given to close and
jobs to be handed back (5 s each)."""

Work = Callable[[], Awaitable[None]]
"""What the task does; called once more each time that the task is begun afresh."""

OnEnd = Callable[[str, BaseException | None, float], None]
"""Told that the task of this name has ended, of which error (None: it returned), and after how many seconds it is begun
afresh."""


@dataclass(frozen=True)
class Restarts:
    """When a task that ended is begun afresh, in seconds: the pause doubles from the first up to the longest.

    A task that has gone on for `steady` seconds since its restart counts as well again.
    """

    first_pause: float = 1.0
    longest_pause: float = 30.0
    steady: float = 60.0


class KeptTask:
    """Runs `work` in a task and begins it afresh when it ends, however it ended. Use as an async context manager.

    `may_return`: to return is then the good end, and the task is done.
    """

    def __init__(
        self, name: str, work: Work, on_end: OnEnd, restarts: Restarts, *, may_return: bool = False
    ) -> None:
        self.is_well = True
        """Whether it goes on as it should."""
        self._name = name
        self._work = work
        self._on_end = on_end
        self._restarts = restarts
        self._may_return = may_return
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    def start(self) -> None:
        """Begin, where no context is to be entered."""
        self.is_well = True
        self._task = asyncio.create_task(self._keep(), name=self._name)

    async def stop(self) -> None:
        """End the task for good, and wait until it has ended."""
        if self._task is not None:
            # Once is enough, and a second time would be too much: it is this task that cancels the work until it has ended.
            self._task.cancel()
            await asyncio.wait({self._task})

    async def _keep(self) -> None:
        loop, pause = asyncio.get_running_loop(), self._restarts.first_pause
        while True:
            started = loop.time()
            getting_well = loop.call_later(self._restarts.steady, self._note_well)
            try:
                error = await _end_of(self._name, self._work)
            finally:
                getting_well.cancel()
            if error is None and self._may_return:
                self._note_well()
                return
            if loop.time() - started >= self._restarts.steady:
                pause = self._restarts.first_pause
            self.is_well = False
            self._on_end(self._name, error, pause)
            await asyncio.sleep(pause)
            pause = min(pause * 2, self._restarts.longest_pause)

    def _note_well(self) -> None:
        self.is_well = True


async def ended(*tasks: "asyncio.Task[Any]") -> None:
    """Cancel the tasks and wait until all have ended; what they ended with is for their owner to ask.

    Cancelled again and again: a library that is in the middle of something may take a cancellation for its own (the
    broker's client does, while it connects), and the work would go on for ever.
    """
    while going := {task for task in tasks if not task.done()}:
        for task in going:
            task.cancel()
        await asyncio.wait(going, timeout=CANCEL_AGAIN_SECONDS)


def require_going_on() -> None:
    """Raise CancelledError where this task was cancelled and a library took that for its own.

    `asyncio.wait_for`, through which the broker's client asks, loses a cancellation that comes together with the answer:
    https://github.com/python/cpython/issues/86296 (mended in Python 3.12).
    """
    task = asyncio.current_task()
    if task is not None and task.cancelling():
        raise asyncio.CancelledError


async def _end_of(name: str, work: Work) -> BaseException | None:
    """Run it to its end; return why it ended, None when it returned. Cancelled with the one who waits.

    In a task of its own: a cancellation that escapes from inside the work is then told from one that is meant for us.
    """
    running = asyncio.create_task(_awaited(work), name=name)
    try:
        await asyncio.wait({running})
    finally:
        await ended(running)
    return asyncio.CancelledError() if running.cancelled() else running.exception()


async def _awaited(work: Work) -> None:
    await work()
