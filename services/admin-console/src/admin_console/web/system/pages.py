"""Whether the machine is well: what waits and when it comes back, queues, workers, indexes, keys, neighbours."""

import platform
from importlib.metadata import PackageNotFoundError, version

from admin_console.status import overview
from admin_console.web.answers import Answer, Shown
from admin_console.web.ask import Ask
from admin_console.web.overview.pages import FRESH_SECONDS, parked_of
from admin_console.web.rights import Right
from admin_console.web.system.keys import sealing_keys
from admin_console.web.system.neighbours import asked
from admin_console.web.system.waves import MINUTES, waves
from admin_console.web.system.workers import workers
from flow_omnium.jobs.kinds import QUEUES
from flow_omnium.jobs.ledger.backlog import MongoBacklog
from flow_omnium.jobs.operator.bulk_store import BulkActs
from flow_omnium.jobs.state import PENDING, JobState
from flow_omnium.schema.database import DatabaseSchema


async def system(ask: Ask) -> Answer:
    """Show how the machine stands. What belongs to no tenant takes the right for all."""
    ask.require(Right.LOOK, None)
    database, settings, now = ask.console.reading, ask.console.settings, ask.now
    looks, count = ask.console.looks, parked_of(ask.console)
    neighbours, broker = await looks.get(
        "neighbours", FRESH_SECONDS, lambda: asked(database, settings, count)
    )
    schema, zone = DatabaseSchema(ask.database), await ask.zone()
    values = {
        "neighbours": neighbours,
        "circuits": await overview.circuits(database, now),
        "parked": broker.parked,
        "pending": await MongoBacklog(database).pending(),
        "queues": QUEUES,
        "states": [state for state in JobState if state in PENDING],
        "waves": await waves(database, now.astimezone(zone)),
        "zone": zone,
        "minutes": MINUTES,
        "unit": f"{settings.retry_unit_seconds:g}",
        "workers": await workers(database),
        "acts": await BulkActs(database).in_trouble(now),
        "indexes": [*await schema.missing_collections(), *await schema.differences()],
        "keys": await sealing_keys(database, settings),
        "version": _version(),
        "python": platform.python_version(),
    }
    return Shown("system/system.html", "System", values)


def _version() -> str:
    try:
        return version("admin-console")
    except PackageNotFoundError:
        return "not installed"
