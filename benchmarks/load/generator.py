"""Posts events over many connections and reports what was accepted, how fast and at which price."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from time import perf_counter
from typing import Protocol
from urllib.parse import urlsplit

import uvloop

from benchmarks.load.connection import Connection
from benchmarks.load.latency import percentile
from local_stack.errors import StackError

_GRACE_SECONDS = 60.0
"""For the answers that are still owed, or for a run without window."""
_SUCCESS = range(200, 300)


class Watch(Protocol):
    """Is told when the measured time begins and ends."""

    def start(self) -> None:
        """It begins."""

    def stop(self) -> None:
        """It ends."""


@dataclass(frozen=True)
class Window:
    """What is measured: from `start` to `end`, in `perf_counter` seconds; none at all when they are equal."""

    start: float
    end: float
    watch: Watch | None = None


@dataclass
class Load:
    """The result of one run. Latencies are seconds, of the requests answered inside the window."""

    seconds: float
    sent: int = 0
    accepted: int = 0
    in_window: int = 0
    unanswered: int = 0
    latencies: list[float] = field(default_factory=list)

    @property
    def per_second(self) -> float:
        """Events accepted per second of the window."""
        return self.in_window / self.seconds

    def latency_ms(self, share: float) -> float:
        """A percentile of the latencies, in milliseconds."""
        return percentile(self.latencies, share) * 1000


def post_for(
    requests: Iterator[bytes], *urls: str, connections: int, warm_up: float, seconds: float, watch: Watch
) -> Load:
    """Post for a warm-up and a window, and let what is under way finish; all that was accepted is counted.

    The connections are shared out among the servers at `urls`, which take the same requests.
    """

    async def run() -> Load:
        start = perf_counter() + warm_up
        window = Window(start, start + seconds, watch)
        return await _run(_until(requests, window.end), urls, connections, window)

    return uvloop.run(run())


def post_all(requests: Iterator[bytes], url: str, *, connections: int) -> Load:
    """Post every request, without a window."""

    async def run() -> Load:
        now = perf_counter()
        return await _run(requests, [url], connections, Window(now, now))

    return uvloop.run(run())


async def _run(requests: Iterator[bytes], urls: Sequence[str], connections: int, window: Window) -> Load:
    run = _Run(window, connections)
    shared = run.counted(requests)
    _announce(window)
    for number in range(connections):
        parts = urlsplit(urls[number % len(urls)])
        await asyncio.get_running_loop().create_connection(
            lambda: Connection(shared, run), parts.hostname or "", parts.port or 80
        )
    left = max(0.0, window.end - perf_counter())
    try:
        await asyncio.wait_for(run.finished.wait(), left + _GRACE_SECONDS)
    except TimeoutError as error:
        message = (
            f"{' and '.join(urls)}: answers are owed: {run.load.sent} requests, {run.load.accepted} accepted"
        )
        raise StackError(message) from error
    return run.load


def _announce(window: Window) -> None:
    if window.watch is None:
        return
    loop = asyncio.get_running_loop()
    now = perf_counter()
    loop.call_later(window.start - now, window.watch.start)
    loop.call_later(window.end - now, window.watch.stop)


class _Run:
    def __init__(self, window: Window, connections: int) -> None:
        self.load = Load(seconds=window.end - window.start)
        self.finished = asyncio.Event()
        self._window = window
        self._open = connections

    def counted(self, requests: Iterator[bytes]) -> Iterator[bytes]:
        for request in requests:
            self.load.sent += 1
            yield request

    def answered(self, status: int, sent_at: float, answered_at: float) -> None:
        if status not in _SUCCESS:
            return
        self.load.accepted += 1
        if self._window.start <= answered_at < self._window.end:
            self.load.in_window += 1
            self.load.latencies.append(answered_at - sent_at)

    def ended(self, _error: Exception | None, *, owed: bool) -> None:
        self.load.unanswered += owed
        self._open -= 1
        if self._open == 0:
            self.finished.set()


def _until(requests: Iterator[bytes], end: float) -> Iterator[bytes]:
    while perf_counter() < end:
        yield next(requests)
