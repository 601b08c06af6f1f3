"""A publisher that is timed: how long the broker takes to confirm, and how often it does not."""

import time
from collections.abc import Mapping, Sequence

from flow_omnium.jobs.broker.link import BrokerUnavailableError
from flow_omnium.jobs.broker.publication import Publication
from flow_omnium.jobs.broker.publisher import Publisher
from flow_omnium.runtime.metrics import PublishMetrics


class MeasuredPublisher:
    """Implements `Publisher` over another one."""

    def __init__(self, publisher: Publisher, metrics: PublishMetrics) -> None:
        self._publisher = publisher
        self._metrics = metrics

    async def publish(self, queue: str, body: bytes, headers: Mapping[str, str]) -> None:
        """See `Publisher.publish`."""
        started = time.perf_counter()
        try:
            await self._publisher.publish(queue, body, headers)
        except BrokerUnavailableError:
            self._metrics.failures.inc()
            raise
        finally:
            self._metrics.confirm_seconds.observe(time.perf_counter() - started)

    async def publish_group(self, publications: Sequence[Publication]) -> Sequence[bool]:
        """See `Publisher.publish_group`."""
        if not publications:
            return []
        started = time.perf_counter()
        confirmed = await self._publisher.publish_group(publications)
        self._metrics.confirm_seconds.observe(time.perf_counter() - started)
        if not all(confirmed):
            self._metrics.failures.inc(confirmed.count(False))
        return confirmed
