"""Who works now, by the leases in the database: nobody is asked, and who has no lease is not seen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Final

from flow_omnium.jobs.ledger.documents import COLLECTION as JOBS
from flow_omnium.jobs.ledger.locks import COLLECTION as LOCKS
from flow_omnium.jobs.state import JobState
from flow_omnium.runtime.database import Database, Document

_LOOKED_AT: Final = 1_000
_LOCKS: Final = 100
_MILLISECONDS: Final = 2_000

_DOES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "relay": "publishes what the broker should have and has not",
        "recovery": "lets jobs go after an outage",
        "job hours": "counts the jobs of each hour",
    }
)


@dataclass(frozen=True)
class Worker:
    """A process that has leases of jobs: how many, and when the first of them ends unless it is renewed (UTC)."""

    owner: str
    jobs: int
    next_end: datetime


@dataclass(frozen=True)
class Leader:
    """Who does something for all, and until when (UTC) nobody else does."""

    what: str
    does: str
    owner: str
    until: datetime

    def leads(self, now: datetime) -> bool:
        """Tell whether somebody does it now."""
        return self.until > now


@dataclass(frozen=True)
class Workers:
    """Everybody who has a lease. `oldest` is when the run began that goes on longest (UTC)."""

    working: Sequence[Worker]
    leaders: Sequence[Leader]
    oldest: datetime | None

    @property
    def relay(self) -> Leader | None:
        """Who relays, or did last."""
        return next((one for one in self.leaders if one.what == "relay"), None)


async def workers(database: Database) -> Workers:
    """Read who has leases. Raises DatabaseError."""
    running = {"state": JobState.RUNNING.value, "leaseUntil": {"$exists": True}}
    fields = {"owner": 1, "leaseUntil": 1, "startedAt": 1}
    found = database[JOBS].find(running, fields).sort("leaseUntil", 1).limit(_LOOKED_AT)
    rows = await found.max_time_ms(_MILLISECONDS).to_list(None)
    sound = [row for row in rows if isinstance(row.get("leaseUntil"), datetime)]
    starts = [row["startedAt"] for row in sound if isinstance(row.get("startedAt"), datetime)]
    return Workers(_working(sound), await _leaders(database), min(starts, default=None))


def _working(rows: Sequence[Document]) -> Sequence[Worker]:
    of: dict[str, list[datetime]] = {}
    for row in rows:
        of.setdefault(str(row.get("owner")), []).append(row["leaseUntil"])
    return [Worker(owner, len(ends), min(ends)) for owner, ends in sorted(of.items())]


async def _leaders(database: Database) -> Sequence[Leader]:
    rows = await database[LOCKS].find({}).sort("_id", 1).limit(_LOCKS).to_list(None)
    return [
        Leader(str(row["_id"]), _DOES.get(str(row["_id"]), ""), str(row.get("owner")), row["until"])
        for row in rows
        if isinstance(row.get("until"), datetime)
    ]
