"""How the broker takes messages is timed, and what it does not confirm is counted."""

import pytest

from flow_omnium.jobs.broker.link import BrokerUnavailableError
from flow_omnium.jobs.broker.measured_publisher import MeasuredPublisher
from flow_omnium.jobs.broker.publication import Publication
from flow_omnium.runtime.metrics import PublishMetrics, Registrar
from flow_omnium.testing.memory_publisher import MemoryPublisher


class Bench:
    """A publisher whose broker has one queue."""

    def __init__(self) -> None:
        self.broker = MemoryPublisher(queues={"there"})
        self.registrar = Registrar()
        self.publisher = MeasuredPublisher(self.broker, PublishMetrics(self.registrar))

    def counted(self) -> tuple[float | None, float | None]:
        """How often a confirm was timed, and how many messages were not confirmed."""
        value = self.registrar.registry.get_sample_value
        return value("flow_omnium_publish_confirm_seconds_count"), value("flow_omnium_publish_failures_total")


async def test_a_group_is_timed_once_and_its_refused_messages_are_counted() -> None:
    bench = Bench()
    group = [Publication(queue, b"") for queue in ("there", "nowhere", "nowhere")]

    assert await bench.publisher.publish_group(group) == [True, False, False]
    assert bench.counted() == (1, 2)


async def test_a_group_of_none_is_nothing() -> None:
    bench = Bench()

    assert await bench.publisher.publish_group([]) == []
    assert bench.counted() == (0, 0)


async def test_a_message_that_is_refused_is_counted_and_told() -> None:
    bench = Bench()
    await bench.publisher.publish("there", b"", {})
    with pytest.raises(BrokerUnavailableError):
        await bench.publisher.publish("nowhere", b"", {})

    assert bench.counted() == (2, 1)
