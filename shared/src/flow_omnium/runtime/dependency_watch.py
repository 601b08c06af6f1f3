"""Samples the event loop's lag, and the health of what the service depends on."""

import asyncio
from collections.abc import Mapping
from functools import partial

from flow_omnium.runtime.dependencies import Ping, is_answered
from flow_omnium.runtime.metrics.process import ServiceMetrics
from flow_omnium.runtime.supervision import Supervised, Supervisor

_LAG_SECONDS = 0.5
_PING_SECONDS = 5.0


class DependencyWatch(Supervised):
    """Samples both for as long as it is open. Use as an async context manager."""

    def __init__(
        self, pings: Mapping[str, Ping], metrics: ServiceMetrics, supervisor: Supervisor | None = None
    ) -> None:
        self._pings = pings
        self._metrics = metrics
        watches = {f"watch {name}": partial(self._watch, name) for name in pings}
        super().__init__(supervisor or Supervisor(metrics), {"loop lag": self._sample_lag, **watches})

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
