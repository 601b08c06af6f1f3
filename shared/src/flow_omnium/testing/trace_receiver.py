"""Receives traces as a collector does, OTLP over HTTP on the loopback, and shows them as plain objects."""

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.common.v1.common_pb2 import AnyValue
from opentelemetry.proto.trace.v1.trace_pb2 import Span


@dataclass(frozen=True)
class SeenSpan:
    """One span; `links` and `parent` are ids of spans, `began` is a Unix time in nanoseconds."""

    began: int
    service: str
    name: str
    kind: str
    trace: str
    id: str
    parent: str
    links: tuple[str, ...]
    is_failed: bool
    attributes: Mapping[str, str | int]


class TraceReceiver:
    """Use as a context manager; `url` is an endpoint as in OTEL_EXPORTER_OTLP_ENDPOINT."""

    def __init__(self) -> None:
        self.bodies: list[bytes] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self.bodies))
        self._thread = threading.Thread(target=self._server.serve_forever, name="trace receiver", daemon=True)

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._server.server_port}"

    @property
    def spans(self) -> Sequence[SeenSpan]:
        """Everything that has come so far, by when it began: each process sends its batches when it pleases."""
        spans = (span for body in list(self.bodies) for span in _spans(body))
        return sorted(spans, key=lambda span: span.began)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def _handler(bodies: list[bytes]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200 if self.path == "/v1/traces" else 404)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    return Handler


def _spans(body: bytes) -> Sequence[SeenSpan]:
    return [
        _seen(str(_attributes(resource.resource.attributes)["service.name"]), span)
        for resource in ExportTraceServiceRequest.FromString(body).resource_spans
        for scope in resource.scope_spans
        for span in scope.spans
    ]


def _seen(service: str, span: Span) -> SeenSpan:
    return SeenSpan(
        began=span.start_time_unix_nano,
        service=service,
        name=span.name,
        kind=Span.SpanKind.Name(span.kind).removeprefix("SPAN_KIND_"),
        trace=span.trace_id.hex(),
        id=span.span_id.hex(),
        parent=span.parent_span_id.hex(),
        links=tuple(link.span_id.hex() for link in span.links),
        is_failed=span.status.code == 2,  # noqa: PLR2004 - STATUS_CODE_ERROR
        attributes=_attributes(span.attributes),
    )


def _attributes(pairs: "Sequence[object]") -> Mapping[str, str | int]:
    return {pair.key: _value(pair.value) for pair in pairs}  # type: ignore[attr-defined]


def _value(value: AnyValue) -> str | int:
    return value.int_value if value.HasField("int_value") else value.string_value
