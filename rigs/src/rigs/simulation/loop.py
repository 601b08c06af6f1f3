"""One event loop for many simulated processes: virtual time, an order that a seed decides, and processes that die anywhere.

asyncio promises that callbacks of one loop run in the order in which they were asked for, and code may rest on that. So each
process keeps this order among its own callbacks, as on a loop of its own; which process goes next is drawn. When none can go on, it
is at once as late as the next timer.

No library for it: those that there are for Python 3.11 give virtual time, and leave the order as it comes.
"""

import asyncio
import contextvars
import heapq
import itertools
import random
from collections import defaultdict, deque
from collections.abc import Callable, Coroutine
from typing import Any, Final, TypeVar, TypeVarTuple

from rigs.simulation.processes import begun_in, life_of, process_of

_T = TypeVar("_T")
_Ts = TypeVarTuple("_Ts")
_MASK: Final = (1 << 64) - 1
_PRIME: Final = 0x100000001B3
_MICROSECONDS: Final = 1_000_000

_Alarm = tuple[float, int, contextvars.Context, asyncio.TimerHandle]


class StandstillError(Exception):
    """Everybody waits for something, and nothing is left that could happen."""


class SimulationLoop(asyncio.BaseEventLoop):
    """Time is in seconds from 0, and passes only when nobody can go on. `draw` decides which process goes next."""

    def __init__(self, draw: random.Random) -> None:
        super().__init__()
        self._draw = draw
        self._now = 0.0
        self._queues: dict[str, deque[asyncio.Handle]] = {}
        self._alarms: list[_Alarm] = []
        self._order = itertools.count()
        self._lives: dict[str, int] = defaultdict(int)
        self._tasks: dict[str, set[asyncio.Task[Any]]] = defaultdict(set)
        self._dead: list[set[asyncio.Task[Any]]] = []
        self.steps = 0
        self.fingerprint = 0
        """Of all that happened so far: two runs of one seed have the same."""
        self.faults: list[dict[str, Any]] = []
        """What nobody has caught, as asyncio tells it."""
        self.set_exception_handler(lambda _loop, fault: self.faults.append(fault))

    def time(self) -> float:
        """See `asyncio.AbstractEventLoop.time`."""
        return self._now

    def begin(self, process: str, work: Coroutine[Any, Any, _T]) -> "asyncio.Task[_T]":
        """Begin work in a process: in its next life, if it has died."""
        return self.create_task(work, context=begun_in(process, self._lives[process]))

    def kill(self, process: str) -> None:
        """Let a process end where it stands: nothing of it goes on, not even what it would do in the end."""
        self._lives[process] += 1
        self._queues.pop(process, None)
        # Kept: a coroutine that is collected runs its `finally`, which a process that was killed does not.
        self._dead.append(self._tasks.pop(process, set()))

    def call_soon(
        self, callback: Callable[[*_Ts], object], *args: *_Ts, context: contextvars.Context | None = None
    ) -> asyncio.Handle:
        """See `asyncio.AbstractEventLoop.call_soon`."""
        within = context or contextvars.copy_context()
        handle = asyncio.Handle(callback, args, self, within)
        self._enqueue(within, handle)
        return handle

    def call_later(
        self,
        delay: float,
        callback: Callable[[*_Ts], object],
        *args: *_Ts,
        context: contextvars.Context | None = None,
    ) -> asyncio.TimerHandle:
        """See `asyncio.AbstractEventLoop.call_later`."""
        return self.call_at(self._now + delay, callback, *args, context=context)

    def call_at(
        self,
        when: float,
        callback: Callable[[*_Ts], object],
        *args: *_Ts,
        context: contextvars.Context | None = None,
    ) -> asyncio.TimerHandle:
        """See `asyncio.AbstractEventLoop.call_at`."""
        within = context or contextvars.copy_context()
        timer = asyncio.TimerHandle(when, callback, args, self, within)
        heapq.heappush(self._alarms, (when, next(self._order), within, timer))
        return timer

    def create_task(
        self, coro: Any, *, name: object = None, context: contextvars.Context | None = None
    ) -> "asyncio.Task[Any]":
        """See `asyncio.AbstractEventLoop.create_task`."""
        task: asyncio.Task[Any] = asyncio.Task(
            coro, loop=self, name=name if name is None else str(name), context=context
        )
        tasks = self._tasks[process_of(context)]
        tasks.add(task)
        task.add_done_callback(tasks.discard)
        return task

    def run_in_executor(
        self, _executor: object, _func: Callable[[*_Ts], _T], *_args: *_Ts
    ) -> "asyncio.Future[_T]":
        """Raise RuntimeError: what a thread does is in nobody's order."""
        raise RuntimeError("there are no threads in a simulation")

    def _enqueue(self, context: contextvars.Context, handle: asyncio.Handle) -> None:
        process = process_of(context)
        if life_of(context) == self._lives[process]:
            self._queues.setdefault(process, deque()).append(handle)

    def _run_once(self) -> None:
        """What asyncio's own loop does again and again until it is stopped: here one callback of one process."""
        self._let_time_pass()
        names = list(self._queues)
        process = names[self._draw.randrange(len(names))]
        queue = self._queues[process]
        handle = queue.popleft()
        if not queue:
            del self._queues[process]
        self._note(process)
        if not handle.cancelled():
            handle._run()

    def _let_time_pass(self) -> None:
        while not self._queues:
            if not self._alarms:
                message = f"nothing can happen any more, {self._now:g} s after the beginning"
                raise StandstillError(message)
            self._now = max(self._now, self._alarms[0][0])
            while self._alarms and self._alarms[0][0] <= self._now:
                self._ring(heapq.heappop(self._alarms))

    def _ring(self, alarm: _Alarm) -> None:
        _when, _order, context, timer = alarm
        if not timer.cancelled():
            self._enqueue(context, timer)

    def _note(self, process: str) -> None:
        self.steps += 1
        happened = int.from_bytes(process.encode(), "big") ^ round(self._now * _MICROSECONDS)
        self.fingerprint = (self.fingerprint * _PRIME ^ happened) & _MASK
