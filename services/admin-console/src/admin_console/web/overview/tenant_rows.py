"""The table of tenants: what came in the last day, what waits, the token, the senders and the last reconciliation of each.

Each part is read for all tenants at once, so that the table costs as much with many of them as with few.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from admin_console.status.overview import Of, Overview
from flow_omnium.job_hours.contract import Hour
from flow_omnium.job_hours.mongo import MongoJobHours
from flow_omnium.jobs.ledger.backlog import MongoBacklog, Pending
from flow_omnium.reconciliation.mongo import MongoReconciliations
from flow_omnium.reconciliation.order import ReconciliationKind
from flow_omnium.reconciliation.report import Report
from flow_omnium.runtime.database import Database
from flow_omnium.tenants.senders import WRONG, MongoSightings, Sighting

HOURS: Final = 24
_SIGHTINGS: Final = 5_000
_BACK: Final = timedelta(days=90)
_HOUR: Final = timedelta(hours=1)


@dataclass(frozen=True)
class TenantRow:
    """One tenant. `events` are those of each of the last 24 hours, the latest last; times are UTC."""

    uid: str
    is_active: bool
    events: Sequence[int]
    waiting: int
    oldest: datetime | None
    token: str | None
    senders: Mapping[str, datetime]
    reconciliation: Report | None


async def tenant_rows(database: Database, seen: Overview, of: Of) -> Sequence[TenantRow]:
    """Read the table. Raises DatabaseError, LedgerUnavailableError."""
    if seen.tenants is None:
        return ()
    first = beginning(seen.at)
    hours = await MongoJobHours(database).hours(first, of)
    waiting = await MongoBacklog(database, of).by_tenant()
    sightings = await MongoSightings(database).all(_SIGHTINGS)
    reports = await MongoReconciliations(database).latest(list(ReconciliationKind), seen.at - _BACK)
    active = frozenset(seen.tenants.active)
    return [
        TenantRow(
            uid,
            uid in active,
            events_by_hour([one for one in hours if one.tenant_uid == uid], first),
            (pending := waiting.get(uid, Pending(0, None))).jobs,
            pending.oldest,
            (seen.tokens or {}).get(uid),
            last_of_senders([one for one in sightings if one.tenant_uid == uid]),
            _latest([one for (tenant, _), one in reports.items() if tenant == uid]),
        )
        for uid in sorted((*active, *seen.tenants.off))
    ]


def beginning(now: datetime) -> datetime:
    """Return the beginning of the first of the last 24 hours, the one that goes on being the last."""
    return now.replace(minute=0, second=0, microsecond=0) - (HOURS - 1) * _HOUR


def events_by_hour(hours: Sequence[Hour], first: datetime) -> Sequence[int]:
    """Return how many events each of 24 hours had; an hour that nobody counted has none."""
    by_hour = {one.at: one.accepted for one in hours}
    return [by_hour.get(first + number * _HOUR, 0) for number in range(HOURS)]


def last_of_senders(sightings: Sequence[Sighting]) -> Mapping[str, datetime]:
    """Return when each sender last came with a secret of the tenant's."""
    latest: dict[str, datetime] = {}
    for one in sightings:
        if one.secret != WRONG:
            latest[one.sender] = max(one.at, latest.get(one.sender, one.at))
    return latest


def _latest(reports: Sequence[Report]) -> Report | None:
    return max(reports, key=lambda one: one.ended_at or one.order.at, default=None)
