"""What a caller may cost any of our services before it has sent a whole request, and what it is told."""

import asyncio
import gzip
import logging
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace

import pytest
from aiohttp import web

from flow_omnium.runtime.connection_limits import ConnectionLimits
from flow_omnium.runtime.http_connections import known
from flow_omnium.runtime.http_server import serve, within_descriptors
from flow_omnium.runtime.metrics import Registrar, ServiceMetrics
from flow_omnium.testing.polling import until

LIMITS = ConnectionLimits(head=0.4, head_bytes=4_096, lingering=0.3, lingering_bytes=200_000, unread=0.3)
PATIENCE = 10
GET = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
CLOSED = b""


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
        return web.Response(text="ok")

    async def slow(self, _request: web.Request) -> web.Response:
        self.at_work += 1
        await self.release.wait()
        return web.Response(text="ok")

    async def known(self, request: web.Request) -> web.Response:
        known(request)
        return web.Response(text="ok")

    async def large(self, _request: web.Request) -> web.Response:
        return web.Response(body=b"x" * 10_000_000)

    async def read(self, request: web.Request) -> web.Response:
        self.bodies.append(await request.read())
        return web.Response(text="ok")

    async def refuse(self, _request: web.Request) -> web.Response:
        return web.Response(status=401)

    def cut(self, reason: str) -> float:
        """How many connections were cut off for this reason."""
        return float(self.metrics.http_cut.labels(reason)._value.get())

    def open(self) -> float:
        """How many connections there are."""
        (sample,) = next(iter(self.metrics.http_connections.collect())).samples
        return sample.value

    async def call(self, sent: bytes = b"") -> "Call":
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


@pytest.fixture
async def service() -> AsyncIterator[Service]:
    async with running() as service:
        yield service


async def has_come(call: Call, piece: bytes, seen: Callable[[], bool]) -> None:
    """Send piece after piece until the service has seen enough of them."""

    async def more() -> bool:
        call.send(piece)
        return seen()

    with suppress(ConnectionError):
        await until("the service has seen enough", more, every=0.005)


async def test_headers_without_end_are_refused_at_their_limit_however_they_come(service: Service) -> None:
    call = await service.call(b"GET / HTTP/1.1\r\nHost: x\r\n")

    await has_come(call, b"X-Secret: %b\r\n" % (b"mine" * 100), lambda: service.cut("large_head") > 0)

    assert service.cut("large_head") == 1
    refusal = await call.rest()
    assert refusal.startswith(b"HTTP/1.0 400 ")
    assert refusal.endswith(b'{"error": "bad request"}')
    assert await is_left(service)


async def test_headers_beyond_their_limit_in_one_piece_are_refused_as_well(service: Service) -> None:
    head = b"GET / HTTP/1.1\r\nHost: x\r\n" + b"X: %b\r\n" % (b"x" * 100) * 50 + b"\r\n"

    assert (await (await service.call(head)).rest()).startswith(b"HTTP/1.0 400 ")


async def test_a_large_body_beside_small_headers_is_none_of_that(service: Service) -> None:
    body = b"x" * 50_000
    call = await service.call(b"POST /read HTTP/1.1\r\nHost: x\r\nContent-Length: 50000\r\n\r\n" + body)

    assert await call.answer() == 200
    assert service.bodies == [body]


async def test_a_head_has_its_time_from_its_beginning_and_a_kept_connection_has_longer(
    service: Service,
) -> None:
    kept, new, begun = await service.call(GET), await service.call(), await service.call(GET[:9])
    assert await kept.answer() == 200

    assert (await new.rest(), await begun.rest()) == (CLOSED, CLOSED)
    assert service.cut("slow_head") == 2
    kept.send(GET)
    assert await kept.answer() == 200
    kept.send(GET[:9])
    assert await kept.rest() == CLOSED


async def test_a_head_behind_a_request_in_work_has_its_time_and_costs_that_one_nothing(
    service: Service,
) -> None:
    call = await service.call(b"GET /slow HTTP/1.1\r\nHost: x\r\n\r\n")
    await until("it is in work", lambda: is_at_work(service, 1))
    call.send(GET[:9])
    await until("the second head is given up", lambda: is_cut(service, "slow_head"))

    service.release.set()
    assert await call.answer() == 200
    assert await call.rest() == CLOSED


async def test_when_there_are_too_many_those_go_that_have_shown_no_secret() -> None:
    async with running(replace(LIMITS, head=60, connections=20)) as service:
        rightful = [await service.call(GET.replace(b"/ ", b"/known ")) for _ in range(5)]
        assert [await call.answer() for call in rightful] == [200] * 5

        strangers = [await service.call(GET[:9]) for _ in range(100)]
        assert await (await service.call(GET)).answer() == 200

        assert service.open() <= 20
        assert service.cut("crowded") >= 80
        for call in rightful:
            call.send(GET)
        assert [await call.answer() for call in rightful] == [200] * 5
        assert (await strangers[0].rest(), service.cut("refused")) == (CLOSED, 0)


async def test_one_more_than_can_be_borne_is_refused_while_all_have_a_request_in_work() -> None:
    async with running(replace(LIMITS, connections=2)) as service:
        calls = [await service.call(b"GET /slow HTTP/1.1\r\nHost: x\r\n\r\n") for _ in range(2)]
        await until("both are in work", lambda: is_at_work(service, 2))

        assert await (await service.call(GET)).rest() == CLOSED
        assert service.cut("refused") == 1
        service.release.set()
        assert [await call.answer() for call in calls] == [200] * 2
        assert await (await service.call(GET)).answer() == 200


async def test_a_caller_who_does_not_read_is_given_up(service: Service) -> None:
    sock = socket.socket()
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
    sock.setblocking(False)
    await asyncio.get_running_loop().sock_connect(sock, service.address)
    await asyncio.get_running_loop().sock_sendall(sock, b"GET /large HTTP/1.1\r\nHost: x\r\n\r\n" * 3)

    await until("it is given up", lambda: is_cut(service, "unread"))
    assert await is_left(service)
    sock.close()


async def test_a_body_that_nobody_reads_is_swallowed_so_far_and_no_further(service: Service) -> None:
    head = b"POST /refuse HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
    limits = replace(LIMITS, lingering=60)
    async with running(limits) as patient:
        call = await patient.call(head)
        assert (await call.reader.readline()).split()[1] == b"401"
        await has_come(call, b"2710\r\n" + b"x" * 10_000 + b"\r\n", lambda: patient.cut("endless_body") > 0)
        assert await is_left(patient)

    call = await service.call(head)
    assert b"401" in await call.rest()


async def test_a_small_body_that_nobody_reads_costs_the_connection_nothing(service: Service) -> None:
    call = await service.call(b"POST /refuse HTTP/1.1\r\nHost: x\r\nContent-Length: 5000\r\n\r\n")
    assert await call.answer() == 401

    call.send(b"x" * 5_000 + GET)
    assert await call.answer() == 200


async def test_no_service_inflates_anything(service: Service) -> None:
    body = gzip.compress(b"x" * 1_000_000)
    head = b"POST /read HTTP/1.1\r\nHost: x\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(
        body
    )

    assert await (await service.call(head + body)).answer() == 200
    assert service.bodies == [body]


BROKEN = {
    "no HTTP": b"\x16\x03 MARK\r\n\r\n",
    "a method that is none": b"MARK / HTTP/1.1\r\nHost: x\r\n\r\n",
    "a target that is none": b"GET http://[MARK HTTP/1.1\r\nHost: x\r\n\r\n",
    "a version that is none": b"GET / MARK/1.1\r\nHost: x\r\n\r\n",
    "a header without a colon": b"GET / HTTP/1.1\r\nHost: x\r\nMARK\r\n\r\n",
    "a header with a NUL": b"GET / HTTP/1.1\r\nHost: x\r\nMARK: \0\r\n\r\n",
    "two lengths": b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: MARK\r\n\r\n",
    "two hosts": b"GET / HTTP/1.1\r\nHost: x\r\nHost: MARK\r\n\r\n",
    "a long line": b"GET /MARK" + b"x" * 9_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
    "length and chunks": b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\nMARK",
    "an unknown transfer": b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: MARK\r\n\r\n",
    "an unknown expectation": b"GET / HTTP/1.1\r\nHost: x\r\nExpect: MARK\r\nConnection: close\r\n\r\n",
    "broken chunks": b"POST /read HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nMARK\r\n",
    "an unknown path": b"GET /MARK HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    "an unknown method": b"DELETE /?MARK HTTP/1.1\r\nHost: x\r\nX: MARK\r\nConnection: close\r\n\r\n",
}


@pytest.mark.parametrize("case", BROKEN)
async def test_an_answer_to_what_is_broken_repeats_nothing_that_was_sent(
    service: Service, case: str, caplog: pytest.LogCaptureFixture
) -> None:
    answer = await (await service.call(BROKEN[case])).rest()

    assert answer.split()[1] in (b"400", b"404", b"405", b"417")
    assert b"MARK" not in answer
    assert caplog.records == []


async def test_requests_behind_a_refused_one_are_answered_in_their_order(service: Service) -> None:
    refused = b"POST /refuse HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc"
    call = await service.call((refused + GET) * 40)

    assert [await call.answer() for _ in range(80)] == [401, 200] * 40


async def test_an_upgrade_that_is_declined_bounds_what_is_sent_behind_it(service: Service) -> None:
    upgrade = b"GET /slow HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n"
    call = await service.call(upgrade)
    await until("it is in work", lambda: is_at_work(service, 1))

    await has_come(call, b"x" * 1_000, lambda: service.cut("large_head") > 0)

    service.release.set()
    assert (await call.rest()).count(b"HTTP/1.1 200") == 1


async def test_what_fails_here_is_logged_and_told_in_no_words_of_its_own(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def fail(_request: web.Request) -> web.Response:
        raise ValueError("MARK")

    app = web.Application()
    app.router.add_get("/", fail)
    runner = await serve(app, "127.0.0.1", 0, LIMITS)
    service = Service(LIMITS, address=runner.addresses[0][:2])
    with caplog.at_level(logging.ERROR):
        call = await service.call(GET)
        answer = await call.rest()
    await call.end()
    await runner.cleanup()

    assert answer.startswith(b"HTTP/1.1 500 ")
    assert answer.endswith(b'{"error": "internal server error"}')
    assert [record.getMessage() for record in caplog.records] == ["Error handling request from 127.0.0.1"]


def test_half_of_the_descriptors_are_left_to_broker_and_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flow_omnium.runtime.http_server.descriptor_limit", lambda: 1_024)

    assert within_descriptors(ConnectionLimits()).connections == 512
    assert within_descriptors(ConnectionLimits(connections=100)).connections == 100


async def is_left(service: Service) -> bool:
    """Wait until no connection is open any more."""

    async def none_is_open() -> bool:
        return service.open() == 0

    return await until("every connection is given up", none_is_open)


async def is_cut(service: Service, reason: str) -> bool:
    return service.cut(reason) > 0


async def is_at_work(service: Service, number: int) -> bool:
    return service.at_work == number
