"""What watches one call, and one request of it. A job makes many: so these are no generators, and find a metric by its labels."""

import time
from contextlib import AbstractContextManager
from http import HTTPStatus
from typing import Any, Final, Self

from flow_omnium.outcomes import ApiCall, ApiError, Deferred, Unavailable
from flow_omnium.rest.hearing import Heard, HeardCall
from flow_omnium.runtime.metrics.downstream import DownstreamMetrics
from flow_omnium.runtime.metrics.registrar import Bound
from flow_omnium.runtime.tracing import Span

NO_ANSWER: Final = "none"


class Meter:
    """The metrics of calls, each found by its labels."""

    def __init__(self, metrics: DownstreamMetrics) -> None:
        self.requests = Bound(metrics.requests)
        self.seconds = Bound(metrics.seconds)
        self.errors = Bound(metrics.errors)
        self.rate_limited = Bound(metrics.rate_limited)
        self.unknown_words = Bound(metrics.unknown_words)


class Exchange:
    """One request that is on its way; the context ends when its answer has come, or none will."""

    __slots__ = ("_begun", "_call", "_meter", "_span", "_started", "code", "system")

    def __init__(
        self, meter: Meter, call: ApiCall, begun: AbstractContextManager[Span] | None = None
    ) -> None:
        """`begun` is its span, which begins with it; None where nothing is recorded."""
        self.code = NO_ANSWER
        self.system = call.system
        self._meter = meter
        self._call = call
        self._begun = begun
        self._span: Span | None = None
        self._started = 0.0

    def __enter__(self) -> Self:
        """Begin."""
        if self._begun is not None:
            self._span = self._begun.__enter__()
        self._started = time.perf_counter()
        return self

    def __exit__(self, *error: Any) -> None:
        """Count and time it."""
        seconds = time.perf_counter() - self._started
        system, call = self.system, self._call
        self._meter.seconds[system, call.method, call.route].observe(seconds)
        self._meter.requests[system, call.method, call.route, self.code].inc()
        if self._begun is not None:
            self._begun.__exit__(*error)

    def stopped_at(self, system: str) -> None:
        """Note that it was stopped on its way, by this system: it never reached Flow or Omnium."""
        self.system = system
        if self._span is not None:
            self._span.note({"peer.service": system})
        self.ended(None)

    def ended(self, status: int | None) -> None:
        """Note the status of the answer, None when there was none."""
        if status is not None:
            self.code = str(status)
        if self._span is not None:
            _tell(self._span, status)


def _tell(span: Span, status: int | None) -> None:
    if status is None:
        span.failed(Unavailable.__name__)
        return
    span.note({"http.response.status_code": status})
    if status >= HTTPStatus.BAD_REQUEST:
        span.failed(str(status))


class WatchedCall(HeardCall):
    """One call, with all the requests that it takes; the context ends when its outcome is known."""

    __slots__ = ("_call", "_meter", "_tenant_uid")

    def __init__(self, meter: Meter, call: ApiCall, tenant_uid: str, heard: Heard | None) -> None:
        super().__init__(heard, call.system)
        self._meter = meter
        self._call = call
        self._tenant_uid = tenant_uid

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        """Note the end, and count what went wrong."""
        super().__exit__(kind, error, trace)
        if error is None:
            return
        if isinstance(error, ApiError):
            self._meter.errors[error.call.system, self._call.route, type(error).__name__].inc()
        elif isinstance(error, Deferred):
            self._meter.rate_limited[self._call.system, self._tenant_uid].inc()
