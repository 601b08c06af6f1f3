"""Routes so busy that a request goes straight to their handler.

aiohttp looks for a route from part to part of the path, writes down what it has found, and tells the application of each answer:
as much work for an event as its authentication. Here a request whose path is spelled like the route's, with nothing that has
to be decoded, is given to the handler at once. Every other one takes aiohttp's way, on which the same route stands as well.
"""

import re
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from aiohttp import hdrs, web
from aiohttp.typedefs import Handler, Middleware

Answering = Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]


@dataclass(frozen=True)
class DirectRoute:
    """A route for POST: its template, the pattern of its path with the one parameter as a group, and its handler."""

    template: str
    path: re.Pattern[str]
    handler: Handler


@dataclass(frozen=True)
class _Way:
    """How a request came."""

    template: str
    is_open: Callable[[], bool]


_WAY: Final = web.RequestKey("way", _Way)
_PARAMETER: Final = web.RequestKey("parameter", str)


class DirectRoutes:
    """Goes before an application's own search for a route, while `is_open`: until the service is told to stop.

    Middlewares are the application's own, the outermost first, as far as they concern these routes.
    """

    def __init__(
        self, routes: Iterable[DirectRoute], middlewares: Sequence[Middleware], is_open: Callable[[], bool]
    ) -> None:
        self._is_open = is_open
        self._routes = [
            (one.path, _Way(one.template, is_open), _wrapped(one.handler, middlewares)) for one in routes
        ]

    def before(self, search: Answering) -> Answering:
        """Return what answers all requests; `search` those that are not for one of the routes."""

        def answering(request: web.BaseRequest) -> Awaitable[web.StreamResponse]:
            if isinstance(request, web.Request) and self._may_go_straight(request):
                for path, way, handler in self._routes:
                    if found := path.fullmatch(request.raw_path):
                        request[_WAY], request[_PARAMETER] = way, found[1]
                        return handler(request)
            return search(request)

        return answering

    def _may_go_straight(self, request: web.Request) -> bool:
        return request.method == hdrs.METH_POST and hdrs.EXPECT not in request.headers and self._is_open()


DIRECT: Final = web.AppKey("direct", DirectRoutes)
"""Where an application has them; `http_server.serve` puts them in front."""


def went_straight(request: web.Request) -> bool:
    """Tell whether aiohttp knows nothing of the request's route."""
    return _WAY in request


def is_last(request: web.Request) -> bool:
    """Tell whether the connection should end with the answer to this request, which went straight to its handler."""
    return not request[_WAY].is_open()


def parameter_of(request: web.Request, name: str) -> str:
    """Return the route's parameter, whichever way the request took."""
    return request[_PARAMETER] if went_straight(request) else request.match_info[name]


def template_of(request: web.Request) -> str | None:
    """Return the template of the request's route, whichever way it took; None where there is no such route."""
    if went_straight(request):
        return request[_WAY].template
    resource = request.match_info.route.resource
    return None if resource is None else resource.canonical


def _wrapped(handler: Handler, middlewares: Sequence[Middleware]) -> Handler:
    for middleware in reversed(middlewares):
        handler = partial(middleware, handler=handler)
    return handler
