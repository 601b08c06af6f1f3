"""What the suite does by itself besides the tasks of tenants: when it did so last, by what it leaves in the database."""

from collections.abc import Collection, Mapping, Sequence
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
from flow_omnium.tokens.schedule import renewal_due_at
from flow_omnium.tokens.token_state import TokenRecord, TokenRecords

RENEWS_WITHIN: Final = timedelta(minutes=5)
"""A token that is due is renewed when somebody asks for it, or by the token-manager's own look."""

_PATIENCE: Final = timedelta(seconds=LOOK_SECONDS)


@dataclass(frozen=True)
class OwnTask:
    """One of them: what it did last and when (UTC), who did it, and by how long it is late, if it is."""

    name: str
    does: str
    last: datetime | None
    by: str = ""
    late: timedelta | None = None


async def own_tasks(database: Database, active: Collection[str], now: datetime) -> Sequence[OwnTask]:
    """Read them; `active` are the tenants that need tokens. Raises DatabaseError, LedgerUnavailableError."""
    found = await workers(database)
    counted = await MongoJobHours(database).counted_up_to()
    signed = await AuditLog(database).latest(1, [Kind.CHECKPOINT])
    return (
        _relay(found, now),
        renewals(await TokenRecords(database).of(active), active, now),
        OwnTask("job hours", "counts the jobs of each hour, for charts", counted, late=_late(counted, now)),
        OwnTask(
            "audit checkpoint",
            "signs what operators did, with the first act of a day",
            signed[0]["at"] if signed else None,
        ),
        OwnTask("retention", "ended jobs go after 30 days, by the database itself", None),
    )


def renewals(tokens: Mapping[str, TokenRecord], active: Collection[str], now: datetime) -> OwnTask:
    """Tell of the latest token that was granted, and by how long the one is late that should have been renewed first."""
    due = [renewal_due_at(one.minted_at, one.expires_at) for one in tokens.values()]
    behind = now - min(due, default=now)
    minted = max((one.minted_at for one in tokens.values()), default=None)
    does = (
        f"has Omnium grant tokens before they expire: {len(tokens)} of {len(active)} active tenants have one"
    )
    return OwnTask("token renewal", does, minted, late=behind if behind > RENEWS_WITHIN else None)


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
