"""What the gateway accepts while browsers follow the console live, and while none does: by turns, since a machine's mood changes."""

import statistics
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from pymongo import MongoClient

from benchmarks.console.addresses import TENANT
from benchmarks.doors.duel import Estimate, estimate
from benchmarks.ledger.stage import DATABASE, SECRET, Stage
from benchmarks.load.generator import post_for
from benchmarks.load.requests import requests_of, unique_keys
from benchmarks.usage import CpuWatch
from flow_omnium.jobs.ledger.documents import COLLECTION
from local_stack.errors import StackError
from local_stack.web_console import WebConsole

STREAMS: Final = 200
TURNS: Final = 40
"""One turn differs from the next by a tenth: fewer of them do not tell two in a hundred."""
SECONDS: Final = 2.0
_CONNECTIONS: Final = 32
_CONSOLE: Final = "console"
_WARM_UP: Final = 0.5


@dataclass(frozen=True)
class Beside:
    """Events a second, turn by turn: with the streams and without; and what the console takes meanwhile, as a share of a core."""

    streams: int
    console: float
    with_them: tuple[float, ...]
    without: tuple[float, ...]

    @property
    def share(self) -> Estimate:
        """What the gateway accepts beside them, as a share of what it accepts without; each turn by its own neighbour."""
        pairs = zip(self.with_them, self.without, strict=True)
        return estimate([beside / alone for beside, alone in pairs])

    @property
    def fall(self) -> float:
        """By which share it accepts less."""
        return 1 - self.share.middle


def measure(stage: Stage, console: WebConsole, cookie: str, *, streams: int, turns: int) -> Beside:
    """Let both take turns, A B B A; the first of each is not counted."""
    keys = unique_keys("console")
    rates: dict[bool, list[float]] = {True: [], False: []}
    shares = []
    for number in range(turns + 1):
        for followed in (False, True) if number % 2 else (True, False):
            with _followed(console, cookie, streams) if followed else nullcontext():
                watch = CpuWatch({_CONSOLE: console.service.pid})
                rates[followed].append(_accepted(stage, keys, watch))
            shares += [watch.shares[_CONSOLE]] if followed else []
    return Beside(streams, statistics.mean(shares), tuple(rates[True][1:]), tuple(rates[False][1:]))


def _accepted(stage: Stage, keys: Iterator[str], watch: CpuWatch) -> float:
    """Post for one turn; return how many events a second were accepted."""
    url = f"{stage.suite.gateway.base_url}/v1/tenants/{TENANT}/omnium/events"
    began = datetime.now(UTC)
    load = post_for(
        requests_of(url, SECRET, keys),
        url,
        connections=_CONNECTIONS,
        warm_up=_WARM_UP,
        seconds=SECONDS,
        watch=watch,
    )
    _forget(stage, began)
    return load.per_second


def _forget(stage: Stage, since: datetime) -> None:
    """Take away the jobs of a turn, which no worker does here: a backlog that grows would cost each turn more than the one before."""
    with MongoClient[dict[str, Any]](stage.url) as client:
        client[DATABASE][COLLECTION].delete_many({"pending": True, "acceptedAt": {"$gte": since}})


@contextmanager
def _followed(console: WebConsole, cookie: str, streams: int) -> Iterator[None]:
    command = [sys.executable, "-m", "benchmarks.console.streams", console.url, cookie, str(streams)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as browsers:  # noqa: S603 - our own program
        try:
            if browsers.stdout is None or browsers.stdout.readline().strip() != "open":
                raise StackError("the streams do not open")
            yield
            if browsers.poll() is not None:
                raise StackError("the streams ended while the gateway was measured")
        finally:
            browsers.terminate()
