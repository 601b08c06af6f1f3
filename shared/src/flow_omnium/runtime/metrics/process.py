"""What every service tells about itself: its requests, its event loop, what it depends on, its tenants."""

from collections.abc import Collection

from prometheus_client import CollectorRegistry, GCCollector, PlatformCollector, ProcessCollector

from flow_omnium.runtime.logging import lost_lines
from flow_omnium.runtime.metrics.registrar import QUICK_SECONDS, Registrar, label_values

_REQUEST_SECONDS = (*QUICK_SECONDS, 10, 30)


class ServiceMetrics:
    """A route is the template by which it was declared, never a path: an id in one would make a series each."""

    def __init__(self, registrar: Registrar) -> None:
        self.http_requests = registrar.counter(
            "http_requests_total",
            "Requests that were answered. `route` is the route's template, `unmatched` for a path that has none.",
            "route",
            "method",
            "code",
        )
        self.http_seconds = registrar.histogram(
            "http_request_duration_seconds",
            "How long answering took, from the request's headers to the response.",
            "route",
            "method",
            buckets=_REQUEST_SECONDS,
        )
        self.http_connections = registrar.gauge(
            "http_connections",
            "Open connections of callers: at most 2,000, or half of the open files allowed.",
        )
        self.http_cut = registrar.counter(
            "http_connections_cut_total",
            "Connections that were cut off: `slow_head` and `large_head` (request line and headers), `endless_body` (of a "
            "refused request), `unread` (the caller does not read), `crowded` (idle, while there were too many), "
            "`refused` (too many, and none was idle).",
            "reason",
        )
        self.loop_lag = registrar.histogram(
            "loop_lag_seconds",
            "How much later than planned a timer fired, sampled twice a second: long means that something blocks.",
            buckets=QUICK_SECONDS,
        )
        self.dependency_up = registrar.gauge(
            "dependency_up",
            "1 when the dependency answered the last look (every 5 s), as in /readyz; 0 when it did not.",
            "dependency",
        )
        self.tenant_reloads = registrar.counter(
            "tenant_reloads_total",
            "Tenants' settings that were read afresh: `taken` or `unreadable` per tenant; `failed` per look at all.",
            "outcome",
        )
        self.clock_offset = registrar.moment(
            "clock_offset_seconds",
            "By how much this machine's clock is ahead of the database's, by which the suite goes (below 0: behind). "
            "Not served before the database's clock has been read.",
        )
        self.documents_unreadable = registrar.counter(
            "documents_unreadable_total",
            "Stored documents that this process met and cannot read, each counted once, by their collection: they are "
            "named in the log.",
            "collection",
        )
        registrar.reading(
            "log_lines_lost_total",
            "Log lines that this process could not write and dropped: its output is closed, full, or not read.",
            lost_lines,
        )
        self.task_restarts = registrar.counter(
            "background_task_restarts_total",
            "Background tasks that ended although they should go on, by their name: each is begun again after a pause.",
            "task",
        )
        self.task_faults = registrar.counter(
            "background_faults_total",
            "Errors of background work that ends by itself, by its name; `loop`: those that the event loop found, such "
            "as a task whose exception nobody asked for.",
            "task",
        )
        self.tenant_unreadable = registrar.gauge(
            "tenant_unreadable",
            "1 for a stored tenant of which this service cannot read what it needs: /readyz and the log say what.",
            "tenant",
        )
        self.tenant_unknown_keys = registrar.gauge(
            "tenant_unknown_keys",
            "How many keys of a stored tenant this version does not know; they are kept, and do nothing.",
            "tenant",
        )

    def show_tenants(self, tenant_uids: Collection[str]) -> None:
        """Serve nothing of a tenant that is no longer stored."""
        for gauge in (self.tenant_unreadable, self.tenant_unknown_keys):
            for uid in set(label_values(gauge, "tenant")).difference(tenant_uids):
                gauge.remove(uid)


def process_registry() -> CollectorRegistry:
    """Return a registry that holds the process's own metrics; the service adds its own.

    A new one each time: the library's global one would refuse the second application of a process.
    """
    registry = CollectorRegistry()
    for collector in (ProcessCollector, PlatformCollector, GCCollector):
        collector(registry=registry)
    return registry
