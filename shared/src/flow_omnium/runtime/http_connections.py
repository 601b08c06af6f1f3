"""One caller's connection, held within the limits of `connection_limits` before it has sent a whole request.

aiohttp bounds a header and their number, not their sum; has no time-out for them apart from that of an idle connection,
none for a caller who does not read, and no bound on connections; it inflates bodies that nobody reads, and answers what
is no HTTP with what was sent. So its protocol is extended here, by the attributes that it keeps its own account in:
`tests/integration/runtime/test_http_connections.py` and `test_http_requests.py` hold that they still mean what is read into them.
"""

import asyncio
import logging
from collections.abc import Coroutine
from http import HTTPStatus
from typing import Any, cast

from aiohttp import StreamReader, web
from aiohttp.http import RawRequestMessage
from aiohttp.http_exceptions import LineTooLong
from aiohttp.streams import EMPTY_PAYLOAD
from aiohttp.web_protocol import RequestPayloadError, _ErrInfo

from flow_omnium.runtime.connection_limits import ConnectionLimiter, ConnectionLimits

_READ_AHEAD_BYTES = 64 * 1024
"""Of a body that nobody reads yet; who reads it asks for more."""


class Connection(web.RequestHandler):
    """aiohttp's connection, within limits."""

    __slots__ = ("_body", "_deadline", "_limiter", "_limits", "_size", "_stalled", "is_known")

    def __init__(
        self,
        server: web.Server,
        limits: ConnectionLimits,
        limiter: ConnectionLimiter,
        *,
        logger: logging.Logger,
        **options: Any,
    ) -> None:
        super().__init__(
            server,
            loop=asyncio.get_running_loop(),
            logger=logger,
            keepalive_timeout=limits.idle,
            lingering_time=limits.lingering,
            auto_decompress=False,
            read_bufsize=_READ_AHEAD_BYTES,
            **options,
        )
        self._limits = limits
        self._limiter = limiter
        self._body: StreamReader = EMPTY_PAYLOAD
        self._size = 0  # of a head that has not ended; or of a body that is swallowed
        self._deadline: asyncio.TimerHandle | None = None
        self._stalled: asyncio.TimerHandle | None = None
        self.is_known = False

    @property
    def is_in_work(self) -> bool:
        """Tell whether a whole request stands here that has no answer yet."""
        return self._request_in_progress or bool(self._messages)

    def rank(self) -> tuple[bool, float]:
        """Sort connections by how little they would be missed."""
        return self.is_known, self._next_keepalive_close_time

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take the connection, if there is room."""
        if not self._limiter.admits(self):
            cast("asyncio.Transport", transport).abort()
            return
        super().connection_made(transport)
        self._expect_head()

    def connection_lost(self, exc: BaseException | None) -> None:
        """Give everything back."""
        self._limiter.forget(self)
        self._head_ended()
        self._is_read()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Let aiohttp parse, and count what leads to no whole head."""
        seen = self._request_count
        super().data_received(data)
        if self._request_count != seen:
            self._take_heads(self._request_count - seen, len(data))
        elif self._body.is_eof():
            self._grow_head(len(data))
        elif not self.is_in_work:
            self._swallow(len(data))

    def pause_writing(self) -> None:
        """Our buffer is full: the caller does not read."""
        super().pause_writing()
        self._stalled = self._loop.call_later(self._limits.unread, self.cut, "unread")

    def resume_writing(self) -> None:
        """The caller reads again."""
        super().resume_writing()
        self._is_read()

    def cut(self, reason: str) -> None:
        """End the connection now; only an answer that is being made is still given."""
        if self.transport is None:
            return
        self._limiter.count(reason)
        if self.is_in_work and reason != "unread":
            self.close()
        else:
            self.transport.abort()

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = HTTPStatus.INTERNAL_SERVER_ERROR,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        """Answer what is no HTTP, or what failed here; nothing that was sent is repeated."""
        super().handle_error(request, status, exc, message)  # logs, and sees whether an answer has begun
        response = plain_error(HTTPStatus.BAD_REQUEST if isinstance(exc, RequestPayloadError) else status)
        response.force_close()
        return response

    def finish_response(
        self, request: web.BaseRequest, resp: web.StreamResponse, start_time: float | None
    ) -> Coroutine[Any, Any, tuple[web.StreamResponse, bool]]:
        """Answer. aiohttp would repeat an expectation that it does not know."""
        if resp.status == HTTPStatus.EXPECTATION_FAILED:
            resp = plain_error(resp.status)
        return super().finish_response(request, resp, start_time)

    def _process_keepalive(self) -> None:
        # A head that has begun has its own time.
        if self._deadline is None:
            super()._process_keepalive()
        else:
            self._keepalive_handle = None  # set anew after the next answer

    def _take_heads(self, number: int, size: int) -> None:
        self._head_ended()
        self._size = 0
        self._body = self._messages[-1][1]
        if size > self._limits.head_bytes:
            self._refuse_large_heads(number)

    def _refuse_large_heads(self, number: int) -> None:
        for index in range(-number, 0):
            message = self._messages[index][0]
            if isinstance(message, RawRequestMessage) and _size_of(message) > self._limits.head_bytes:
                self._messages[index] = self._too_large()

    def _grow_head(self, size: int) -> None:
        if not size:
            return
        self._size += size
        if self._size <= self._limits.head_bytes:
            self._expect_head()
        elif self._waiter is None or self._waiter.done():
            self.cut("large_head")
        else:
            self._request_count += 1
            self._messages.append(self._too_large())
            self._waiter.set_result(None)

    def _swallow(self, size: int) -> None:
        self._size += size
        if self._size > self._limits.lingering_bytes:
            self.cut("endless_body")

    def _too_large(self) -> tuple[_ErrInfo, StreamReader]:
        self._limiter.count("large_head")
        error = LineTooLong(b"", self._limits.head_bytes)
        return _ErrInfo(status=HTTPStatus.BAD_REQUEST, exc=error, message=""), EMPTY_PAYLOAD

    def _expect_head(self) -> None:
        if self._deadline is None:
            self._deadline = self._loop.call_later(self._limits.head, self.cut, "slow_head")

    def _head_ended(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _is_read(self) -> None:
        if self._stalled is not None:
            self._stalled.cancel()
            self._stalled = None


def known(request: web.BaseRequest) -> None:
    """Say that the request's sender has shown a secret: its connection is kept before those of strangers."""
    connection = request.protocol
    if isinstance(connection, Connection):
        connection.is_known = True


def plain_error(status: int) -> web.Response:
    """Answer with an error in the shape of all others, and its standard words."""
    return web.json_response({"error": HTTPStatus(status).phrase.lower()}, status=status)


def _size_of(message: RawRequestMessage) -> int:
    return len(message.path) + sum(len(name) + len(value) for name, value in message.raw_headers)
