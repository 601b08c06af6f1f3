"""How many of the jobs that fail for a cause came in each hour: whether it grows, or is what is left of something that is over."""

from collections.abc import Collection as Several
from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final

from flow_omnium.jobs.ledger.documents import COLLECTION
from flow_omnium.jobs.ledger.operator_indexes import CAUSES
from flow_omnium.jobs.operator.job_groups import FAILING
from flow_omnium.runtime.database import Collection, Database, Document
from flow_omnium.runtime.hints import fields_of, hinted

_FIELDS: Final = fields_of(CAUSES)
_HOUR: Final = timedelta(hours=1)
NO_HOURS: Final[Mapping[datetime, int]] = MappingProxyType({})


class CauseHours:
    """Counts in the index of causes, without a look at the jobs. Raises DatabaseError."""

    def __init__(self, database: Database) -> None:
        self._jobs: Collection = database[COLLECTION]

    async def of(
        self, keys: Several[str], since: datetime, of_tenants: Several[str] | None = None
    ) -> Mapping[str, Mapping[datetime, int]]:
        """Return by cause and hour (its beginning, UTC) how many came since a time (UTC) and still fail for it."""
        wanted: Document = {
            "cause.key": {"$in": sorted(keys)},
            "state": {"$in": sorted(state.value for state in FAILING)},
            "acceptedAt": {"$gte": since},
        }
        if of_tenants is not None:
            wanted["tenantUid"] = {"$in": sorted(of_tenants)}
        hour = {"$dateTrunc": {"date": "$acceptedAt", "unit": "hour"}}
        group: Document = {"_id": {"cause": "$cause.key", "hour": hour}, "jobs": {"$sum": 1}}
        stages: list[Document] = [{"$match": wanted}, {"$group": group}]
        rows = await hinted(_FIELDS, lambda hint: self._jobs.aggregate(stages, **hint).to_list(None))
        found: dict[str, dict[datetime, int]] = {}
        for row in rows:
            found.setdefault(row["_id"]["cause"], {})[row["_id"]["hour"]] = row["jobs"]
        return found


def hours_until(now: datetime, count: int) -> list[datetime]:
    """Return the beginnings of the last hours (UTC), the present one last."""
    last = now.replace(minute=0, second=0, microsecond=0)
    return [last - number * _HOUR for number in reversed(range(count))]
