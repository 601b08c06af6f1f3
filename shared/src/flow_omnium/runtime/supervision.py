"""Background tasks that cannot end unseen: each is started here, and nowhere else.

asyncio keeps the exception of a task that nobody awaits to itself until the task is collected, if it ever is: a
keeper that died that way leaves a service that looks well and does nothing. So a task that should go on for as long
as the service does is begun afresh when it ends, however it ended, after a pause that grows; and work that ends by
itself is asked how it ended.
"""

import asyncio
import contextvars
from collections.abc import Awaitable, Callable, Coroutine
from types import TracebackType
from typing import Any, Self, TypeVar

from flow_omnium.runtime.health import Ping
from flow_omnium.runtime.logging import get_logger
from flow_omnium.runtime.metrics.process import ServiceMetrics
from flow_omnium.runtime.metrics.registrar import Registrar

FIRST_PAUSE_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 30.0

STEADY_SECONDS = 60.0
"""For how long a task must have gone on since its restart to count as well again."""

CANCEL_AGAIN_SECONDS = 8.0
"""After how long work that was cancelled and goes on is cancelled once more: longer than connections are given to close
and jobs to be handed back (5 s each)."""

_LOOP = "loop"

_Result = TypeVar("_Result")


class Kept:
    """One task that is kept going. `is_well` tells whether it goes on as it should."""

    def __init__(self, task: "asyncio.Task[None]") -> None:
        self._task = task
        self.is_well = True

    async def stop(self) -> None:
        """End the task for good, and wait until it has ended."""
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)


class Supervisor:
    """Starts tasks, restarts what should not have ended, and tells of it: in the log, in the metrics, to /readyz.

    As a context manager it takes the errors of this loop that nobody else does, which asyncio would only print.
    """

    def __init__(
        self,
        metrics: ServiceMetrics | None = None,
        *,
        first_pause: float = FIRST_PAUSE_SECONDS,
        longest_pause: float = LONGEST_PAUSE_SECONDS,
        steady: float = STEADY_SECONDS,
    ) -> None:
        self._metrics = metrics or ServiceMetrics(Registrar())
        # Served as 0 from now on: an alert sees the first count, and a dashboard that there was none.
        self._metrics.task_faults.labels(_LOOP)
        self._first_pause = first_pause
        self._longest_pause = longest_pause
        self._steady = steady
        self._kept: dict[str, Kept] = {}
        self._ending: set[asyncio.Task[Any]] = set()
        self._log = get_logger("supervisor")

    def __enter__(self) -> Self:
        asyncio.get_running_loop().set_exception_handler(self._on_loop_error)
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        asyncio.get_running_loop().set_exception_handler(None)

    def keep(self, name: str, work: Callable[[], Awaitable[None]], *, may_return: bool = False) -> Kept:
        """Run `work` until the handle is stopped; when it ends by itself it is begun afresh.

        `may_return`: to return is then the good end, and the task is done.
        """
        self._metrics.task_restarts.labels(name)
        task = asyncio.create_task(self._keep(name, work, may_return=may_return), name=name)
        kept = self._kept[name] = Kept(task)
        return kept

    def start(
        self,
        name: str,
        work: Coroutine[Any, Any, _Result],
        context: contextvars.Context | None = None,
    ) -> "asyncio.Task[_Result]":
        """Run work that ends by itself, and that nobody awaits: a failure of it is told."""
        task = asyncio.create_task(work, name=name, context=context)
        self._ending.add(task)
        task.add_done_callback(self._on_end)
        return task

    async def comes_before(self, event: asyncio.Event, stop: asyncio.Event) -> bool:
        """Wait for an event; False when the service is told to stop before, or by then."""
        waits = [self.start("a wait", each.wait()) for each in (event, stop)]
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()
        return not stop.is_set()

    def runs(self, name: str) -> Ping:
        """Return the ping of a kept task: it raises LookupError from its unexpected end until it is well again."""

        async def ping() -> None:
            kept = self._kept.get(name)
            if kept is not None and not kept.is_well:
                message = f"{name} has ended and is being restarted"
                raise LookupError(message)

        return ping

    async def _keep(self, name: str, work: Callable[[], Awaitable[None]], *, may_return: bool) -> None:
        loop, pause = asyncio.get_running_loop(), self._first_pause
        while True:
            started = loop.time()
            getting_well = loop.call_later(self._steady, self._note_well, name)
            try:
                error = await _end_of(name, work)
            finally:
                getting_well.cancel()
            if error is None and may_return:
                self._note_well(name)
                return
            if loop.time() - started >= self._steady:
                pause = self._first_pause
            self._note_end(name, error, pause)
            await asyncio.sleep(pause)
            pause = min(pause * 2, self._longest_pause)

    def _note_well(self, name: str) -> None:
        self._kept[name].is_well = True

    def _note_end(self, name: str, error: BaseException | None, pause: float) -> None:
        self._kept[name].is_well = False
        self._metrics.task_restarts.labels(name).inc()
        self._log.error(
            "a background task has ended, it is begun again",
            task=name,
            cause="it returned" if error is None else type(error).__name__,
            pauseSeconds=pause,
            exc_info=error,
        )

    def _on_end(self, task: "asyncio.Task[Any]") -> None:
        self._ending.discard(task)
        error = None if task.cancelled() else task.exception()
        if error is not None:
            self._note_fault(task.get_name(), "background work failed", error)

    def _on_loop_error(self, _loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        """What asyncio tells here has no other witness, such as a task whose exception was never asked for."""
        error = context.get("exception")
        self._note_fault(_LOOP, str(context.get("message", "")), error)

    def _note_fault(self, name: str, what: str, error: BaseException | None) -> None:
        self._metrics.task_faults.labels(name).inc()
        self._log.error("an error that nobody awaited", task=name, what=what, exc_info=error)


async def _end_of(name: str, work: Callable[[], Awaitable[None]]) -> BaseException | None:
    """Run it to its end; return why it ended, None when it returned. Cancelled with the one who waits.

    In a task of its own: a cancellation that escapes from inside the work is then told from one that is meant for us.
    """
    running = asyncio.create_task(_awaited(work), name=name)
    try:
        await asyncio.wait({running})
    finally:
        await _ended(running)
    return asyncio.CancelledError() if running.cancelled() else running.exception()


async def _ended(running: "asyncio.Task[None]") -> None:
    """Cancel until it has ended: a library that is in the middle of something may take a cancellation for its own (the
    broker's client does, while it connects), and the work would go on for ever."""
    while not running.done():
        running.cancel()
        await asyncio.wait({running}, timeout=CANCEL_AGAIN_SECONDS)


async def _awaited(work: Callable[[], Awaitable[None]]) -> None:
    await work()
