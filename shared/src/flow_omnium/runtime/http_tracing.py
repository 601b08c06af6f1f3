"""A span for every request to a route of ours, named by the route's template; not for health, metrics and strangers."""

from http import HTTPStatus

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from flow_omnium.runtime.http_metrics import UNMATCHED, route_of
from flow_omnium.runtime.tracing import Kind, Span, Tracer

_UNTRACED = frozenset({UNMATCHED, "/healthz", "/readyz", "/metrics", "/openapi.json"})


def tracing(tracer: Tracer) -> list[Middleware]:
    """Return the middleware that goes first, none when tracing is off."""
    return [_middleware(tracer)] if tracer.is_on else []


def _middleware(tracer: Tracer) -> Middleware:
    @web.middleware
    async def trace(request: web.Request, handler: Handler) -> web.StreamResponse:
        route, method = route_of(request), request.method
        if route in _UNTRACED:
            return await handler(request)
        given = {"http.request.method": method, "http.route": route}
        parent = request.headers.get("traceparent")
        with tracer.span(Kind.SERVER, f"{method} {route}", given, parent=parent or "") as span:
            return await _traced(span, request, handler)

    return trace


async def _traced(span: Span, request: web.Request, handler: Handler) -> web.StreamResponse:
    try:
        response = await handler(request)
    except web.HTTPException as error:
        _note(span, error.status)
        raise
    except Exception as error:
        _note(span, HTTPStatus.INTERNAL_SERVER_ERROR)
        span.failed(type(error).__name__)
        raise
    _note(span, response.status)
    return response


def _note(span: Span, status: int) -> None:
    span.note({"http.response.status_code": status})
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        span.failed(str(int(status)))
