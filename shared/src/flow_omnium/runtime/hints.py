"""Naming the index that answers a question, where the database would choose another; without that index it still answers."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Final, TypeAlias, TypeVar

from flow_omnium.runtime.database import Document, IndexModel, RefusedError

_NO_SUCH_INDEX: Final = 2
"""The server's code for a hint at an index that is not there: between a new version and `schema apply`."""

_Answer = TypeVar("_Answer")

Fields: TypeAlias = Mapping[str, int]
"""The fields of an index, each with its direction: what it is named by in a hint."""


def fields_of(index: IndexModel) -> Fields:
    """Return what a hint names the index by. Not by its name: where `schema apply` has replaced an older one, that is another."""
    return dict(index.document["key"])


async def hinted(fields: Fields | None, ask: Callable[[Document], Awaitable[_Answer]]) -> _Answer:
    """Ask with a hint at the index, as keywords of the driver's call; without it where there is none. Raises DatabaseError."""
    if fields is None:
        return await ask({})
    try:
        return await ask({"hint": fields})
    except RefusedError as error:
        if error.code != _NO_SUCH_INDEX or "hint" not in str(error):
            raise
    return await ask({})
