"""The first page: one sentence whether anything is wrong now, and below it what to look at."""

from collections.abc import Sequence
from typing import Final

from admin_console.jobs.grouping import cause_of_group
from admin_console.status.overview import Of
from admin_console.status.reading import read_overview
from admin_console.status.words import CAUSES_SHOWN, sentence, wrongs
from admin_console.web.answers import Answer, Shown
from admin_console.web.ask import Ask
from admin_console.web.overview.tenant_rows import tenant_rows
from admin_console.web.overview.tiles import tiles
from admin_console.web.system.workers import workers
from flow_omnium.jobs.operator.audit_trail import EVERY_ACT, ActFilter, AuditTrail, KeptEntry
from flow_omnium.jobs.operator.job_groups import GroupBy
from flow_omnium.runtime.database import Database

_ACTS: Final = 10


async def overview(ask: Ask) -> Answer:
    """Say whether anything is wrong now."""
    of, database = ask.visitor.tenants, ask.console.reading
    asks_broker = ask.console.settings.amqp_url is not None
    seen = await read_overview(database, of, asks_broker=asks_broker)
    causes = [
        (group.values[GroupBy.CAUSE], cause_of_group(group), group)
        for group in (seen.causes or ())[:CAUSES_SHOWN]
    ]
    values = {
        "seen": seen,
        "sentence": sentence(seen),
        "is_wrong": any(True for _ in wrongs(seen)) or bool(seen.unread),
        "tiles": tiles(seen),
        "causes": causes,
        "more_causes": len(seen.causes or ()) - len(causes),
        "rows": await tenant_rows(database, seen, of),
        "acts": await _latest_acts(ask.database, of),
        "workers": await workers(database) if of is None else None,
    }
    return Shown("overview/overview.html", "Overview", values)


async def _latest_acts(database: Database, of: Of) -> Sequence[KeptEntry]:
    trail = AuditTrail(database)
    wanted = [EVERY_ACT] if of is None else [ActFilter(tenant=uid) for uid in sorted(of)]
    found = [one for each in wanted for one in await trail.latest(_ACTS, each)]
    return sorted(found, key=lambda act: act.at, reverse=True)[:_ACTS]
