"""The first page: one sentence whether anything is wrong now, and below it what to look at."""

from collections.abc import Sequence
from typing import Final

from admin_console.jobs.grouping import cause_of_group, example_of_group
from admin_console.status.overview import Of, parked
from admin_console.status.reading import Parked, read_overview
from admin_console.status.words import CAUSES_SHOWN, sentence, wrongs
from admin_console.web.acts.aims import aim_of
from admin_console.web.answers import Answer, Shown
from admin_console.web.ask import Ask
from admin_console.web.brief import READ_SECONDS, brief
from admin_console.web.console import Console
from admin_console.web.overview.tenant_rows import tenant_rows
from admin_console.web.overview.tiles import tiles
from admin_console.web.system.workers import workers
from flow_omnium.jobs.ledger.backlog import MongoBacklog
from flow_omnium.jobs.operator.audit_trail import EVERY_ACT, ActFilter, AuditTrail, KeptEntry
from flow_omnium.jobs.operator.job_groups import GroupBy
from flow_omnium.runtime.database import Database

FRESH_SECONDS: Final = 2.0
"""As often as the counts are looked at by which open pages ask again."""

PARKED_SECONDS: Final = 15.0
"""Each look connects to the broker afresh."""

_ACTS: Final = 10


async def overview(ask: Ask) -> Answer:
    """Say whether anything is wrong now."""
    of, database, looks = ask.visitor.tenants, ask.console.reading, ask.console.looks
    seen = await looks.get(
        ("overview", of),
        FRESH_SECONDS,
        lambda: read_overview(database, of, parked=parked_of(ask.console), seconds=READ_SECONDS),
    )
    holds = await brief(looks.get(("holds", of), FRESH_SECONDS, MongoBacklog(database, of).held))
    causes = [
        (group.values[GroupBy.CAUSE], cause_of_group(group), example_of_group(group), group)
        for group in (seen.causes or ())[:CAUSES_SHOWN]
    ]
    values = {
        "seen": seen,
        "sentence": sentence(seen),
        "is_wrong": any(True for _ in wrongs(seen)) or bool(seen.unread),
        "tiles": tiles(seen, holds),
        "causes": causes,
        "more_causes": len(seen.causes or ()) - len(causes),
        "rows": await brief(
            looks.get(("tenants", of), FRESH_SECONDS, lambda: tenant_rows(database, seen, of))
        ),
        "acts": (acts := await _latest_acts(ask.database, of)),
        "aims": [aim_of(act) for act in acts],
        "workers": await workers(database) if of is None else None,
    }
    return Shown("overview/overview.html", "Overview", values)


def parked_of(console: Console) -> Parked | None:
    """Return what counts the parked messages, once for a while for everybody; None where the broker is not known."""
    url = console.settings.amqp_url
    if url is None:
        return None
    return lambda: console.looks.get("parked", PARKED_SECONDS, lambda: parked(url.get_secret_value()))


async def _latest_acts(database: Database, of: Of) -> Sequence[KeptEntry]:
    wanted = EVERY_ACT if of is None else ActFilter(of_tenants=frozenset(of))
    return await AuditTrail(database).latest(_ACTS, wanted)
