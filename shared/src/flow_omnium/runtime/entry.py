"""The first thing that a program of the suite does, before it imports what takes time: obeying signals, and saving time.

Until Python has a handler, SIGTERM ends an ordinary process with a failure, and process 1 of a container not at all:
the kernel hides from it every signal that it does not handle. It imports nothing that takes time.
"""

import gc
import os
import signal
from types import FrameType

EXIT_STOPPED = 0
_STANDARD = (0, 1, 2)


def begin() -> None:
    """End at once, as asked, on SIGTERM and SIGINT: nothing has begun yet. The service puts its own handling in place.

    Nothing is collected while modules are imported, since they stay: looking through them took a sixth of the start. The
    service collects again once all is there.

    Standard descriptors that are closed lead nowhere from here on: else the next connection would get their number, and
    with it what is printed.
    """
    gc.disable()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _end)
    for descriptor in _STANDARD:
        _open_if_closed(descriptor)


def _end(_number: int, _frame: FrameType | None) -> None:
    os._exit(EXIT_STOPPED)


def _open_if_closed(descriptor: int) -> None:
    try:
        os.fstat(descriptor)
    except OSError:
        os.open(os.devnull, os.O_RDWR)  # takes the lowest number that is free
