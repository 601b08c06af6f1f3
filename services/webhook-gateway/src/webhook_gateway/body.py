"""A request's body as an event: read within bounds of size and time, parsed within a bound of depth."""

import asyncio
from collections.abc import Mapping
from typing import Any

import orjson
from aiohttp import web
from aiohttp.web_protocol import RequestPayloadError

from webhook_gateway.admission import BadEventError

MAX_BODY_BYTES = 256 * 1024
"""Of the body as it is parsed: a compressed one counts as what it inflates to."""

BODY_SECONDS = 10.0


class TooSlowError(Exception):
    """The sender has not sent its body in time; it may try again."""


async def read_event(request: web.Request, seconds: float) -> Mapping[str, Any]:
    """Return the body's JSON object.

    Raises BadEventError, TooSlowError, and aiohttp's own refusal of a body beyond the application's limit.
    """
    body = await _read(request, seconds)
    try:
        event = orjson.loads(body)  # refuses what is nested deeper than 1,024
    except orjson.JSONDecodeError as error:
        message = f"body: not JSON ({error})"
        raise BadEventError(message) from None
    if not isinstance(event, dict):
        message = f"body: {type(event).__name__} is not an object"
        raise BadEventError(message)
    return event


async def _read(request: web.Request, seconds: float) -> bytes:
    try:
        if request.content.is_eof():  # nearly always: it came along with the headers
            return await request.read()
        async with asyncio.timeout(seconds):
            return await request.read()
    except TimeoutError:
        raise TooSlowError("the body did not arrive in time") from None
    except RequestPayloadError:
        raise BadEventError("body: broken chunks or compression") from None
