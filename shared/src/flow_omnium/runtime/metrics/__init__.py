"""Every metric of the suite, defined once: name, labels, and what it tells an operator; one module per part.

Names follow Prometheus: a unit at the end, `_total` for counters. A label's values are few and known beforehand
(tenants are; ids of orders or senders never stand in one). Each part takes a metrics object as it takes a clock, and
that is made from the registry that its service serves at /metrics, so nothing is registered by importing this.
"""

from flow_omnium.runtime.metrics.backlog import RelayMetrics
from flow_omnium.runtime.metrics.circuits import CircuitMetrics
from flow_omnium.runtime.metrics.console import ConsoleMetrics
from flow_omnium.runtime.metrics.downstream import DownstreamMetrics
from flow_omnium.runtime.metrics.gateway import GatewayMetrics
from flow_omnium.runtime.metrics.jobs import WorkerMetrics
from flow_omnium.runtime.metrics.overdue import OverdueMetrics
from flow_omnium.runtime.metrics.process import ServiceMetrics
from flow_omnium.runtime.metrics.publishing import PublishMetrics
from flow_omnium.runtime.metrics.reconciliations import ReconciliationMetrics
from flow_omnium.runtime.metrics.registrar import PREFIX, Registrar
from flow_omnium.runtime.metrics.schema import SchemaMetrics
from flow_omnium.runtime.metrics.tasks import TaskMetrics
from flow_omnium.runtime.metrics.tokens import TokenMetrics

__all__ = [
    "PREFIX",
    "CircuitMetrics",
    "ConsoleMetrics",
    "DownstreamMetrics",
    "GatewayMetrics",
    "OverdueMetrics",
    "PublishMetrics",
    "ReconciliationMetrics",
    "Registrar",
    "RelayMetrics",
    "SchemaMetrics",
    "ServiceMetrics",
    "TaskMetrics",
    "TokenMetrics",
    "WorkerMetrics",
]
