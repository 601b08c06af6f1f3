"""Timing a page as a browser gets it: the whole answer, of a process that has served it before."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

from pymongo import MongoClient
from pymongo.database import Database

from benchmarks.load.latency import percentile
from local_stack.errors import StackError
from rigs.browser.crawl import Crawler

ROUNDS: Final = 40
SMALL: Final = 2_000
"""Documents of a collection that may be read as a whole."""

_NOTES_BYTES: Final = 64 * 1024 * 1024


@dataclass(frozen=True)
class Timed:
    """An address, the status of its answer, its size, and how long one took in the middle and at worst but for one in twenty."""

    address: str
    status: int
    size: int
    median: float
    p95: float


def timed(visitor: Crawler, address: str, rounds: int = ROUNDS) -> Timed:
    """Ask once, and then so many times."""
    text = visitor.ask("GET", address)
    seconds = []
    for _ in range(rounds):
        start = time.perf_counter()
        visitor.ask("GET", address)
        seconds.append(time.perf_counter() - start)
    status = int(text.partition(" ")[0])
    return Timed(address, status, len(text), percentile(seconds, 0.5), percentile(seconds, 0.95))


@contextmanager
def noting_scans(url: str, database: str) -> Iterator[list[str]]:
    """Let the database note what it does; in the end the list holds each query that read a large collection from end to end."""
    with MongoClient[dict[str, Any]](url) as client:
        noted = client[database]
        noted["system.profile"].drop()
        noted.create_collection("system.profile", capped=True, size=_NOTES_BYTES)
        noted.command("profile", 2)
        scans: list[str] = []
        try:
            yield scans
        finally:
            noted.command("profile", 0)
            scans += _scans(noted)
            noted["system.profile"].drop()


def _scans(noted: Database[dict[str, Any]]) -> list[str]:
    notes = list(noted["system.profile"].find({"planSummary": {"$exists": True}}))
    if len(notes) < ROUNDS:
        raise StackError("the database has noted nothing")
    by_hand = [one for one in notes if "COLLSCAN" in one["planSummary"]]
    names = {one["ns"].partition(".")[2] for one in by_hand}
    large = {name for name in names if noted[name].estimated_document_count() > SMALL}
    return [
        f"{one['ns']}: {one.get('command')}"[:300] for one in by_hand if one["ns"].partition(".")[2] in large
    ]
