"""Playing a scene: something is done on one side, and it is waited until the other side knows of it."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from local_stack.errors import StackError

PATIENCE_SECONDS: Final = 45.0
POLL_SECONDS: Final = 0.05


@dataclass(frozen=True)
class Scene:
    """One thing that happens on one side: what people see, what the other side knows of it then, and how long it took."""

    act: str
    elsewhere: str
    seconds: float


def play(act: str, do: Callable[[], None], seen: Callable[[], str | None]) -> Scene:
    """Do it, and wait until it is seen. Raises StackError when it never is."""
    began = time.monotonic()
    do()
    while (known := seen()) is None:
        if time.monotonic() - began > PATIENCE_SECONDS:
            message = f"the other side did not learn within {PATIENCE_SECONDS:g} s: {act}"
            raise StackError(message)
        time.sleep(POLL_SECONDS)
    return Scene(act, known, time.monotonic() - began)
