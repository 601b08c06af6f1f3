"""What the workers see of Flow and Omnium."""

from flow_omnium.runtime.metrics.registrar import Registrar

_CALL_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)


class DownstreamMetrics:
    """Every request to one of the two systems. A route is a template (`/orders/{orderUid}`), never a path."""

    def __init__(self, registrar: Registrar) -> None:
        self.requests = registrar.counter(
            "downstream_requests_total",
            "Requests by the status of the answer, `none` when there was no answer.",
            "system",
            "method",
            "route",
            "code",
        )
        self.seconds = registrar.histogram(
            "downstream_request_duration_seconds",
            "How long a request took, without waiting for its turn.",
            "system",
            "method",
            "route",
            buckets=_CALL_SECONDS,
        )
        self.errors = registrar.counter(
            "downstream_errors_total",
            "Calls that failed, by the class of `flow_omnium/outcomes.py`; a 404 may be expected. A call whose token "
            "was renewed and that then succeeded is none.",
            "system",
            "route",
            "error",
        )
        self.rate_limited = registrar.counter(
            "downstream_rate_limited_total",
            "Calls that were answered 429: the job is deferred by what the system asks for.",
            "system",
            "tenant",
        )
        self.unknown_words = registrar.counter(
            "flow_unknown_words_total",
            "Words of Flow's states that neither `flow.states` of the tenant nor Flow's pages know, each time that one is "
            "read: they count as none, so that an order may never be paid, handed over or ready. The log names them once.",
            "tenant",
            "field",
        )
