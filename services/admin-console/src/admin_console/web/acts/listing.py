"""The page of what people did: to jobs, tenants, pauses and all else, with sign-ins among it."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from typing import Final

from admin_console.web.acts.aimed import aims_of
from admin_console.web.acts.filter import NAMES, WAYS, ActsAsked, acts_asked
from admin_console.web.acts.known import ACTS
from admin_console.web.answers import Answer, Shown, Taken
from admin_console.web.ask import Ask
from admin_console.web.brief import brief
from admin_console.web.filters import exact, with_query
from flow_omnium.jobs.operator.audit_trail import KeptEntry
from flow_omnium.jobs.operator.known_values import KnownValues
from flow_omnium.jobs.operator.trail import Trail, TrailFilter
from flow_omnium.runtime.database import Database

COLUMNS: Final = ("act", "at", "by", "what", "changed", "result", "target", "tenant", "reason", "via")
_AT_ONCE: Final = 500


async def listing(ask: Ask) -> Answer:
    """List acts, the latest first."""
    zone = await ask.zone(ask.text("tenant"))
    asked = acts_asked(ask, zone)
    if asked.format is not None:
        return Taken("acts", COLUMNS, _rows(ask.console.reading, asked.wanted), asked.format)
    size = ask.choices.rows
    found = await brief(Trail(ask.database).latest(size + 1, asked.wanted))
    values = {
        "acts": found[:size],
        "aims": await aims_of(ask, found[:size]),
        "asked": asked,
        "zone": zone,
        "next_url": _next(asked, found, size),
        "ways": WAYS,
        "known_acts": ACTS,
        "tenants": await _tenants(ask),
        "csv_url": with_query("/acts", **asked.typed, format="csv"),
    }
    return Shown("acts/list.html", "Acts", values)


def _next(asked: ActsAsked, found: Sequence[KeptEntry], size: int) -> str | None:
    if len(found) <= size:
        return None
    return with_query("/acts", **{name: asked.typed[name] for name in NAMES}, after=found[size - 1].sequence)


async def _tenants(ask: Ask) -> Sequence[str]:
    known = await KnownValues(ask.database).tenants()
    return sorted(tenant for tenant in known if ask.visitor.sees(tenant))


async def _rows(database: Database, wanted: TrailFilter) -> AsyncIterator[Sequence[str | int | None]]:
    trail = Trail(database)
    while found := await brief(trail.latest(_AT_ONCE, wanted)):
        for act in found:
            yield row_of(act)
        wanted = replace(wanted, before=found[-1].sequence)


def row_of(act: KeptEntry) -> Sequence[str | int | None]:
    """Write an act as a row of a list to take away."""
    return (
        act.sequence,
        exact(act.at),
        act.by,
        act.act,
        act.count,
        act.result,
        act.target,
        act.tenant,
        act.reason,
        act.via,
    )
