"""What a look at the ledger tells: how much is pending, by tenant and state, and what came and ended last."""

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from flow_omnium.jobs.kinds import QUEUES
from flow_omnium.jobs.ledger.documents import COLLECTION
from flow_omnium.jobs.ledger.indexes import BY_STATE
from flow_omnium.jobs.state import PENDING
from flow_omnium.runtime.database import DESCENDING, Database
from flow_omnium.runtime.hints import fields_of

_PATIENCE_MS: Final = 2_000
_REVISION_CHARACTERS: Final = 16

Tally = Mapping[str, int]
"""How many jobs, by state."""


@dataclass(frozen=True)
class Look:
    """One look. `latest` has, by what happened, the tenant of the latest job and when it was (UTC)."""

    pending: Mapping[str, Tally]
    latest: Mapping[str, tuple[str, datetime]] = field(default_factory=dict)

    def event(self, tenants: Set[str] | None) -> Mapping[str, Any]:
        """Return what somebody who sees these tenants (None: all) is told: counts, and a revision that tells them apart."""
        seen = {uid: tally for uid, tally in self.pending.items() if tenants is None or uid in tenants}
        counts: Counter[str] = Counter()
        for tally in seen.values():
            counts.update(tally)
        latest = {
            what: at.isoformat()
            for what, (uid, at) in self.latest.items()
            if tenants is None or uid in tenants
        }
        told = json.dumps([seen, latest], sort_keys=True, default=dict)
        revision = hashlib.sha256(told.encode()).hexdigest()[:_REVISION_CHARACTERS]
        return {"revision": revision, "counts": dict(sorted(counts.items()))}


def counting() -> Sequence[Mapping[str, Any]]:
    """Return what counts all that is pending: answered by one index, without a look at the jobs."""
    wanted = {
        "queue": {"$in": sorted(QUEUES)},
        "state": {"$in": sorted(state.value for state in PENDING)},
    }
    group = {"_id": {"tenant": "$tenantUid", "state": "$state"}, "jobs": {"$sum": 1}}
    return [{"$match": wanted}, {"$group": group}]


async def look(database: Database) -> Look:
    """Count what is pending, in one index. Raises DatabaseError."""
    pending: defaultdict[str, dict[str, int]] = defaultdict(dict)
    jobs = database[COLLECTION]
    async for row in jobs.aggregate(counting(), hint=fields_of(BY_STATE), maxTimeMS=_PATIENCE_MS):
        pending[str(row["_id"]["tenant"])][row["_id"]["state"]] = row["jobs"]
    return Look(dict(pending), await _latest(database))


async def _latest(database: Database) -> Mapping[str, tuple[str, datetime]]:
    """What came and ended last: where jobs are quick, the counts alone would stay as they are."""
    latest: dict[str, tuple[str, datetime]] = {}
    for name, wanted in (("acceptedAt", {}), ("finishedAt", {"finishedAt": {"$exists": True}})):
        row = await database[COLLECTION].find_one(
            wanted, {"tenantUid": 1, name: 1}, sort=[(name, DESCENDING)], max_time_ms=_PATIENCE_MS
        )
        if row is not None and isinstance(row.get(name), datetime):
            latest[name] = (str(row.get("tenantUid")), row[name])
    return latest
