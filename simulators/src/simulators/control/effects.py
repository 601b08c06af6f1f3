"""What each kind of fault does to a call."""

import asyncio
import contextlib
import socket
import struct
from collections.abc import Awaitable, Callable, Mapping
from types import MappingProxyType
from typing import TypeAlias

from aiohttp import web

from simulators.control.faults import FAULTS, Fault, Kind
from simulators.refusal import Refusal
from simulators.routing import Handler

Effect: TypeAlias = Callable[[web.Request, Handler, Fault], Awaitable[web.StreamResponse]]

UNANSWERED: web.RequestKey[bool] = web.RequestKey("unanswered", bool)

HTML_PAGE = "<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>"
MISSING_BYTES = 64
LINGER_NOT_AT_ALL = struct.pack("ii", 1, 0)


async def answer_status(_request: web.Request, _handler: Handler, fault: Fault) -> web.StreamResponse:
    """Answer at once, unprocessed."""
    return web.Response(status=fault.status or 500, text=fault.body, headers=fault.headers)


async def answer_html(_request: web.Request, _handler: Handler, fault: Fault) -> web.StreamResponse:
    """Answer like a proxy in front of the API, unprocessed."""
    headers = {"Content-Type": "text/html; charset=utf-8", **fault.headers}
    return web.Response(status=fault.status or 502, text=fault.body or HTML_PAGE, headers=headers)


async def reset(request: web.Request, _handler: Handler, _fault: Fault) -> web.StreamResponse:
    """Drop the connection, unprocessed."""
    return drop(request)


async def delay(request: web.Request, handler: Handler, fault: Fault) -> web.StreamResponse:
    """Wait, then process as usual."""
    await asyncio.sleep(fault.seconds)
    return await handler(request)


async def held(request: web.Request, handler: Handler, _fault: Fault) -> web.StreamResponse:
    """Wait until the faults are taken back, then process as usual."""
    await request.app[FAULTS].until_cleared()
    return await handler(request)


async def written_no_answer(request: web.Request, handler: Handler, _fault: Fault) -> web.StreamResponse:
    """Process completely, then drop the connection."""
    with contextlib.suppress(Refusal, web.HTTPException):
        await handler(request)
    return drop(request)


async def reset_mid_body(request: web.Request, handler: Handler, _fault: Fault) -> web.StreamResponse:
    """Process completely, then break off in the middle of the answer's body."""
    whole = await handler(request)
    body = whole.body if isinstance(whole, web.Response) and isinstance(whole.body, bytes) else b""
    broken = web.StreamResponse(status=whole.status, headers={"Content-Type": "application/json"})
    broken.content_length = len(body) + MISSING_BYTES
    await broken.prepare(request)
    await broken.write(body[: len(body) // 2] or b"{")
    if request.transport is not None:
        request.transport.close()
    request[UNANSWERED] = True
    return broken


def drop(request: web.Request) -> web.Response:
    """Reset the connection; the returned answer never leaves."""
    request[UNANSWERED] = True
    transport = request.transport
    if transport is not None:
        transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, LINGER_NOT_AT_ALL)
        transport.abort()
    return web.Response()


EFFECTS: Mapping[Kind, Effect] = MappingProxyType(
    {
        "status": answer_status,
        "html": answer_html,
        "reset": reset,
        "delay": delay,
        "held": held,
        "written_no_answer": written_no_answer,
        "reset_mid_body": reset_mid_body,
    }
)
