"""How much the gateway takes on at once; beyond it, senders are told at once to come back, instead of waiting longer
and longer.
"""

from dataclasses import dataclass

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from webhook_gateway.answers import try_later


@dataclass(frozen=True)
class Limits:
    """Requests in work at once, and the bytes of their bodies together. A body of unknown length counts as a whole one."""

    requests: int = 1_000
    body_bytes: int = 64 * 1024 * 1024


class Backpressure:
    """Counts what is in work. The health routes are never refused."""

    def __init__(self, limits: Limits, largest_body: int) -> None:
        self._limits = limits
        self._largest_body = largest_body
        self._requests = 0
        self._bytes = 0

    @property
    def middleware(self) -> Middleware:
        """Refuse events beyond the limits with 503 and Retry-After."""

        @web.middleware
        async def limit(request: web.Request, handler: Handler) -> web.StreamResponse:
            if request.method != "POST":
                return await handler(request)
            size = min(request.content_length or self._largest_body, self._largest_body)
            if self._requests >= self._limits.requests or self._bytes + size > self._limits.body_bytes:
                return try_later("the gateway has all it can do")
            return await self._counted(size, handler, request)

        return limit

    async def _counted(self, size: int, handler: Handler, request: web.Request) -> web.StreamResponse:
        self._requests += 1
        self._bytes += size
        try:
            return await handler(request)
        finally:
            self._requests -= 1
            self._bytes -= size
