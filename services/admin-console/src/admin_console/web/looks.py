"""What many pages show alike is read once for all of them: whoever asks while it is fresh, or being read, gets the same.

Two hundred open pages ask afresh whenever a count changes. Without this each of them would read the whole overview, and connect
to the broker.
"""

import time
from collections.abc import Awaitable, Callable, Hashable
from typing import Any, Final, TypeVar, cast

from flow_omnium.tokens.single_flight import SingleFlight

_Value = TypeVar("_Value")

MOST_KEPT: Final = 1_000
"""Keys are the sets of tenants that people see, which are few; whatever they are, they do not fill the memory."""


class SharedLooks:
    """Keeps what was read for some seconds of the clock `monotonic`, by its key."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._kept: dict[Hashable, tuple[float, Any]] = {}
        self._flights: SingleFlight[Any] = SingleFlight()

    async def get(self, key: Hashable, seconds: float, read: Callable[[], Awaitable[_Value]]) -> _Value:
        """Return what was read less than so many seconds ago, else read it. Raises what the reading raises."""
        kept = self._kept.get(key)
        if kept is not None and self._monotonic() < kept[0]:
            return cast("_Value", kept[1])

        async def look() -> _Value:
            value = await read()
            self._keep(key, self._monotonic() + seconds, value)
            return value

        return cast("_Value", await self._flights.run(key, look))

    def _keep(self, key: Hashable, until: float, value: object) -> None:
        if len(self._kept) >= MOST_KEPT:
            self._kept.clear()
        self._kept[key] = (until, value)
