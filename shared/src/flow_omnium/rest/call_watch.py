"""Metrics and traces of the calls to Flow and Omnium, by route; never by path, which holds ids."""

from collections.abc import Collection
from contextlib import AbstractContextManager

from cachetools import LRUCache
from yarl import URL

from flow_omnium.outcomes import ApiCall
from flow_omnium.rest.hearing import Hearing
from flow_omnium.rest.watched_calls import Exchange, Meter, WatchedCall
from flow_omnium.runtime.logging import get_logger
from flow_omnium.runtime.metrics.downstream import DownstreamMetrics
from flow_omnium.runtime.metrics.registrar import Registrar
from flow_omnium.runtime.tracing import Attributes, Kind, Span, Tracer

_NAMED = 1000
"""Unknown words that are remembered as named in the log."""


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
        self._meter = Meter(metrics or DownstreamMetrics(Registrar()))
        self._named: LRUCache[tuple[str, str, str], None] = LRUCache(_NAMED)
        self._log = get_logger("downstream")

    def words_are_judged(self, tenant_uid: str, fields: Collection[str]) -> None:
        """Serve the counts of unknown words as 0 from now on, so that an alert sees the first one."""
        for field in fields:
            self._meter.unknown_words[tenant_uid, field]  # there is one from its first look-up

    def unknown_word(self, tenant_uid: str, field: str, word: str) -> None:
        """Count an unknown word of a state, and name it in the log once; it must not be personal."""
        self._meter.unknown_words[tenant_uid, field].inc()
        named = tenant_uid, field, word
        # In the log once, not with every order that bears it; the metric counts on.
        if named not in self._named:
            self._named[named] = None
            self._log.warning("unknown word of a state", tenant=tenant_uid, field=field, word=word)

    def call(self, call: ApiCall, tenant_uid: str) -> WatchedCall:
        """Watch a call until its outcome is known."""
        return WatchedCall(self._meter, call, tenant_uid, self._hearing.present())

    def exchange(self, call: ApiCall, url: URL) -> Exchange:
        """Watch one request until its answer has come."""
        return Exchange(self._meter, call, self._begun(call, url))

    def _begun(self, call: ApiCall, url: URL) -> AbstractContextManager[Span] | None:
        if not self._tracer.is_on:
            return None
        return self._tracer.span(Kind.CLIENT, f"{call.method} {call.route}", _told(call, url.host))


def _told(call: ApiCall, server: str | None) -> Attributes:
    return {
        "http.request.method": call.method,
        "url.template": call.route,
        "server.address": server or "",
        "peer.service": call.system,
    }
