"""Both neighbours as they were recorded, as cheap as a server can be: `python -m benchmarks.orders.neighbours`.

Calls of orders are answered from a template, as soon as they come or some time later. All others are passed on to the simulators.
"""

import asyncio
import os
from collections.abc import Callable, Mapping
from typing import Any, Final, cast

import aiohttp
import httptools
import orjson
import uvloop

from benchmarks.orders.answer_book import AnswerBook, rendered
from benchmarks.orders.exchange import FLOW, OMNIUM, read, written
from benchmarks.orders.forwarding import Forwarding

CONTROL: Final = b"/_bench/"
PORTS: Final[Mapping[str, str]] = {OMNIUM: "OMNIUM_PORT", FLOW: "FLOW_PORT"}
SIMULATORS: Final[Mapping[str, str]] = {OMNIUM: "OMNIUM_SIMULATOR", FLOW: "FLOW_SIMULATOR"}


class Neighbours:
    """What both servers share: the answers, how late they are, and where all other calls go."""

    def __init__(self, forwarding: Forwarding) -> None:
        self.book = AnswerBook()
        self.delay = 0.0
        self.forwarding = forwarding

    def control(self, method: str, target: bytes, body: bytes) -> bytes:
        """Do what the harness asks for, and tell what it wants to know."""
        match method, target.removeprefix(CONTROL):
            case "PUT", b"template":
                self.book = AnswerBook(read(body))
            case "PUT", b"delay":
                self.delay = float(orjson.loads(body))
            case "POST", b"restart":
                self.book.restart()
                self.forwarding.count = 0
            case "DELETE", b"recorded":
                self.forwarding.recorded.clear()
            case "GET", b"recorded":
                return _told(orjson.loads(written(self.forwarding.recorded)))
            case "GET", b"ended":
                return _told(self.book.ended)
            case "GET", b"counts":
                return _told({"answered": self.book.answered, "forwarded": self.forwarding.count})
            case _:
                return rendered(404, "text/plain", b"")
        return _told(None)


class Connection(asyncio.Protocol):
    """One keep-alive connection of a client."""

    def __init__(self, system: str, neighbours: Neighbours) -> None:
        self._system = system
        self._neighbours = neighbours
        self._parser = httptools.HttpRequestParser(self)
        self._transport: asyncio.Transport | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._target = self._body = b""
        self._headers: list[tuple[str, str]] = []

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        """Feed the parser, which calls the methods below."""
        self._parser.feed_data(data)

    def on_message_begin(self) -> None:
        """Forget the call before."""
        self._target = self._body = b""
        self._headers = []

    def on_url(self, url: bytes) -> None:
        """Note the target."""
        self._target += url

    def on_header(self, name: bytes, value: bytes) -> None:
        """Note a header."""
        self._headers.append((name.decode("latin-1"), value.decode("latin-1")))

    def on_body(self, body: bytes) -> None:
        """Note the body, or a part of it."""
        self._body += body

    def on_message_complete(self) -> None:
        """Answer."""
        method = self._parser.get_method().decode()
        if self._target.startswith(CONTROL):
            self._write(self._neighbours.control(method, self._target, self._body))
            return
        answer = self._neighbours.book.answer(self._system, method, self._target, self._body)
        if answer is None:
            task = asyncio.get_running_loop().create_task(self._forward(method))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        elif self._neighbours.delay:
            asyncio.get_running_loop().call_later(self._neighbours.delay, self._write, answer)
        else:
            self._write(answer)

    async def _forward(self, method: str) -> None:
        forward = self._neighbours.forwarding.forward
        self._write(await forward(self._system, method, self._target.decode(), self._headers, self._body))

    def _write(self, answer: bytes) -> None:
        if self._transport is not None and not self._transport.is_closing():
            self._transport.write(answer)


def _told(value: Any) -> bytes:
    return rendered(200, "application/json", orjson.dumps(value))


async def serve(environ: Mapping[str, str]) -> None:
    """Serve both until ended."""
    loop = asyncio.get_running_loop()
    urls = {system: environ[variable] for system, variable in SIMULATORS.items()}
    async with aiohttp.ClientSession() as session:
        neighbours = Neighbours(Forwarding(session, urls))
        servers = [
            await loop.create_server(
                _connecting(system, neighbours), environ["HTTP_HOST"], int(environ[port])
            )
            for system, port in PORTS.items()
        ]
        await asyncio.gather(*(server.serve_forever() for server in servers))


def _connecting(system: str, neighbours: Neighbours) -> Callable[[], Connection]:
    return lambda: Connection(system, neighbours)


if __name__ == "__main__":
    uvloop.run(serve(os.environ))
