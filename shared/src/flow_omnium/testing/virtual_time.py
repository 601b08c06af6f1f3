"""A loop that waits for nothing: when nobody can go on, it is at once as late as the next one waits for.

For tests of code that waits by itself, without network, processes and threads. To sleep there means: until whatever could
happen by then has happened.
"""

import asyncio
import functools
import selectors
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime, timedelta
from typing import Any, Final, ParamSpec

_P = ParamSpec("_P")
_BEGINNING: Final = datetime(2026, 1, 5, 9, tzinfo=UTC)


class LoopClock:
    """Implements `Clock`: it goes as the loop's time does."""

    def now(self) -> datetime:
        """Return a time that begins with the loop."""
        return _BEGINNING + timedelta(seconds=asyncio.get_running_loop().time())


class VirtualTimeLoop(asyncio.SelectorEventLoop):
    """An event loop with a time of its own, in seconds from 0."""

    def __init__(self) -> None:
        self._waiting = _NotWaiting()
        super().__init__(self._waiting)

    def time(self) -> float:
        """See `asyncio.AbstractEventLoop.time`."""
        return self._waiting.passed


def in_virtual_time(test: Callable[_P, Coroutine[Any, Any, None]]) -> Callable[_P, None]:
    """Run a test in a loop of its own, which waits for nothing."""

    @functools.wraps(test)
    def run(*args: _P.args, **kwargs: _P.kwargs) -> None:
        with asyncio.Runner(loop_factory=VirtualTimeLoop) as runner:
            runner.run(test(*args, **kwargs))

    return run


class _NotWaiting(selectors.SelectSelector):
    """Counts the seconds for which the loop would have waited."""

    def __init__(self) -> None:
        super().__init__()
        self.passed = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """See `selectors.BaseSelector.select`."""
        ready = super().select(timeout and 0)
        if not ready and timeout:
            self.passed += timeout
        return ready
