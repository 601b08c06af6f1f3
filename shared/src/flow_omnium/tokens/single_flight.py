"""One call at a time per key: whoever asks while it runs gets that call's result, or its failure."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from typing import Generic, TypeVar

_Result = TypeVar("_Result")


class SingleFlight(Generic[_Result]):
    """Joins simultaneous calls. A caller that gives up leaves the call running for the others."""

    def __init__(self) -> None:
        self._flights: dict[Hashable, asyncio.Task[_Result]] = {}

    async def run(self, key: Hashable, call: Callable[[], Awaitable[_Result]]) -> _Result:
        """Join the call that runs for `key`, or start it."""
        flight = self._flights.get(key)
        if flight is None:
            flight = asyncio.create_task(self._fly(key, call))
            # A failure is each caller's to handle; when all have given up, nobody is left to be told of it.
            flight.add_done_callback(lambda done: done.cancelled() or done.exception())
            self._flights[key] = flight
        # A caller that is cancelled must not end the call of the others.
        return await asyncio.shield(flight)

    async def _fly(self, key: Hashable, call: Callable[[], Awaitable[_Result]]) -> _Result:
        try:
            return await call()
        finally:
            del self._flights[key]
