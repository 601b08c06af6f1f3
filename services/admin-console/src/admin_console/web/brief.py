"""How long a page waits for the database."""

from collections.abc import Awaitable
from typing import Final, TypeVar

from admin_console.web.answers import Away
from flow_omnium.runtime.database import DatabaseError, bounded, timed_out

READ_SECONDS: Final = 2.0
"""Whoever looks at a page does not wait longer, and a search that takes longer would hurt those who work."""

_WHAT_HELPS: Final = (
    "Narrow what is looked for, by a tenant or a time. If that does not help, it cannot be reached just now."
)

_Read = TypeVar("_Read")


async def brief(read: Awaitable[_Read]) -> _Read:
    """Await what reads the database, for two seconds at most. Raises Away where it takes longer, DatabaseError."""
    try:
        with bounded(READ_SECONDS):
            return await read
    except DatabaseError as error:
        if not timed_out(error):
            raise
        message = f"The database has not answered within {READ_SECONDS:g} s"
        raise Away(message, [_WHAT_HELPS]) from error
