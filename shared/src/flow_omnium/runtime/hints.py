"""Naming the index that answers a question, where the database would choose another; without that index it still answers."""

from collections.abc import Awaitable, Callable
from typing import Final, TypeVar

from flow_omnium.runtime.database import Document, RefusedError

_NO_SUCH_INDEX: Final = 2
"""The server's code for a hint at an index that is not there: between a new version and `schema apply`."""

_Answer = TypeVar("_Answer")


async def hinted(index: str | None, ask: Callable[[Document], Awaitable[_Answer]]) -> _Answer:
    """Ask with a hint at the index, as keywords of the driver's call; without it where there is none. Raises DatabaseError."""
    if index is None:
        return await ask({})
    try:
        return await ask({"hint": index})
    except RefusedError as error:
        if error.code != _NO_SUCH_INDEX or "hint" not in str(error):
            raise
    return await ask({})
