"""Shows in a page why there is no other: what a page raised, an address that leads nowhere, a defect."""

from http import HTTPStatus
from typing import Final

from aiohttp import hdrs, web
from aiohttp.typedefs import Handler, Middleware

from admin_console.web.answers import Away, NotThere, Unanswered
from admin_console.web.dispatching import AROUND, Dispatcher
from admin_console.web.failing import Defect, unanswered
from flow_omnium.runtime.http_metrics import route_of
from flow_omnium.runtime.logging import get_logger
from flow_omnium.runtime.tracing import Tracer

_RETRY_SECONDS: Final = "10"


class _AsItIs(Unanswered):
    """What aiohttp refuses by itself, under its own status."""

    def __init__(self, error: web.HTTPException) -> None:
        super().__init__(error.reason)
        self.status = error.status


def refusing(dispatcher: Dispatcher, tracer: Tracer) -> Middleware:
    """Return the middleware that makes a page of every refusal."""
    log = get_logger("console")

    @web.middleware
    async def refuse(request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            return await handler(request)
        except web.HTTPException as error:
            if error.status < HTTPStatus.BAD_REQUEST:
                raise
            why: Unanswered = _of_aiohttp(error)
            allowed = error.headers.get(hdrs.ALLOW)
        except Exception as error:
            why, allowed = unanswered(error), None
            if isinstance(why, Defect):
                log.exception("a page failed", route=route_of(request))
            if _has_begun(request):
                raise
        return _page(dispatcher, tracer, request, why, {} if allowed is None else {hdrs.ALLOW: allowed})

    return refuse


def _of_aiohttp(error: web.HTTPException) -> Unanswered:
    if isinstance(error, web.HTTPNotFound):
        return NotThere("There is no such page", links={"Overview": "/"})
    return _AsItIs(error)


def _page(
    dispatcher: Dispatcher, tracer: Tracer, request: web.Request, why: Unanswered, headers: dict[str, str]
) -> web.Response:
    around = request.get(AROUND) or dispatcher.around(request)
    text = dispatcher.renderer.refusal(why, around, _trace_id(tracer))
    if isinstance(why, Away):
        headers[hdrs.RETRY_AFTER] = _RETRY_SECONDS
    return web.Response(text=text, status=why.status, content_type="text/html", headers=headers)


def _trace_id(tracer: Tracer) -> str | None:
    current = tracer.current()
    return None if current is None else current.split("-")[1]


def _has_begun(request: web.Request) -> bool:
    """Tell whether an answer is on its way already: its end can only be cut off."""
    return request.writer.output_size > 0
