"""How a metric is made: named, registered, and noted for the page that lists them all."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

PREFIX = "flow_omnium_"

QUICK_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5)
"""Buckets for what should take milliseconds."""

_Metric = TypeVar("_Metric", Counter, Gauge, Histogram)


@dataclass(frozen=True)
class Definition:
    """A metric as the page lists it."""

    name: str
    kind: str
    labels: tuple[str, ...]
    tells: str


class Registrar:
    """Makes metrics in one registry; `definitions` has them in their order."""

    def __init__(self, registry: CollectorRegistry | None = None) -> None:
        self.registry = registry or CollectorRegistry()
        self.definitions: list[Definition] = []

    def counter(self, name: str, tells: str, *labels: str) -> Counter:
        """Make a metric that only rises."""
        return Counter(self._noted(name, "counter", labels, tells), tells, labels, registry=self.registry)

    def gauge(self, name: str, tells: str, *labels: str) -> Gauge:
        """Make a metric that rises and falls."""
        return Gauge(self._noted(name, "gauge", labels, tells), tells, labels, registry=self.registry)

    def histogram(self, name: str, tells: str, *labels: str, buckets: Sequence[float]) -> Histogram:
        """Make a metric that sorts what it sees into buckets; a bucket holds what is not above its bound."""
        full_name = self._noted(name, "histogram", labels, tells)
        return Histogram(full_name, tells, labels, buckets=buckets, registry=self.registry)

    def moment(self, name: str, tells: str) -> "Moment":
        """Make a gauge without labels that is not served while it has no value."""
        moment = Moment(self._noted(name, "gauge", (), tells), tells)
        self.registry.register(moment)
        return moment

    def reading(self, name: str, tells: str, read: Callable[[], float]) -> None:
        """Make a counter without labels that somebody else counts."""
        self.registry.register(Reading(self._noted(name, "counter", (), tells), tells, read))

    def _noted(self, name: str, kind: str, labels: tuple[str, ...], tells: str) -> str:
        definition = Definition(f"{PREFIX}{name}", kind, labels, tells)
        self.definitions.append(definition)
        return definition.name


class Moment(Collector):
    """The library's own gauge would serve 0 from the start, which is a time long ago."""

    def __init__(self, name: str, tells: str) -> None:
        self.value: float | None = None
        self._name = name
        self._tells = tells

    def collect(self) -> Iterator[Metric]:
        """Yield the gauge, with its value if there is one."""
        yield GaugeMetricFamily(self._name, self._tells, value=self.value)


class Reading(Collector):
    """A counter that is read from whoever counts."""

    def __init__(self, name: str, tells: str, read: Callable[[], float]) -> None:
        self._name = name
        self._tells = tells
        self._read = read

    def collect(self) -> Iterator[Metric]:
        """Yield the counter as it stands."""
        yield CounterMetricFamily(self._name.removesuffix("_total"), self._tells, value=self._read())


class Bound(dict[tuple[str, ...], _Metric], Generic[_Metric]):
    """A metric's children by the values of their labels: the library's own look-up takes many times as long."""

    def __init__(self, metric: _Metric) -> None:
        super().__init__()
        self._labels: Callable[..., _Metric] = metric.labels

    def __missing__(self, values: tuple[str, ...]) -> _Metric:
        child = self[values] = self._labels(*values)
        return child


def label_values(metric: Gauge, label: str) -> Iterator[str]:
    """Yield the values that a label of a metric has at present."""
    return (sample.labels[label] for family in metric.collect() for sample in family.samples)
