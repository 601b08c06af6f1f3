"""Long work in short pieces: whoever does much at once leaves the processors to others in between.

A piece of work cannot be interrupted, neither by the event loop nor, on a machine with few processors, at once by the kernel. What
waits for a processor meanwhile may be an order. So long work asks here wherever it can stop, as before each call.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from types import SimpleNamespace
from typing import Final

import aiohttp

PIECE_SECONDS: Final = 0.002
REST_SECONDS: Final = 0.006

Seconds = Callable[[], float]
Sleep = Callable[[float], Awaitable[None]]


class Pace:
    """Lets everything that asks it go on for 2 ms together, and then rest for 6 ms: at most a quarter of one processor is taken."""

    def __init__(self, now: Seconds = time.perf_counter, sleep: Sleep = asyncio.sleep) -> None:
        self._now = now
        self._sleep = sleep
        self._piece_ends = 0.0
        self._rest_ends = 0.0

    async def step(self) -> None:
        """Return at once while a piece lasts; else when the rest after it is over."""
        now = self._now()
        if self._rest_ends <= now < self._piece_ends:
            return
        if now >= self._piece_ends:
            self._rest_ends = now + REST_SECONDS
            self._piece_ends = self._rest_ends + PIECE_SECONDS
        await self._sleep(self._rest_ends - now)

    def trace_config(self) -> aiohttp.TraceConfig:
        """Return what makes a session ask before each request."""
        config = aiohttp.TraceConfig()
        config.on_request_start.append(self._on_start)
        config.freeze()
        return config

    async def _on_start(
        self,
        _session: aiohttp.ClientSession,
        _context: SimpleNamespace,
        _start: aiohttp.TraceRequestStartParams,
    ) -> None:
        await self.step()
