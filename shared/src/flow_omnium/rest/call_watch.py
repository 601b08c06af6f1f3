"""Metrics and traces of the calls to Flow and Omnium, by route; never by path, which holds ids."""

import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from http import HTTPStatus

from cachetools import LRUCache

from flow_omnium.outcomes import ApiCall, ApiError, Deferred, Unavailable
from flow_omnium.rest.hearing import Hearing
from flow_omnium.runtime.logging import get_logger
from flow_omnium.runtime.metrics.downstream import DownstreamMetrics
from flow_omnium.runtime.metrics.registrar import Registrar
from flow_omnium.runtime.tracing import Attributes, Kind, Span, Tracer

NO_ANSWER = "none"
_NAMED = 1000
"""Unknown words that are remembered as named in the log."""


class Exchange:
    """One request that is on its way."""

    def __init__(self, span: Span, system: str) -> None:
        self.code = NO_ANSWER
        self.system = system
        self._span = span

    def stopped_at(self, system: str) -> None:
        """Note that it was stopped on its way, by this system: it never reached Flow or Omnium."""
        self.system = system
        self._span.note({"peer.service": system})
        self.ended(None)

    def ended(self, status: int | None) -> None:
        """Note the status of the answer, None when there was none."""
        if status is None:
            self._span.failed(Unavailable.__name__)
            return
        self.code = str(status)
        self._span.note({"http.response.status_code": status})
        if status >= HTTPStatus.BAD_REQUEST:
            self._span.failed(self.code)


class CallWatch:
    """Watches calls, and the requests that each of them takes: two when a token is renewed meanwhile.

    `hearing` tells a run which systems answered it.
    """

    def __init__(
        self,
        metrics: DownstreamMetrics | None = None,
        tracer: Tracer | None = None,
        hearing: Hearing | None = None,
    ) -> None:
        self._tracer = tracer or Tracer()
        self._hearing = hearing or Hearing()
        self._metrics = metrics or DownstreamMetrics(Registrar())
        self._named: LRUCache[tuple[str, str, str], None] = LRUCache(_NAMED)
        self._log = get_logger("downstream")

    def words_are_judged(self, tenant_uid: str, fields: Collection[str]) -> None:
        """Serve the counts of unknown words as 0 from now on, so that an alert sees the first one."""
        for field in fields:
            self._metrics.unknown_words.labels(tenant_uid, field)

    def unknown_word(self, tenant_uid: str, field: str, word: str) -> None:
        """Count an unknown word of a state, and name it in the log once; it must not be personal."""
        self._metrics.unknown_words.labels(tenant_uid, field).inc()
        named = tenant_uid, field, word
        # In the log once, not with every order that bears it; the metric counts on.
        if named not in self._named:
            self._named[named] = None
            self._log.warning("unknown word of a state", tenant=tenant_uid, field=field, word=word)

    @contextmanager
    def call(self, call: ApiCall, tenant_uid: str) -> Iterator[None]:
        """Watch a call until its outcome is known."""
        try:
            with self._hearing.call(call.system):
                yield
        except ApiError as error:
            self._metrics.errors.labels(error.call.system, call.route, type(error).__name__).inc()
            raise
        except Deferred:
            self._metrics.rate_limited.labels(call.system, tenant_uid).inc()
            raise

    @contextmanager
    def exchange(self, call: ApiCall, server: str | None) -> Iterator[Exchange]:
        """Watch one request until its answer has come."""
        with self._tracer.span(Kind.CLIENT, f"{call.method} {call.route}", _told(call, server)) as span:
            exchange, started = Exchange(span, call.system), time.perf_counter()
            try:
                yield exchange
            finally:
                labels = (exchange.system, call.method, call.route)
                self._metrics.seconds.labels(*labels).observe(time.perf_counter() - started)
                self._metrics.requests.labels(*labels, exchange.code).inc()


def _told(call: ApiCall, server: str | None) -> Attributes:
    return {
        "http.request.method": call.method,
        "url.template": call.route,
        "server.address": server or "",
        "peer.service": call.system,
    }
