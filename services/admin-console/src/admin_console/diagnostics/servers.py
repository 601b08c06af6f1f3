"""How database, broker and our own services stand: the schema, what is parked, metrics."""

import re
from typing import Any, Final

import aiohttp

from admin_console.diagnostics.sources import Sources
from admin_console.diagnostics.words import words
from admin_console.failures import NothingDone
from admin_console.settings import DiagnosticsSettings, ParkingSettings, SchemaSettings
from flow_omnium.jobs.broker.upkeep import open_upkeep
from flow_omnium.jobs.kinds import QUEUES
from flow_omnium.jobs.operator.dead_letter import DeadLetterQueue
from flow_omnium.jobs.operator.dead_letters import open_dead_letters
from flow_omnium.runtime.difference import Difference
from flow_omnium.runtime.settings.reading import read_settings
from flow_omnium.runtime.tls import client_context
from flow_omnium.schema.catalogue import all_queues
from flow_omnium.schema.database import DatabaseSchema

_SECONDS: Final = 5
_LOOKED_AT: Final = 100
_TENANT = re.compile(r'[{,]tenant="((?:[^"\\]|\\.)*)"')


async def indexes(sources: Sources) -> list[str | None]:
    """Which collections and indexes are not as this version needs them."""
    schema = DatabaseSchema(sources.database)
    return _told([*await schema.missing_collections(), *await schema.differences()])


async def queues(_sources: Sources) -> list[str | None]:
    """Which queues are not as this version needs them."""
    settings = read_settings(SchemaSettings)
    wanted = all_queues(settings.retry_unit_seconds)
    async with open_upkeep(settings.amqp_url.get_secret_value(), wanted) as upkeep:
        return _told(await upkeep.differences())


async def parked(_sources: Sources) -> dict[str, Any]:
    """How many messages are parked, and why; nothing of the messages."""
    url = read_settings(ParkingSettings).amqp_url.get_secret_value()
    async with open_dead_letters(url) as parking:
        return {name: _parked(await parking.look(name, _LOOKED_AT)) for name in QUEUES}


async def metrics(sources: Sources) -> str:
    """What each service that can be reached counts; one that cannot is named. Raises NothingDone where none is known."""
    settings = read_settings(DiagnosticsSettings)
    known = settings.by_name()
    if not known:
        raise NothingDone("METRICS_URLS names no service: name=url, separated by commas")
    timeout = aiohttp.ClientTimeout(total=_SECONDS)
    trusted = aiohttp.TCPConnector(ssl=client_context(settings.token_manager_ca_file))
    async with aiohttp.ClientSession(timeout=timeout, connector=trusted) as session:
        return "".join([await _metrics(session, name, url, sources) for name, url in known.items()])


async def _metrics(session: aiohttp.ClientSession, name: str, url: str, sources: Sources) -> str:
    try:
        async with session.get(url) as answer:
            text = await answer.text()
            return f"## {name}: HTTP {answer.status}\n{of_tenant(text, sources.tenant_uid)}"
    except (OSError, ValueError, TimeoutError, aiohttp.ClientError) as error:
        return f"## {name}: cannot be reached: {type(error).__name__}\n"


def of_tenant(text: str, tenant_uid: str) -> str:
    """Leave out the metrics of other tenants."""
    lines = text.splitlines()
    return "".join(f"{line}\n" for line in lines if all(uid == tenant_uid for uid in _TENANT.findall(line)))


def _parked(place: DeadLetterQueue) -> dict[str, Any]:
    reasons = [words(one.reason) or "" for one in place.first]
    return {
        "depth": place.depth,
        "reasons": {reason: reasons.count(reason) for reason in sorted(set(reasons))},
    }


def _told(differences: list[Difference] | Any) -> list[str | None]:
    return [words(str(one)) for one in differences]
