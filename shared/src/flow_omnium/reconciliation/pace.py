"""How fast records are compared: other work on the same systems comes first."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

Sleep = Callable[[float], Awaitable[None]]


@dataclass
class Pace:
    """Lets so many be compared at once by all runs of a process, and so many begin in a second.

    Five a second are 15 to 30 calls, where Omnium lets a user have 100 in the long run.
    """

    at_once: int = 2
    per_second: float = 5.0
    sleep: Sleep = asyncio.sleep

    def __post_init__(self) -> None:
        self.room = asyncio.Semaphore(self.at_once)
        self._turn = asyncio.Lock()

    async def turn(self) -> None:
        """Wait until one more may begin."""
        async with self._turn:
            await self.sleep(1 / self.per_second)
