"""What waits, by how often it has failed, and when it comes back: where many jobs would come at once.

Counted in indexes; of more than so many only the first are looked at, and that is said.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from flow_omnium.jobs.backoff import RETRY_TABLE
from flow_omnium.jobs.kinds import QUEUES
from flow_omnium.jobs.ledger.documents import COLLECTION
from flow_omnium.jobs.state import JobState
from flow_omnium.runtime.database import Database, Document

LOOKED_AT: Final = 10_000
MINUTES: Final = 120
_MILLISECONDS: Final = 2_000
_WAITING: Final[Document] = {"queue": {"$in": QUEUES}, "state": JobState.WAITING.value}


@dataclass(frozen=True)
class Step:
    """One step of the retry table: how long it waits after failure `failures` (and later ones, of the last step)."""

    failures: int
    units: int
    jobs: int


@dataclass(frozen=True)
class Waves:
    """The steps, and how many jobs are due in each of the next minutes; `is_cut` is whether more wait than were looked at."""

    steps: Sequence[Step]
    minutes: Sequence[tuple[str, int]]
    later: int
    is_cut: bool

    @property
    def highest(self) -> tuple[str, int]:
        """The minute in which most jobs are due, and how many."""
        return max(self.minutes, key=lambda one: one[1], default=("", 0))


async def waves(database: Database, now: datetime) -> Waves:
    """Read them, each minute by the clock of `now`'s zone. Raises DatabaseError."""
    found = database[COLLECTION].find(_WAITING, {"failures": 1, "dueAt": 1}).hint("due").limit(LOOKED_AT + 1)
    rows = await found.max_time_ms(_MILLISECONDS).to_list(None)
    seen = rows[:LOOKED_AT]
    minutes = _by_minute(seen, now)
    within = sum(number for _, number in minutes)
    return Waves(_steps(seen), minutes, len(seen) - within, len(rows) > LOOKED_AT)


def _steps(rows: Sequence[Document]) -> Sequence[Step]:
    last = len(RETRY_TABLE)
    counts: Mapping[int, int] = Counter(min(max(_number(row.get("failures")), 1), last) for row in rows)
    return [Step(number, units, counts[number]) for number, units in enumerate(RETRY_TABLE, 1)]


def _by_minute(rows: Sequence[Document], now: datetime) -> Sequence[tuple[str, int]]:
    begin = now.replace(second=0, microsecond=0)
    counts: Counter[int] = Counter()
    for row in rows:
        due = row.get("dueAt")
        if isinstance(due, datetime):
            counts[max(int((due - begin).total_seconds() // 60), 0)] += 1
    return [(f"{begin + timedelta(minutes=number):%H:%M}", counts[number]) for number in range(MINUTES)]


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0
