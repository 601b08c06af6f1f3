"""What an update takes that finds nothing, beside one that finds its entry: a shard is asked for many that it has not."""

import secrets
from statistics import median
from typing import Any, Final

from pymongo import UpdateOne
from pymongo.collection import Collection

from benchmarks.orders.stage import Stage
from benchmarks.usage import cpu_seconds

Document = dict[str, Any]

_TURNS: Final = 9
_AT_ONCE: Final = 32
"""Updates in a group, about as many as a worker's."""

_GROUPS: Final = 12


def measure_miss(stage: Stage) -> float:
    """Return the database's CPU for an update that finds nothing, as a share of one that finds; both take turns."""
    ids = [row["_id"] for row in stage.jobs.find({"state": "done"}, {"_id": 1}).limit(_AT_ONCE * _GROUPS)]
    pid = getattr(stage.infrastructure.database, "pid", None)
    shares = []
    for turn in range(_TURNS):
        hit = _cpu(stage.jobs, ids, turn, pid)
        missed = _cpu(stage.jobs, [secrets.token_hex(16) for _ in ids], turn, pid)
        shares.append(missed / hit)
    return median(shares)


def _cpu(jobs: Collection[Document], ids: list[str], turn: int, pid: int | None) -> float:
    before = cpu_seconds(pid)
    for start in range(0, len(ids), _AT_ONCE):
        some = ids[start : start + _AT_ONCE]
        jobs.bulk_write(
            [UpdateOne({"_id": one, "state": "done"}, {"$set": {"mark": str(turn)}}) for one in some],
            ordered=False,
        )
    return cpu_seconds(pid) - before
