"""Callers who write on their connections what they like, and a service that keeps to its limits."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

from aiohttp import web

from flow_omnium.runtime.connection_limits import ConnectionLimits
from flow_omnium.runtime.http_connections import known
from flow_omnium.runtime.http_server import serve
from flow_omnium.runtime.metrics import Registrar, ServiceMetrics
from flow_omnium.testing.polling import until

LIMITS = ConnectionLimits(head=0.4, head_bytes=4_096, lingering=0.3, lingering_bytes=200_000, unread=0.3)
PATIENCE = 10
GET = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"


@dataclass
class Service:
    """An application whose handlers do as they are told, behind our server."""

    limits: ConnectionLimits
    metrics: ServiceMetrics = field(default_factory=lambda: ServiceMetrics(Registrar()))
    release: asyncio.Event = field(default_factory=asyncio.Event)
    at_work: int = 0
    bodies: list[bytes] = field(default_factory=list)
    address: tuple[str, int] = ("", 0)
    calls: list["Call"] = field(default_factory=list)

    def app(self) -> web.Application:
        """Its routes."""
        app = web.Application()
        app.add_routes(
            [
                web.get("/", self.quick),
                web.get("/slow", self.slow),
                web.get("/known", self.known),
                web.get("/large", self.large),
                web.post("/read", self.read),
                web.post("/refuse", self.refuse),
            ]
        )
        return app

    async def quick(self, _request: web.Request) -> web.Response:
        """Answer at once."""
        return web.Response(text="ok")

    async def slow(self, _request: web.Request) -> web.Response:
        """Answer when `release` is set."""
        self.at_work += 1
        await self.release.wait()
        return web.Response(text="ok")

    async def known(self, request: web.Request) -> web.Response:
        """Answer a caller who has shown a secret."""
        known(request)
        return web.Response(text="ok")

    async def large(self, _request: web.Request) -> web.Response:
        """Answer more than anybody takes at once."""
        return web.Response(body=b"x" * 10_000_000)

    async def read(self, request: web.Request) -> web.Response:
        """Keep the body."""
        self.bodies.append(await request.read())
        return web.Response(text="ok")

    async def refuse(self, _request: web.Request) -> web.Response:
        """Answer without reading the body."""
        return web.Response(status=401)

    def cut(self, reason: str) -> float:
        """How many connections were cut off for this reason."""
        return float(self.metrics.http_cut.labels(reason)._value.get())

    def open(self) -> float:
        """How many connections there are."""
        (sample,) = next(iter(self.metrics.http_connections.collect())).samples
        return sample.value

    async def call(self, sent: bytes = b"") -> "Call":
        """Open a connection, and send this."""
        reader, writer = await asyncio.open_connection(*self.address)
        call = Call(reader, writer)
        self.calls.append(call)
        call.send(sent)
        return call


@dataclass
class Call:
    """A caller's end of one connection."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    def send(self, sent: bytes) -> None:
        """Send more."""
        self.writer.write(sent)

    async def answer(self) -> int:
        """The next answer's status; its body is read away."""
        async with asyncio.timeout(PATIENCE):
            head = await self.reader.readuntil(b"\r\n\r\n")
            length = next(line for line in head.split(b"\r\n") if line.lower().startswith(b"content-length"))
            await self.reader.readexactly(int(length.split(b":")[1]))
        return int(head.split()[1])

    async def rest(self) -> bytes:
        """All that comes until the service closes."""
        came = b""
        async with asyncio.timeout(PATIENCE):
            with suppress(ConnectionError):
                while piece := await self.reader.read(65_536):
                    came += piece
        return came

    async def end(self) -> None:
        """Close this end."""
        self.writer.close()
        with suppress(ConnectionError):
            await self.writer.wait_closed()


@asynccontextmanager
async def running(limits: ConnectionLimits = LIMITS) -> AsyncIterator[Service]:
    """Serve until the context is left; all calls are ended then."""
    service = Service(limits)
    runner = await serve(service.app(), "127.0.0.1", 0, limits, metrics=service.metrics)
    service.address = runner.addresses[0][:2]
    try:
        yield service
    finally:
        service.release.set()
        for call in service.calls:
            await call.end()
        await runner.cleanup()


async def has_come(call: Call, piece: bytes, seen: Callable[[], bool]) -> None:
    """Send piece after piece until the service has seen enough of them."""

    async def more() -> bool:
        call.send(piece)
        return seen()

    with suppress(ConnectionError):
        await until("the service has seen enough", more, every=0.005)


async def is_left(service: Service) -> bool:
    """Wait until no connection is open any more."""

    async def none_is_open() -> bool:
        return service.open() == 0

    return await until("every connection is given up", none_is_open)


async def is_cut(service: Service, reason: str) -> bool:
    """Whether a connection was cut off for this reason."""
    return service.cut(reason) > 0


async def is_at_work(service: Service, number: int) -> bool:
    """Whether so many requests are in work."""
    return service.at_work == number
