"""How long a page waits for the database."""

from collections.abc import Awaitable
from typing import Final, TypeVar

from flow_omnium.runtime.database import bounded

READ_SECONDS: Final = 2.0
"""Whoever looks at a page does not wait longer, and a search that takes longer would hurt those who work."""

_Read = TypeVar("_Read")


async def brief(read: Awaitable[_Read]) -> _Read:
    """Await what reads the database, for two seconds at most. Raises DatabaseError."""
    with bounded(READ_SECONDS):
        return await read
