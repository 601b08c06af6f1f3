"""Every metric of one worker process, in the registry that it serves at /metrics."""

from collections.abc import Callable, Iterable
from functools import partial
from typing import Protocol

from flow_omnium.runtime.metrics import (
    CircuitMetrics,
    DownstreamMetrics,
    PublishMetrics,
    Registrar,
    RelayMetrics,
    SchemaMetrics,
    ServiceMetrics,
    WorkerMetrics,
)
from flow_omnium.runtime.metrics.process import process_registry


class Consumes(Protocol):
    """Knows whether deliveries come in."""

    def is_consuming(self, name: str) -> bool:
        """Tell whether those of a queue come in now."""
        ...


class WorkerServiceMetrics:
    """The metrics of all parts of a worker, made once."""

    def __init__(self) -> None:
        self.registry = process_registry()
        registrar = self.registrar = Registrar(self.registry)
        """What a service makes metrics of its own with."""
        self.service = ServiceMetrics(registrar)
        self.worker = WorkerMetrics(registrar)
        self.relay = RelayMetrics(registrar)
        self.circuits = CircuitMetrics(registrar)
        self.publishing = PublishMetrics(registrar)
        self.downstream = DownstreamMetrics(registrar)
        self.schema = SchemaMetrics(registrar)

    def watch_consumer(self, consumer: Consumes, queues: Iterable[str]) -> None:
        """Tell, whenever asked, whether the queues are read."""
        for queue in queues:
            self.worker.consuming.labels(queue).set_function(partial(_one_if, consumer.is_consuming, queue))


def _one_if(is_so: Callable[[str], bool], name: str) -> float:
    return float(is_so(name))
