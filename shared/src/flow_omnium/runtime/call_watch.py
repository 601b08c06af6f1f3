"""What is seen of the calls to Flow and Omnium: counted and timed by route, never by path."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from flow_omnium.outcomes import ApiCall, ApiError, Deferred
from flow_omnium.runtime.metrics.downstream import DownstreamMetrics
from flow_omnium.runtime.metrics.registrar import Registrar

NO_ANSWER = "none"


class Exchange:
    """One request that is on its way."""

    status: int | None = None

    def ended(self, status: int | None) -> None:
        """Note the status of the answer, None when there was none."""
        self.status = status


class CallWatch:
    """Watches calls, and the requests that each of them takes: two when a token is renewed meanwhile."""

    def __init__(self, metrics: DownstreamMetrics | None = None) -> None:
        self._metrics = metrics or DownstreamMetrics(Registrar())

    @contextmanager
    def call(self, call: ApiCall, tenant_uid: str) -> Iterator[None]:
        """Watch a call until its outcome is known."""
        try:
            yield
        except ApiError as error:
            self._metrics.errors.labels(call.system, call.route, type(error).__name__).inc()
            raise
        except Deferred:
            self._metrics.rate_limited.labels(call.system, tenant_uid).inc()
            raise

    @contextmanager
    def exchange(self, call: ApiCall, _server: str | None) -> Iterator[Exchange]:
        """Watch one request until its answer has come."""
        exchange, started = Exchange(), time.perf_counter()
        try:
            yield exchange
        finally:
            code = NO_ANSWER if exchange.status is None else str(exchange.status)
            self._metrics.seconds.labels(call.system, call.method, call.route).observe(
                time.perf_counter() - started
            )
            self._metrics.requests.labels(call.system, call.method, call.route, code).inc()
