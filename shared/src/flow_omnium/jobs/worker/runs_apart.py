"""The jobs of one slot, one after the other: the next one runs while the ends of the last ones are written down."""

import asyncio
from collections.abc import Awaitable, Callable

from flow_omnium.runtime.background import ended
from flow_omnium.runtime.supervision import Supervisor

Leave = Callable[[], None]
"""Told when a job makes no more calls; what follows is to write down how it ended."""

ENDS_AT_ONCE = 2
"""Ends of one slot that are written down at once: while the ledger is slow or away, no more than these are owed to it."""


class RunsApart:
    """Runs each job in a task of its own. Use as an async context manager: at its end, all is written down.

    When it is left by a cancellation, the jobs that run are cancelled, and hand themselves back.
    """

    def __init__(self, supervisor: Supervisor) -> None:
        self._supervisor = supervisor
        self._tasks: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> "RunsApart":
        return self

    async def __aexit__(self, kind: type[BaseException] | None, *_: object) -> None:
        try:
            if kind is not asyncio.CancelledError and self._tasks:
                await asyncio.wait(self._tasks)
        finally:
            await ended(*self._tasks)

    async def run(self, job: Callable[[Leave], Awaitable[None]]) -> None:
        """Return once the job makes no more calls, or has failed, and one more end may be written down."""
        over = asyncio.Event()
        # Whatever a job fails of, the slot's others go on: the supervisor tells of it, and it comes again when its lease ends.
        task = self._supervisor.start("a held job", _awaited(job, over.set))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        task.add_done_callback(lambda _: over.set())
        await over.wait()
        while len(self._tasks) > ENDS_AT_ONCE:
            await asyncio.wait(self._tasks, return_when=asyncio.FIRST_COMPLETED)


async def _awaited(job: Callable[[Leave], Awaitable[None]], leave: Leave) -> None:
    await job(leave)
