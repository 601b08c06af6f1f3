"""What Omnium's event log tells of its own scheduled tasks: read when somebody asks, in the tenant's name, and as Omnium says.

The log has no operation id (omnium.md 3.6), so runs (195100) are found by their class, `ScheduledTask`. What Omnium writes there
as name and status is not published: it is shown as it came.
"""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

import aiohttp

from admin_console.settings import PlanSettings
from admin_console.tenants.checks import why_refused
from admin_console.tenants.peers import Peers
from flow_omnium.omnium.catalogue import TASKS_LOGGED
from flow_omnium.omnium.models.event_log import LoggedEvent
from flow_omnium.outcomes import JobInterrupted
from flow_omnium.tenants.tenant import Tenant

LOOKS_BACK: Final = timedelta(days=7)
FRESH_SECONDS: Final = 30.0
"""Who asks again so soon is shown the same."""

_PATIENCE_SECONDS: Final = 5.0
_UNTIMED: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class LoggedTask:
    """One task by the name that the log has: what was logged of it last, and how often it was since `LOOKS_BACK`."""

    name: str
    at: datetime | None
    type: str | None
    status: str | None
    times: int


@dataclass(frozen=True)
class OmniumSays:
    """What Omnium told at a moment (UTC), the latest first; `why_not` says why it tells nothing.

    `is_cut` is whether more may be logged than was read.
    """

    at: datetime
    tasks: Sequence[LoggedTask] = ()
    why_not: str = ""
    is_cut: bool = False


async def omnium_says(settings: PlanSettings, tenant: Tenant, now: datetime) -> OmniumSays:
    """Ask Omnium once; what goes wrong is told, not raised."""
    if not tenant.active:
        return OmniumSays(now, why_not="it is not asked in the name of a tenant that is not active")
    try:
        async with asyncio.timeout(_PATIENCE_SECONDS), aiohttp.ClientSession() as session:
            peers = Peers(settings, session, tenant)
            if not peers.has_tokens:
                return OmniumSays(now, why_not="this needs TOKEN_MANAGER_URL and INTERNAL_API_KEY")
            events = await peers.omnium.catalogue.logged_tasks(tenant, now - LOOKS_BACK)
    except TimeoutError:
        return OmniumSays(now, why_not=f"no answer within {_PATIENCE_SECONDS:g} seconds")
    except JobInterrupted as error:
        return OmniumSays(now, why_not=why_refused(error))
    return OmniumSays(now, told_of(events), is_cut=len(events) >= TASKS_LOGGED)


def told_of(events: Sequence[LoggedEvent]) -> Sequence[LoggedTask]:
    """Gather what was logged by task, the one that ran last first."""
    newest_first = sorted(events, key=lambda one: one.timestamp or _UNTIMED, reverse=True)
    latest: dict[str, LoggedEvent] = {}
    for event in newest_first:
        latest.setdefault(_name_of(event), event)
    times = Counter(_name_of(event) for event in events)
    return [
        LoggedTask(name, one.timestamp, one.event_log_type, one.status, times[name])
        for name, one in latest.items()
    ]


def _name_of(event: LoggedEvent) -> str:
    return event.object_id or "(without a name)"
