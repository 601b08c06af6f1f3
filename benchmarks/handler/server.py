"""The canned answers as a server, as cheap as one can be: `python -m benchmarks.handler.server`. It prints its port."""

import asyncio
import sys
from typing import cast

import httptools
import uvloop

from benchmarks.handler.canned import Canned


class Connection(asyncio.Protocol):
    """One keep-alive connection of a client."""

    def __init__(self, canned: Canned) -> None:
        self._canned = canned
        self._parser = httptools.HttpRequestParser(self)
        self._transport: asyncio.Transport | None = None
        self._target = self._body = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        """Feed the parser, which calls the methods below."""
        self._parser.feed_data(data)

    def on_message_begin(self) -> None:
        """Forget the call before."""
        self._target = self._body = b""

    def on_url(self, url: bytes) -> None:
        """Note the target."""
        self._target += url

    def on_body(self, body: bytes) -> None:
        """Note the body, or a part of it."""
        self._body += body

    def on_message_complete(self) -> None:
        """Answer."""
        method = self._parser.get_method().decode()
        status, body = self._canned.answer(method, self._target.decode(), self._body)
        head = f"HTTP/1.1 {status} Answer\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        if self._transport is not None:
            self._transport.write(head.encode() + body)


async def serve() -> None:
    """Serve until ended."""
    canned = Canned()
    server = await asyncio.get_running_loop().create_server(lambda: Connection(canned), "127.0.0.1", 0)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(serve())
