"""An answer in JSON that is written in one piece, to a request that went straight to its handler.

For each answer aiohttp collects headers in a dictionary, decides on each by the request, and writes them out: more work than
to read the request. Of an answer by HTTP/1.1 on a connection that goes on, all but length and time is known before.
"""

from functools import lru_cache
from http import HTTPStatus
from typing import Final

from aiohttp import hdrs, web
from aiohttp.abc import AbstractStreamWriter
from aiohttp.helpers import rfc822_formatted_time
from aiohttp.http import SERVER_SOFTWARE, HttpVersion11

from flow_omnium.runtime.http_direct import is_last, went_straight

_JSON: Final = "application/json"


class JsonAnswer(web.Response):
    """Goes out byte for byte as aiohttp would write it. Where its head depends on the request, aiohttp writes it."""

    def __init__(self, status: int, body: bytes) -> None:
        super().__init__(status=status, body=body, content_type=_JSON)
        self._bytes = body
        self._is_written = False

    @property
    def keep_alive(self) -> bool | None:
        """Whether the connection goes on, None while that is open."""
        return True if self._is_written else super().keep_alive

    async def prepare(self, request: web.BaseRequest) -> AbstractStreamWriter | None:
        """Write the answer. Raises ConnectionError when the caller has gone."""
        if not isinstance(request, web.Request) or not went_straight(request):
            return await super().prepare(request)
        if is_last(request):
            self.force_close()
            self.headers[hdrs.CONNECTION] = "close"
        if self.prepared or self.keep_alive is not None or len(self.headers) != 1 or not _goes_on(request):
            return await super().prepare(request)
        self._is_written = True
        before, after = _around_the_time(self.status, len(self._bytes))
        now = rfc822_formatted_time().encode()
        await request.writer.write_eof(b"%b%b%b%b" % (before, now, after, self._bytes))
        return request.writer

    async def write_eof(self, data: bytes = b"") -> None:
        """See `web.Response.write_eof`."""
        if not self._is_written:
            await super().write_eof(data)


def _goes_on(request: web.Request) -> bool:
    return request.version == HttpVersion11 and request.keep_alive


@lru_cache(maxsize=256)
def _around_the_time(status: int, length: int) -> tuple[bytes, bytes]:
    """Return an answer's head before and after the time; answers are of a few lengths."""
    before = (
        f"HTTP/1.1 {status} {HTTPStatus(status).phrase}\r\nContent-Type: {_JSON}\r\n"
        f"Content-Length: {length}\r\nDate: "
    )
    return before.encode(), f"\r\nServer: {SERVER_SOFTWARE}\r\n\r\n".encode()
