"""How a service feels: whether its event loop turns in time, and whether what it depends on answers."""

import asyncio
from collections.abc import Mapping
from typing import Self

from flow_omnium.runtime.health import Ping, is_answered
from flow_omnium.runtime.metrics.process import ServiceMetrics

_LAG_SECONDS = 0.5
_PING_SECONDS = 5.0


class VitalSigns:
    """Samples both for as long as it is open. Use as an async context manager."""

    def __init__(self, pings: Mapping[str, Ping], metrics: ServiceMetrics) -> None:
        self._pings = pings
        self._metrics = metrics
        self._tasks: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> Self:
        self._tasks = [
            asyncio.create_task(self._sample_lag(), name="loop lag"),
            *(asyncio.create_task(self._watch(name), name=f"watch {name}") for name in self._pings),
        ]
        return self

    async def __aexit__(self, *_: object) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _sample_lag(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            due = loop.time() + _LAG_SECONDS
            await asyncio.sleep(_LAG_SECONDS)
            self._metrics.loop_lag.observe(max(loop.time() - due, 0))

    async def _watch(self, name: str) -> None:
        up = self._metrics.dependency_up.labels(name)
        while True:
            up.set(await is_answered(self._pings[name]))
            await asyncio.sleep(_PING_SECONDS)
