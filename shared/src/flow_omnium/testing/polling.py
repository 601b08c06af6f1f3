"""Waiting for something to come true, with a bound and without guessing how long it takes."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

_T = TypeVar("_T")


async def until(
    what: str, probe: Callable[[], Awaitable[_T]], *, seconds: float = 60, every: float = 0.02
) -> _T:
    """Return the first true answer of `probe`. Raises TimeoutError, which names what was waited for."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + seconds
    while loop.time() < deadline:
        answer = await probe()
        if answer:
            return answer
        await asyncio.sleep(every)
    message = f"waited {seconds:g} s in vain: {what}"
    raise TimeoutError(message)
