"""How fast records are compared: other work on the same systems comes first."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

AT_ONCE: Final = 2
"""Records that are compared at the same time, by all runs of a process."""

PER_SECOND: Final = 5.0
"""Comparisons that begin in a second at most: 15 to 30 calls, where Omnium lets a user have 100 in the long run."""

Sleep = Callable[[float], Awaitable[None]]


@dataclass
class Pace:
    """Lets so many begin at once, and so many a second."""

    at_once: int = AT_ONCE
    per_second: float = PER_SECOND
    sleep: Sleep = asyncio.sleep

    def __post_init__(self) -> None:
        self.room = asyncio.Semaphore(self.at_once)
        self._turn = asyncio.Lock()

    async def turn(self) -> None:
        """Wait until one more may begin."""
        async with self._turn:
            await self.sleep(1 / self.per_second)
