"""The page that lists every metric, made from their definitions: `docs/metrics.md`."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

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
from flow_omnium.runtime.metrics.registrar import Definition, Registrar
from flow_omnium.runtime.metrics.schema import SchemaMetrics
from flow_omnium.runtime.metrics.tasks import TaskMetrics
from flow_omnium.runtime.metrics.tokens import TokenMetrics

Part = Callable[[Registrar], object]

_WORKER: Sequence[Part] = (
    ServiceMetrics,
    WorkerMetrics,
    RelayMetrics,
    CircuitMetrics,
    PublishMetrics,
    DownstreamMetrics,
    SchemaMetrics,
)

PARTS_BY_SERVICE: Mapping[str, Sequence[Part]] = MappingProxyType(
    {
        "webhook-gateway": (ServiceMetrics, GatewayMetrics, PublishMetrics, SchemaMetrics),
        "order-sync": (*_WORKER, TaskMetrics, OverdueMetrics, ReconciliationMetrics),
        "receivement-sync": (*_WORKER, TaskMetrics, OverdueMetrics, ReconciliationMetrics),
        "catalog-sync": (*_WORKER, TaskMetrics),
        "token-manager": (ServiceMetrics, TokenMetrics),
        "web-console": (ServiceMetrics, ConsoleMetrics),
    }
)
"""What each service serves; the composition roots make the same."""

_SECTIONS: Sequence[tuple[Part, str, str]] = (
    (ServiceMetrics, "Every service", "all"),
    (GatewayMetrics, "Events", "webhook-gateway"),
    (PublishMetrics, "Publishing", "webhook-gateway, order-sync, receivement-sync, catalog-sync"),
    (WorkerMetrics, "Jobs", "order-sync, receivement-sync, catalog-sync"),
    (TaskMetrics, "Scheduled tasks", "order-sync, receivement-sync, catalog-sync"),
    (OverdueMetrics, "What is overdue", "order-sync, receivement-sync"),
    (ReconciliationMetrics, "Reconciliations", "order-sync, receivement-sync"),
    (RelayMetrics, "Backlog and relay", "order-sync, receivement-sync, catalog-sync: the one that leads"),
    (DownstreamMetrics, "Flow and Omnium", "order-sync, receivement-sync, catalog-sync"),
    (CircuitMetrics, "Circuits", "order-sync, receivement-sync, catalog-sync"),
    (TokenMetrics, "Tokens", "token-manager"),
    (ConsoleMetrics, "Web console", "web-console"),
    (SchemaMetrics, "Schema", "webhook-gateway, order-sync, receivement-sync, catalog-sync"),
)

_HEAD = """# Metrics

Every service serves them at `/metrics` of its `HTTP_PORT`, in Prometheus' text format, beside the process's own
(`process_…`, `python_…`). They are defined in `flow_omnium/runtime/metrics/`, where each part of a service has its
module. This page is made from the code: `make docs`.

- A counter's `rate` is what is of interest; a histogram `x` has the series `x_bucket`, `x_sum` and `x_count`.
- A label's values are few. `tenant` is a configured tenant, never what a URL names; ids of jobs and orders are in logs
  and traces. `route` is a template, `queue` one of the four work queues, `error` a class name.
- A counter with labels has no series until it has counted: write `or vector(0)` where that matters.
"""


def definitions(parts: Sequence[Part]) -> Sequence[Definition]:
    """Return the definitions of all metrics of some parts."""
    registrar = Registrar()
    for part in parts:
        part(registrar)
    return registrar.definitions


def metrics_page() -> str:
    """Return the page."""
    return "\n".join([_HEAD, *(_section(*section) for section in _SECTIONS)])


def _section(part: Part, title: str, served_by: str) -> str:
    rows = "\n".join(_row(definition) for definition in definitions([part]))
    return f"## {title}\n\nServed by: {served_by}.\n\n| metric | type | labels | tells |\n|---|---|---|---|\n{rows}\n"


def _row(definition: Definition) -> str:
    labels = ", ".join(f"`{label}`" for label in definition.labels) or "–"
    return f"| `{definition.name}` | {definition.kind} | {labels} | {definition.tells} |"
