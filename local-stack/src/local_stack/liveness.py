"""Whether the process that was meant still runs: a pid alone may by now belong to another."""

import time
from collections.abc import Callable

import psutil

POLL_SECONDS = 0.03


def lives(pid: int, create_time: float) -> bool:
    """Whether that very process runs. One that ended and was not yet collected by its parent does not."""
    try:
        process = psutil.Process(pid)
        return process.create_time() == create_time and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def wait_until(condition: Callable[[], bool], seconds: float) -> bool:
    """Poll until the condition holds; whether it did in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(POLL_SECONDS)
    return True
