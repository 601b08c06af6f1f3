"""Reads a request's body as an event, within bounds of size, time and room.

It is read only once its sender has shown a secret. Nearly every event is proper JSON without compression. What is not
costs more: it is inflated, or read by the lenient reader, beside the event loop.
"""

import asyncio
import zlib
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final, TypeVar

import orjson
from aiohttp import StreamReader, hdrs, web
from aiohttp.http import HttpVersion11
from aiohttp.web_protocol import RequestPayloadError

from webhook_gateway.admission import BadEventError, RefusedError
from webhook_gateway.backpressure import Place
from webhook_gateway.understanding import understood

MAX_BODY_BYTES = 256 * 1024
"""Of the body as it is sent, and of what it inflates to."""

_AT_ONCE_BYTES: Final = 8 * 1024
"""A larger odd body is read in a thread: it would block the event loop for too long."""

_GO_ON: Final = b"HTTP/1.1 100 Continue\r\n\r\n"
_TOO_LARGE: Final = "request entity too large"

_GZIP: Final = 16 + zlib.MAX_WBITS
_RAW: Final = -zlib.MAX_WBITS
_ZLIB_METHOD: Final = 8

IDENTITY = frozenset({"", "identity"})
ENCODINGS: Mapping[str, int] = MappingProxyType({"gzip": _GZIP, "x-gzip": _GZIP, "deflate": zlib.MAX_WBITS})
"""What is understood of `Content-Encoding`, and the window that zlib is to be told."""

_T = TypeVar("_T")


class UnknownEncodingError(RefusedError):
    """The body is compressed in a way that is not understood here."""

    status = 415


class TooLargeError(RefusedError):
    """The body is larger than an event may be."""

    status = 413


class TooSlowError(Exception):
    """The sender has not sent its body in time, or there was no time for it here; it may try again."""


async def say_nothing(_request: web.Request) -> None:
    """Send no `100 Continue` yet: the body reader sends it, once the sender is let in."""


class BodyReader:
    """Reads bodies; large odd ones one after the other, so that many of them never take more than one core."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._turn = asyncio.Lock()

    async def event(self, request: web.Request, place: Place) -> Mapping[str, Any]:
        """Return the body's JSON object.

        Raises RefusedError (broken, too large, of an unknown compression), TooSlowError and OverloadedError.
        """
        encoding = encoding_of(request.headers.get(hdrs.CONTENT_ENCODING))
        body = await self._body(request, place)
        if encoding is not None:
            body = await self._beside_the_loop(lambda: inflated(body, encoding, MAX_BODY_BYTES))
            place.grow(len(body))
        try:
            event = orjson.loads(body)
        except orjson.JSONDecodeError:
            return await self._understood(body)
        if not isinstance(event, dict):
            raise BadEventError('body: JSON, but not an object such as {"className": …}')
        return event

    async def _body(self, request: web.Request, place: Place) -> bytes:
        if (request.content_length or 0) > MAX_BODY_BYTES:
            raise TooLargeError(_TOO_LARGE)
        try:
            if request.content.is_eof():  # nearly always: it came along with the headers
                return _at_hand(request.content, place)
            async with asyncio.timeout(self._seconds):
                await _ask_for(request)
                return await _received(request.content, place)
        except TimeoutError:
            raise TooSlowError("the body did not arrive in time") from None
        except RequestPayloadError:
            raise BadEventError("body: broken chunks") from None

    async def _understood(self, body: bytes) -> Mapping[str, Any]:
        if len(body) <= _AT_ONCE_BYTES:
            return understood(body)
        return await self._beside_the_loop(lambda: understood(body))

    async def _beside_the_loop(self, work: Callable[[], _T]) -> _T:
        try:
            async with asyncio.timeout(self._seconds), self._turn:
                return await asyncio.to_thread(work)
        except TimeoutError:
            raise TooSlowError("there was no time for the body") from None


def _at_hand(content: StreamReader, place: Place) -> bytes:
    body = content.read_nowait()
    if len(body) > MAX_BODY_BYTES:
        raise TooLargeError(_TOO_LARGE)
    place.grow(len(body))
    return body


async def _received(content: StreamReader, place: Place) -> bytes:
    pieces, size = [], 0
    while piece := await content.readany():
        size += len(piece)
        if size > MAX_BODY_BYTES:
            raise TooLargeError(_TOO_LARGE)
        place.grow(len(piece))
        pieces.append(piece)
    return b"".join(pieces)


async def _ask_for(request: web.Request) -> None:
    request.content.set_read_chunk_size(MAX_BODY_BYTES)
    if request.version == HttpVersion11 and request.headers.get(hdrs.EXPECT, "").lower() == "100-continue":
        await request.writer.write(_GO_ON)
        request.writer.output_size = 0  # the answer has not begun


def encoding_of(header: str | None) -> str | None:
    """Return the body's encoding, None when it has none. Raises UnknownEncodingError."""
    name = (header or "").strip().lower()
    if name in IDENTITY:
        return None
    if name not in ENCODINGS:
        message = "Content-Encoding: only gzip and deflate are understood"
        raise UnknownEncodingError(message)
    return name


def inflated(body: bytes, encoding: str, limit: int) -> bytes:
    """Inflate. Raises TooLargeError when that is more than `limit` bytes, BadEventError when it is broken or breaks off."""
    # By «deflate» some mean zlib's format, as the standard does, and some the bare one inside it.
    is_bare = encoding == "deflate" and body[:1] and body[0] & 0x0F != _ZLIB_METHOD
    stream = zlib.decompressobj(_RAW if is_bare else ENCODINGS[encoding])
    try:
        plain = stream.decompress(body, limit + 1)
    except zlib.error:
        raise BadEventError("body: broken compression") from None
    if len(plain) > limit:
        raise TooLargeError(_TOO_LARGE)
    if not stream.eof:
        raise BadEventError("body: the compression breaks off")
    return plain
