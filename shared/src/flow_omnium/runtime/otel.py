"""Tracing by OpenTelemetry's SDK, exported as OTLP over HTTP. Imported only where tracing is on.

Endpoint, headers, sampler and limits are read by the SDK from its own variables (OTEL_…).
"""

import asyncio
import threading
from collections.abc import Mapping
from contextlib import AbstractContextManager
from contextvars import Token
from types import MappingProxyType, TracebackType
from typing import Any, Final

from opentelemetry import trace
from opentelemetry.context import Context, attach, detach
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.instrumentation.pymongo import CommandTracer
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter
from opentelemetry.sdk.trace.sampling import ParentBased
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from flow_omnium.runtime.tracing import Attributes, Kind, Span, Tracer

_CLOSE_SECONDS: Final = 5.0
_EVEN_DIGITS: Final = frozenset("02468ace")
_W3C: Final = TraceContextTextMapPropagator()
_KINDS: Final[Mapping[Kind, trace.SpanKind]] = MappingProxyType(
    {
        Kind.SERVER: trace.SpanKind.SERVER,
        Kind.CLIENT: trace.SpanKind.CLIENT,
        Kind.PRODUCER: trace.SpanKind.PRODUCER,
        Kind.CONSUMER: trace.SpanKind.CONSUMER,
    }
)


class OtelSpan(Span):
    """A span that is recorded, if the sampler wants it."""

    def __init__(self, span: trace.Span) -> None:
        self._span = span

    @property
    def trace(self) -> str | None:
        """See `Span.trace`."""
        return _written(self._span)

    def note(self, attributes: Attributes) -> None:
        """See `Span.note`."""
        self._span.set_attributes(attributes)

    def failed(self, error_type: str) -> None:
        """See `Span.failed`."""
        self._span.set_attribute("error.type", error_type)
        self._span.set_status(trace.StatusCode.ERROR)


class _Present(AbstractContextManager[Span]):
    """A span that is the present one until its context ends; the SDK's own takes three times as long, for each event.

    The text of an exception may hold what no span shall: whoever knows how the work failed says it by `failed`.
    """

    __slots__ = ("_span", "_token")

    def __init__(self, span: trace.Span) -> None:
        self._span = span
        self._token: Token[Context] | None = None

    def __enter__(self) -> Span:
        self._token = attach(trace.set_span_in_context(self._span))
        return OtelSpan(self._span)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._token is not None:
            detach(self._token)
        self._span.end()


class OtelTracer(Tracer):
    """Exports the spans of one service, in batches and from a thread of its own."""

    is_on = True

    def __init__(self, service: str, exporter: SpanExporter | None = None) -> None:
        resource = Resource.create({"service.name": service, "service.namespace": "flow-omnium"})
        self._provider = TracerProvider(resource=resource, shutdown_on_exit=False)
        self._provider.add_span_processor(BatchSpanProcessor(exporter or OTLPSpanExporter()))
        self._tracer = self._provider.get_tracer("flow_omnium")
        self._follows_parents = isinstance(self._provider.sampler, ParentBased)
        self.database_listeners = (_CommandsOfSpans(self._tracer, failed_hook=_without_text),)

    def span(
        self,
        kind: Kind,
        name: str,
        attributes: Attributes = MappingProxyType({}),
        *,
        parent: str | None = None,
        link: str | None = None,
    ) -> AbstractContextManager[Span]:
        """See `Tracer.span`."""
        begun = self._tracer.start_span(
            name, context=_read(parent), kind=_KINDS[kind], attributes=attributes, links=_links(link)
        )
        return _Present(begun)

    def would_record(self, parent: str) -> bool:
        """See `Tracer.would_record`."""
        # The last field's lowest bit: https://www.w3.org/TR/trace-context/#sampled-flag
        return not (self._follows_parents and parent[-1:] in _EVEN_DIGITS)

    def current(self) -> str | None:
        """See `Tracer.current`."""
        return _written(trace.get_current_span())

    async def close(self) -> None:
        """See `Tracer.close`. An endpoint that is away must not keep the service from stopping."""
        closing = threading.Thread(target=self._provider.shutdown, name="last spans", daemon=True)
        closing.start()
        await asyncio.to_thread(closing.join, _CLOSE_SECONDS)


class _CommandsOfSpans(CommandTracer):
    """The ready-made listener, for the commands of traced work: those of nobody's would each be a trace of its own."""

    def started(self, event: Any) -> None:
        """See `CommandListener.started`."""
        if trace.get_current_span().is_recording():
            super().started(event)


def _without_text(span: trace.Span, _event: object) -> None:
    """The database's message names the values that it refused."""
    span.set_status(trace.StatusCode.ERROR)


def _read(written: str | None) -> Context | None:
    """None stands for the present context, an empty text for none."""
    if written is None:
        return None
    return _W3C.extract({"traceparent": written}, Context()) if written else Context()


def _links(written: str | None) -> list[trace.Link]:
    if written is None:
        return []
    return [trace.Link(trace.get_current_span(_read(written)).get_span_context())]


def _written(span: trace.Span) -> str | None:
    context = span.get_span_context()
    if not context.is_valid:
        return None
    return f"00-{context.trace_id:032x}-{context.span_id:016x}-{int(context.trace_flags):02x}"
