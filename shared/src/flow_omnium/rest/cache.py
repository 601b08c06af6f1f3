"""A cache for what hardly ever changes and every job needs, such as a tenant's order types."""

import time
from collections.abc import Awaitable, Callable, Hashable
from typing import Final, Generic, TypeVar

FRESH_SECONDS: Final = 300.0

_Value = TypeVar("_Value")

Monotonic = Callable[[], float]
"""A clock in seconds that never goes back."""


class FreshCache(Generic[_Value]):
    """Keeps each value for `seconds`, five minutes by default, of the clock `monotonic`."""

    def __init__(self, monotonic: Monotonic = time.monotonic, seconds: float = FRESH_SECONDS) -> None:
        self._monotonic = monotonic
        self._seconds = seconds
        self._kept: dict[Hashable, tuple[float, _Value]] = {}

    async def get(self, key: Hashable, read: Callable[[], Awaitable[_Value]]) -> _Value:
        """Return the value if it is still fresh, else read it. Raises what the reading raises."""
        kept = self._kept.get(key)
        if kept is not None and self._monotonic() < kept[0]:
            return kept[1]
        value = await read()
        self._kept[key] = (self._monotonic() + self._seconds, value)
        return value
