"""Tracing by OpenTelemetry's SDK, exported as OTLP over HTTP. Imported only where tracing is on.

Endpoint, headers, sampler and limits are read by the SDK from its own variables (OTEL_…).
"""

import asyncio
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import MappingProxyType
from typing import Any, Final

from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.instrumentation.pymongo import CommandTracer
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from flow_omnium.runtime.tracing import Attributes, Kind, Span, Tracer

_CLOSE_SECONDS: Final = 5.0
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


class OtelTracer(Tracer):
    """Exports the spans of one service, in batches and from a thread of its own."""

    is_on = True

    def __init__(self, service: str, exporter: SpanExporter | None = None) -> None:
        resource = Resource.create({"service.name": service, "service.namespace": "flow-omnium"})
        self._provider = TracerProvider(resource=resource, shutdown_on_exit=False)
        self._provider.add_span_processor(BatchSpanProcessor(exporter or OTLPSpanExporter()))
        self._tracer = self._provider.get_tracer("flow_omnium")
        self.database_listeners = (_CommandsOfSpans(self._tracer, failed_hook=_without_text),)

    @contextmanager
    def span(
        self,
        kind: Kind,
        name: str,
        attributes: Attributes = MappingProxyType({}),
        *,
        parent: str | None = None,
        link: str | None = None,
    ) -> Iterator[Span]:
        """See `Tracer.span`."""
        # The text of an exception may hold what no span shall: whoever knows how the work failed says it by `failed`.
        with self._tracer.start_as_current_span(
            name,
            context=_read(parent),
            kind=_KINDS[kind],
            attributes=attributes,
            links=_links(link),
            record_exception=False,
            set_status_on_exception=False,
        ) as span:
            yield OtelSpan(span)

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
    """None stands for the present context."""
    return None if written is None else _W3C.extract({"traceparent": written}, Context())


def _links(written: str | None) -> list[trace.Link]:
    if written is None:
        return []
    return [trace.Link(trace.get_current_span(_read(written)).get_span_context())]


def _written(span: trace.Span) -> str | None:
    context = span.get_span_context()
    if not context.is_valid:
        return None
    return f"00-{context.trace_id:032x}-{context.span_id:016x}-{int(context.trace_flags):02x}"
