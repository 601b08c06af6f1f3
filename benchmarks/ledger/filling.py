"""Filling a ledger with very many entries, in minutes: the indexes are built when all of them are in."""

import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime
from functools import partial
from itertools import islice
from typing import Any, Final

from pymongo import MongoClient, WriteConcern

from benchmarks.ledger.entries import Document, entries
from flow_omnium.jobs.ledger.documents import COLLECTION

AT_ONCE: Final = 2_000
PART: Final = 50_000
"""How many entries one process makes before it takes the next part: all must end at about the same time."""


def fill(url: str, database: str, count: int, now: datetime) -> None:
    """Insert so many entries, by as many processes as there are cores."""
    parts = [range(start, min(start + PART, count)) for start in range(0, count, PART)]
    with ProcessPoolExecutor(os.cpu_count()) as workers:
        list(workers.map(partial(fill_part, url, database, now), parts))


def fill_part(url: str, database: str, now: datetime, numbers: range) -> None:
    """Insert the entries of these serial numbers. What is lost with the machine can be made again."""
    with MongoClient[dict[str, Any]](url, tz_aware=True) as client:
        jobs = client[database].get_collection(COLLECTION, write_concern=WriteConcern(w=1, j=False))
        for batch in batches(entries(numbers, now)):
            jobs.insert_many(batch, ordered=False)


def batches(made: Iterator[Document]) -> Iterator[list[Document]]:
    """Take them in lists."""
    while batch := list(islice(made, AT_ONCE)):
        yield batch
