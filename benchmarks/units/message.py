"""What the message of a job takes, and its entry."""

from dataclasses import dataclass
from typing import Any

from bson import BSON
from pymongo.collection import Collection

from flow_omnium.jobs.entry import JobEntry
from flow_omnium.jobs.ledger.unreadable import read_entry
from local_stack.errors import StackError


@dataclass(frozen=True)
class Message:
    """Bytes of a job's message: as it is sent, and what a node of the broker writes to its disk for it."""

    body: int
    on_disk: float


def body_of(jobs: Collection[dict[str, Any]]) -> int:
    """Return the bytes of the message of the job that ended last. Raises StackError where none can be read."""
    document = jobs.find_one({"state": "done"}, sort=[("finishedAt", -1)])
    entry = None if document is None else read_entry(document)
    if not isinstance(entry, JobEntry):
        raise StackError("no job has ended whose entry can be read")
    return len(entry.message().encode())


def entry_bytes(jobs: Collection[dict[str, Any]], how_many: int) -> float:
    """Return the mean size of so many entries that ended last."""
    found = jobs.find({"state": "done"}).sort("finishedAt", -1).limit(how_many)
    sizes = [len(BSON.encode(document)) for document in found]
    return sum(sizes) / len(sizes)
