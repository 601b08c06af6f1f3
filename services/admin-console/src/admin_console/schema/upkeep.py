"""Collections, indexes and queues: whether they are as this version needs them, and making them so."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, AbstractContextManager, closing

from admin_console.audit.keeping import an_act, kept
from admin_console.failures import BadAnswer, explained
from admin_console.settings import SchemaSettings
from admin_console.terminal import counted, report, say, show_json
from flow_omnium.jobs.broker.link import BrokerUnavailableError
from flow_omnium.jobs.broker.upkeep import QueueUpkeep, open_upkeep
from flow_omnium.jobs.entry import AuditEntry
from flow_omnium.jobs.operator.audit_trail import Tally
from flow_omnium.runtime.database import DatabaseClient, DatabaseError, connect
from flow_omnium.runtime.difference import Difference, Report
from flow_omnium.runtime.settings.reading import read_settings
from flow_omnium.schema.catalogue import all_queues
from flow_omnium.schema.database import DatabaseSchema

_TARGET = "collections, indexes and queues"

_BUILD_SECONDS = 12 * 3600
"""How long building one index may take."""


def apply(*, as_json: bool = False, by: str | None) -> None:
    """Bring collections, indexes and queues up to date, and say line by line what was done. Raises BadAnswer."""
    told: list[str] = []
    tell = told.append if as_json else say
    failed = asyncio.run(_apply(read_settings(SchemaSettings), an_act("schema apply", by), tell))
    if as_json:
        show_json({"told": told, "failed": failed})
        if not failed:
            return
    _conclude(failed)


def check(*, as_json: bool = False) -> None:
    """Say what is not as this version needs it; changes nothing. Raises BadAnswer where anything is not."""
    found = asyncio.run(_check(read_settings(SchemaSettings)))
    if as_json:
        show_json({"differences": [str(difference) for difference in found]})
        if not found:
            return
    else:
        for difference in found:
            say(str(difference))
    _conclude(len(found))


def _conclude(differing: int) -> None:
    if differing:
        message = f"not up to date: {counted(differing, 'part')}"
        raise BadAnswer(message)
    say("the schema is up to date")


async def _apply(settings: SchemaSettings, act: AuditEntry, tell: Callable[[str], None]) -> int:
    """Bring up to date what can be reached, and say so; return how many parts could not be. Kept as an act."""
    with _client(settings) as client:
        async with kept(client[settings.mongodb_database], act, _TARGET) as tally:
            failed = await _told(_database(settings), tally, tell)
            return failed + await _told(_broker(settings), tally, tell)


async def _told(reports: AsyncIterator[Report], tally: Tally, tell: Callable[[str], None]) -> int:
    failed = 0
    try:
        async for done in reports:
            tell(done.line)
            failed += done.failed
            tally.count += not done.failed
    except (DatabaseError, BrokerUnavailableError) as error:
        failure = explained(error)
        report(failure.lines if failure is not None else ())
        return failed + 1
    return failed


async def _database(settings: SchemaSettings) -> AsyncIterator[Report]:
    with _client(settings) as client:
        async for done in DatabaseSchema(client[settings.mongodb_database]).apply():
            yield done


async def _broker(settings: SchemaSettings) -> AsyncIterator[Report]:
    async with _upkeep(settings) as upkeep:
        async for done in upkeep.apply():
            yield done


async def _check(settings: SchemaSettings) -> Sequence[Difference]:
    with _client(settings) as client:
        schema = DatabaseSchema(client[settings.mongodb_database])
        found = [*await schema.missing_collections(), *await schema.differences()]
    async with _upkeep(settings) as upkeep:
        return [*found, *await upkeep.differences()]


def _client(settings: SchemaSettings) -> AbstractContextManager[DatabaseClient]:
    url = settings.mongodb_url.get_secret_value()
    return closing(connect(url, application="flow-omnium schema", call_seconds=_BUILD_SECONDS))


def _upkeep(settings: SchemaSettings) -> AbstractAsyncContextManager[QueueUpkeep]:
    return open_upkeep(settings.amqp_url.get_secret_value(), all_queues(settings.retry_unit_seconds))
