"""Watches a service's background tasks, so that none of them ends unseen.

asyncio keeps the exception of a task that nobody awaits to itself until the task is collected, if it ever is. A task
that died that way leaves a service that looks well and does nothing. So a task that should go on for as long as the
service does is begun afresh when it ends (`background.py`), and work that ends by itself is asked how it ended.
"""

import asyncio
import contextvars
from collections.abc import Coroutine, Mapping
from types import TracebackType
from typing import Any, Self, TypeVar

from flow_omnium.runtime.background import KeptTask, Restarts, Work, ended
from flow_omnium.runtime.dependencies import Ping
from flow_omnium.runtime.logging import get_logger
from flow_omnium.runtime.metrics.process import ServiceMetrics
from flow_omnium.runtime.metrics.registrar import Registrar

_LOOP = "loop"

_Result = TypeVar("_Result")


class Supervisor:
    """Starts tasks, restarts what should not have ended, and tells of it: in the log, in the metrics, to /readyz.

    As a context manager it takes the errors of this loop that nobody else does, which asyncio would only print.
    """

    def __init__(
        self,
        metrics: ServiceMetrics | None = None,
        *,
        restarts: Restarts | None = None,
    ) -> None:
        self._metrics = metrics or ServiceMetrics(Registrar())
        # Served as 0 from now on: an alert sees the first count, and a dashboard that there was none.
        self._metrics.task_faults.labels(_LOOP)
        self._restarts = restarts or Restarts()
        self._kept: dict[str, KeptTask] = {}
        self._ending: set[asyncio.Task[Any]] = set()
        self._log = get_logger("supervisor")

    def __enter__(self) -> Self:
        asyncio.get_running_loop().set_exception_handler(self._on_loop_error)
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        asyncio.get_running_loop().set_exception_handler(None)

    def running(self, name: str, work: Work, *, may_return: bool = False) -> KeptTask:
        """Return the task that keeps `work` going for the length of a context: an async context manager."""
        self._metrics.task_restarts.labels(name)
        task = self._kept[name] = KeptTask(name, work, self._note_end, self._restarts, may_return=may_return)
        return task

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
            await ended(*waits)
        return not stop.is_set()

    def runs(self, name: str) -> Ping:
        """Return the ping of a kept task: it raises LookupError from its unexpected end until it is well again."""

        async def ping() -> None:
            kept = self._kept.get(name)
            if kept is not None and not kept.is_well:
                message = f"{name} has ended and is being restarted"
                raise LookupError(message)

        return ping

    def _note_end(self, name: str, error: BaseException | None, pause: float) -> None:
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


class Supervised:
    """Base of what does background work for as long as it is open. Use as an async context manager."""

    def __init__(self, supervisor: Supervisor | None, works: Mapping[str, Work]) -> None:
        """`works` are the tasks by the names under which the supervisor tells of them."""
        self._supervisor = supervisor or Supervisor()
        self._background = {name: self._supervisor.running(name, work) for name, work in works.items()}

    async def __aenter__(self) -> Self:
        for task in self._background.values():
            task.start()
        return self

    async def __aexit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        await asyncio.gather(*(task.stop() for task in self._background.values()))
