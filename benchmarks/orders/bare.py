"""The recorded calls of orders and nothing else: `python -m benchmarks.orders.bare TEMPLATE OMNIUM FLOW FIRST COUNT AT_ONCE`.

Prints as JSON the seconds of the clock and of CPU from the first call to the last, and how long each order took.
"""

import asyncio
import gc
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import orjson
import uvloop
from yarl import URL

from benchmarks.orders.exchange import FLOW, OMNIUM, Exchange, read
from benchmarks.orders.plan import WARM_UP
from benchmarks.orders.template import filled


@dataclass(frozen=True)
class Request:
    """A call, ready to be sent, and the status of its answer."""

    method: str
    url: URL
    headers: Mapping[str, str]
    body: bytes | None
    status: int


class Replay:
    """Makes the calls of one order after the other."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self._session = session
        self.seconds: list[float] = []

    async def work(self, orders: Iterator[Sequence[Request]]) -> None:
        """Take the next order until there is none; others may take from the same ones."""
        for order in orders:
            began = time.perf_counter()
            for request in order:
                await self._send(request)
            self.seconds.append(time.perf_counter() - began)

    async def _send(self, request: Request) -> None:
        async with self._session.request(
            request.method, request.url, headers=request.headers, data=request.body
        ) as answer:
            _parsed(answer.content_type, await answer.read())
            if answer.status != request.status:
                message = f"{request.method} {request.url.path} was answered {answer.status}"
                raise ValueError(message)


def _parsed(kind: str, body: bytes) -> object:
    return orjson.loads(body) if body and kind == "application/json" else body


def requests_of(template: Sequence[Exchange], urls: Mapping[str, str], number: int) -> Sequence[Request]:
    """Write down the calls of an order."""
    return [
        Request(
            one.method,
            URL(urls[one.system] + one.target, encoded=True),
            one.headers,
            one.body or None,
            one.status,
        )
        for one in filled(template, number)
    ]


async def replay(orders: Sequence[Sequence[Request]], at_once: int) -> dict[str, object]:
    """Make all calls, those of so many orders at once; the first orders are a warm-up."""
    async with aiohttp.ClientSession() as session:
        await _work(Replay(session), orders[:WARM_UP], at_once)
        replayed = Replay(session)
        began, before = time.perf_counter(), time.process_time()
        await _work(replayed, orders[WARM_UP:], at_once)
        cpu, seconds = time.process_time() - before, time.perf_counter() - began
        return {"seconds": seconds, "cpu": cpu, "each": replayed.seconds}


async def _work(replayed: Replay, orders: Sequence[Sequence[Request]], at_once: int) -> None:
    shared = iter(orders)
    await asyncio.gather(*(replayed.work(shared) for _ in range(at_once)))


def main() -> None:
    """Replay so many orders, after those of the warm-up."""
    template = read(Path(sys.argv[1]).read_bytes())
    urls = dict(zip((OMNIUM, FLOW), sys.argv[2:4], strict=True))
    first, count, at_once = map(int, sys.argv[4:7])
    orders = [requests_of(template, urls, first + one) for one in range(WARM_UP + count)]
    gc.freeze()
    gc.set_threshold(10_000)  # as our services do
    told = uvloop.run(replay(orders, at_once))
    sys.stdout.write(orjson.dumps(told).decode())


if __name__ == "__main__":
    main()
