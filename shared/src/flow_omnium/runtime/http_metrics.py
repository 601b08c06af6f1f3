"""Counts and times requests by the template of their route: a middleware, the outermost of a service."""

import time

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from flow_omnium.runtime.http_direct import template_of
from flow_omnium.runtime.metrics.process import ServiceMetrics
from flow_omnium.runtime.metrics.registrar import Bound

UNMATCHED = "unmatched"

_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
"""Whoever sends invents a method at will; what is none of these is `other`."""


def measuring(metrics: ServiceMetrics) -> Middleware:
    """Return the middleware."""
    requests, seconds = Bound(metrics.http_requests), Bound(metrics.http_seconds)

    @web.middleware
    async def measure(request: web.Request, handler: Handler) -> web.StreamResponse:
        started, code = time.perf_counter(), "500"
        try:
            response = await handler(request)
            code = str(response.status)
        except web.HTTPException as error:
            code = str(error.status)
            raise
        finally:
            route, method = route_of(request), _method_of(request)
            requests[route, method, code].inc()
            seconds[route, method].observe(time.perf_counter() - started)
        return response

    return measure


def route_of(request: web.Request) -> str:
    """Return the template of the request's route: it holds nothing that the sender chose."""
    return template_of(request) or UNMATCHED


def _method_of(request: web.Request) -> str:
    return request.method if request.method in _METHODS else "other"
