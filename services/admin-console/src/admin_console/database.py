"""Using the database for the length of one command."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import closing
from datetime import datetime
from typing import TypeVar

from admin_console.settings import JobSettings
from flow_omnium.runtime.database import Database, connect, server_time
from flow_omnium.runtime.settings.neighbours import DatabaseSettings
from flow_omnium.runtime.settings.reading import read_settings
from flow_omnium.tenants.collection import TENANTS
from flow_omnium.tenants.unknown import UnknownTenant

_Result = TypeVar("_Result")


def with_database(use: Callable[[Database], Awaitable[_Result]]) -> _Result:
    """Read the environment, connect, use, close."""
    return asyncio.run(in_database(read_settings(JobSettings), use))


async def in_database(settings: DatabaseSettings, use: Callable[[Database], Awaitable[_Result]]) -> _Result:
    """Connect, use, close. An unknown tenant is told with the nearest that there is, whatever command names it."""
    with closing(connect(settings.mongodb_url.get_secret_value(), application="flow-omnium")) as client:
        database = client[settings.mongodb_database]
        try:
            return await use(database)
        except UnknownTenant as unknown:
            raise await _with_nearest(database, unknown.tenant_uid) from None


async def _with_nearest(database: Database, tenant_uid: str) -> UnknownTenant:
    """Name the stored tenant that may be meant. Raises DatabaseError."""
    return UnknownTenant(tenant_uid, [str(one) for one in await database[TENANTS].distinct("_id")])


async def present(database: Database) -> datetime:
    """Return the time by the suite's clock: an operator's own machine may be off. Raises DatabaseError."""
    return await server_time(database.client)
