"""Ends a process whose event loop is blocked, after printing where every thread stands.

A blocked process works on nothing, its leases end, and only it can tell why. Whoever runs it starts it again; what ran
in it is a lost attempt.

A loop that turns gives a sign all the time, and two witnesses wait for it. A thread counts its own looks without a sign,
so that a process that was paused as a whole is not taken for a blocked one. Native code that holds the interpreter's
lock lets no thread look: for that case the kernel counts the time that the process computes.
"""

import asyncio
import faulthandler
import os
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Self

from flow_omnium.runtime.logging import get_logger
from flow_omnium.runtime.supervision import Supervised, Supervisor

EXIT_BLOCKED = 70
"""The exit code of a process that ended itself for this (sysexits: an internal software error)."""

LEAST_SECONDS = 5.0
"""No loop is taken for blocked sooner: a busy machine may keep one waiting for a while."""

_LOOKS = 10
_TOLD_WITHIN_SECONDS = 3.0


class LoopWatchdog(Supervised):
    """Watches the loop in which it is opened. Use as an async context manager.

    `seconds` is how long the loop may give no sign; `doing` names what the process works on, for the log.
    """

    def __init__(self, seconds: float, doing: Callable[[], Sequence[str]], supervisor: Supervisor) -> None:
        super().__init__(supervisor, {"loop watchdog": self._give_signs})
        self._seconds = max(seconds, LEAST_SECONDS)
        self._doing = doing
        self._signs = 0
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="loop-watchdog", daemon=True)
        self._log = get_logger("watchdog")

    async def __aenter__(self) -> Self:
        # Where a crash of native code is written as well.
        faulthandler.enable(sys.__stderr__ or 2)
        faulthandler.register(signal.SIGPROF, file=sys.__stderr__ or 2, all_threads=True, chain=True)
        self._thread.start()
        return await super().__aenter__()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closed.set()
        await super().__aexit__(kind, error, trace)
        signal.setitimer(signal.ITIMER_PROF, 0)
        faulthandler.unregister(signal.SIGPROF)

    async def _give_signs(self) -> None:
        while True:
            self._signs += 1
            signal.setitimer(signal.ITIMER_PROF, self._seconds)
            await asyncio.sleep(self._seconds / _LOOKS)

    def _watch(self) -> None:
        seen, looks = self._signs, 0
        while not self._closed.wait(self._seconds / _LOOKS):
            looks = looks + 1 if self._signs == seen else 0
            seen = self._signs
            if looks > _LOOKS:
                self._end()

    def _end(self) -> None:
        """Say where it stands, and end: also when nobody takes what we say."""
        faulthandler.dump_traceback_later(_TOLD_WITHIN_SECONDS, exit=True)
        faulthandler.dump_traceback(sys.__stderr__ or 2, all_threads=True)
        self._log.critical("the event loop is blocked, this process ends", jobs=list(self._doing()))
        os._exit(EXIT_BLOCKED)
