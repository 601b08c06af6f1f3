"""What an entry of the ledger takes on disk, and in each index."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from pymongo import MongoClient

from benchmarks.ledger.stage import DATABASE, filled
from flow_omnium.jobs.ledger.documents import COLLECTION
from local_stack.progress import Progress

_PENDING: Final = {"pending": True}


@dataclass(frozen=True)
class Entries:
    """Of so many entries: bytes of each, as they are read, as they are stored, and in each index by its name."""

    count: int
    pending: int
    plain: float
    stored: float
    indexes: Mapping[str, float]

    @property
    def indexed(self) -> float:
        """Bytes of an entry in all indexes together: what should be in memory."""
        return sum(self.indexes.values())

    @property
    def on_disk(self) -> float:
        """Bytes of an entry on a member's disk."""
        return self.stored + self.indexed


def measure_entries(progress: Progress, count: int) -> Entries:
    """Fill a ledger, and look at its sizes once all is on disk."""
    with filled(progress, count) as stage, MongoClient[dict[str, Any]](stage.url) as client:
        client.admin.command("fsync")
        told = client[DATABASE].command("collStats", COLLECTION)
        held: int = told["count"]
        indexes = {name: size / held for name, size in told["indexSizes"].items()}
        pending = client[DATABASE][COLLECTION].count_documents(_PENDING)
        return Entries(held, pending, told["avgObjSize"], told["storageSize"] / held, indexes)
