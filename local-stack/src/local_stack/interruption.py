"""Ctrl-C, SIGTERM and a closed terminal all end a run the same, orderly way."""

import select
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager

_ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@contextmanager
def interruptible() -> Iterator[None]:
    """Turn the signals into KeyboardInterrupt while the block runs; only in the main thread."""
    previous = {number: signal.signal(number, signal.default_int_handler) for number in _ENDING}
    try:
        yield
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)


def wait_for_end() -> None:
    """Return when the person, or the system, wants us to stop."""
    with interruptible():
        try:
            while True:
                signal.pause()
        except KeyboardInterrupt:
            return


def wait_for_enter(seconds: float) -> None:
    """Return when the person types Enter, ends the input, or does nothing for so long."""
    readable, _, _ = select.select([sys.stdin], [], [], seconds)
    if readable:
        sys.stdin.readline()
