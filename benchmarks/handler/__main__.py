"""Measure what an order's handler takes beside the bare calls, in a minute: `python -m benchmarks.handler [TURNS]`.

Both make the same calls, against answers that are canned, over loopback, eight orders at once. They take short turns, and of each
the least counts: a machine that does other things can only make a turn longer.
"""

import asyncio
import gc
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from itertools import count
from typing import Final

import aiohttp
import uvloop

from benchmarks.handler.ours import Ours
from benchmarks.handler.recording import recorded, requests_of
from benchmarks.orders.bare import Replay
from benchmarks.orders.template import order_id
from benchmarks.program import module

_TURNS: Final = 40
_ORDERS: Final = 100
_AT_ONCE: Final = 8
_RECORDED: Final = 2
"""The number of the order whose calls are recorded."""

Turn = Callable[[], Awaitable[float]]
"""Works so many orders off, and returns the milliseconds of CPU that one of them took."""


async def compare(url: str, turns: int) -> None:
    """Let both take their turns, and print what came of it."""
    sent = await recorded(url, _RECORDED)
    numbers = count(_RECORDED + 1)
    ours = Ours(url)
    async with aiohttp.ClientSession() as session, ours.session:

        async def bare() -> float:
            orders = iter([requests_of(sent, _RECORDED, next(numbers)) for _ in range(_ORDERS)])
            return await _timed(lambda: Replay(session).work(orders))

        async def handler() -> float:
            names = iter([order_id(next(numbers)) for _ in range(_ORDERS)])
            return await _timed(lambda: _run_all(ours, names))

        least = await _least({"bare": bare, "handler": handler}, turns)
    told = ", ".join(f"{name} {milliseconds:.2f} ms" for name, milliseconds in least.items())
    sys.stdout.write(f"{len(sent)} calls: {told}, ratio {least['handler'] / least['bare']:.2f}\n")


async def _run_all(ours: Ours, names: Iterator[str]) -> None:
    for name in names:
        await ours.run(name)


async def _timed(worker: Callable[[], Awaitable[None]]) -> float:
    began = time.process_time()
    await asyncio.gather(*(worker() for _ in range(_AT_ONCE)))
    return 1000 * (time.process_time() - began) / _ORDERS


async def _least(contestants: dict[str, Turn], turns: int) -> dict[str, float]:
    for turn in contestants.values():
        await turn()
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000)  # as our services do
    taken: dict[str, list[float]] = {name: [] for name in contestants}
    for _ in range(turns):
        for name, turn in contestants.items():
            taken[name].append(await turn())
    return {name: min(times) for name, times in taken.items()}


@contextmanager
def _served() -> Iterator[str]:
    command = module("benchmarks.handler.server")
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:  # noqa: S603 - our own program
        try:
            yield f"http://127.0.0.1:{server.stdout.readline().strip()}" if server.stdout else ""
        finally:
            server.kill()


def main() -> None:
    """Run the measurement."""
    turns = int(sys.argv[1]) if len(sys.argv) > 1 else _TURNS
    with _served() as url:
        uvloop.run(compare(url, turns))


if __name__ == "__main__":
    main()
