"""The gateway's answers: JSON, with an `error` that names what is wrong."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import orjson
from aiohttp import web

from flow_omnium.runtime.http_answer import JsonAnswer

RETRY_AFTER_SECONDS = 5

_FIRST_ERROR = 400


def answer(status: int, body: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> web.Response:
    """Answer with a JSON object."""
    response = JsonAnswer(status, orjson.dumps(body))
    if headers:
        response.headers.update(headers)
    return response


def refuse(status: int, message: str, headers: Mapping[str, str] | None = None) -> web.Response:
    """Refuse, and say why."""
    return answer(status, {"error": message}, headers)


def try_later(message: str, seconds: int = RETRY_AFTER_SECONDS) -> web.Response:
    """Refuse for the moment: Omnium and Flow send again after a 503."""
    return refuse(503, message, {"Retry-After": str(seconds)})


@web.middleware
async def plain_errors(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """Give the framework's own refusals (413, 404, 405) the same shape as ours."""
    try:
        return await handler(request)
    except web.HTTPException as error:
        if error.status < _FIRST_ERROR:
            raise
        # RFC 9110 wants the allowed methods with a 405.
        allowed = {"Allow": error.headers["Allow"]} if "Allow" in error.headers else None
        return refuse(error.status, error.reason.lower(), allowed)
