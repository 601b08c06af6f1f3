"""What the suite does by itself besides the tasks of tenants: when it did so last, by what it leaves in the database."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from admin_console.web.system.workers import Workers, workers
from flow_omnium.audit.kinds import Kind
from flow_omnium.audit.log import AuditLog
from flow_omnium.job_hours.contract import SLICE
from flow_omnium.job_hours.counting import GRACE, LOOK_SECONDS
from flow_omnium.job_hours.mongo import MongoJobHours
from flow_omnium.runtime.database import Database

_PATIENCE: Final = timedelta(seconds=LOOK_SECONDS)


@dataclass(frozen=True)
class OwnTask:
    """One of them: what it did last and when (UTC), who did it, and by how long it is late, if it is."""

    name: str
    does: str
    last: datetime | None
    by: str = ""
    late: timedelta | None = None


async def own_tasks(database: Database, now: datetime) -> Sequence[OwnTask]:
    """Read them. Raises DatabaseError, LedgerUnavailableError."""
    found = await workers(database)
    counted = await MongoJobHours(database).counted_up_to()
    signed = await AuditLog(database).latest(1, [Kind.CHECKPOINT])
    return (
        _relay(found, now),
        OwnTask("job hours", "counts the jobs of each hour, for charts", counted, late=_late(counted, now)),
        OwnTask(
            "audit checkpoint",
            "signs what operators did, with the first act of a day",
            signed[0]["at"] if signed else None,
        ),
        OwnTask("retention", "ended jobs go after 30 days, by the database itself", None),
    )


def _relay(found: Workers, now: datetime) -> OwnTask:
    """Its lease is taken afresh with each pass, so that its end tells when the last one was."""
    does = "publishes what the broker should have and has not"
    if found.relay is None:
        return OwnTask("relay", does, None)
    until = found.relay.until
    late = None if until > now else now - until
    return OwnTask("relay", does, min(until, now), found.relay.owner, late)


def _late(counted: datetime | None, now: datetime) -> timedelta | None:
    """A slice is counted a while after its end, by whoever looks next."""
    if counted is None:
        return None
    behind = now - counted - SLICE - GRACE - 2 * _PATIENCE
    return behind if behind > timedelta() else None
