"""A gateway as a real process, attacked from outside: whoever knows a secret is served, and probes are answered."""

import asyncio
import gzip
import json
import resource
import time
import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from local_stack.demo.tenant import TENANT_UID, DemoTenant
from local_stack.infrastructure import Infrastructure
from local_stack.service import Service
from local_stack.suite import Endpoints, Suite

SECRET = uuid.uuid4().hex
EVENTS = f"/v1/tenants/{TENANT_UID}/omnium/events"
NOWHERE = "http://127.0.0.1:1"
SOFT_LIMIT = 512
"""Of open files, as it is where nobody has raised it; fewer than the connections that the test opens."""

BOMBS = 30
PATIENCE = 20


@pytest.fixture(scope="module")
def gateway(infrastructure: Infrastructure) -> Iterator[Service]:
    """Started with few open files allowed, as a login shell allows them."""
    settings = {"MONGODB_DATABASE": f"door_{uuid.uuid4().hex[:12]}"}
    endpoints = Endpoints(infrastructure.amqp_url, infrastructure.mongodb_url, NOWHERE, NOWHERE)
    suite = Suite(infrastructure.run, endpoints, settings)
    tenant = DemoTenant(omnium_secret=SECRET, flow_token=SECRET, webhook_secret=SECRET)
    tenant.apply_settings(suite)
    with open_files(SOFT_LIMIT):
        suite.gateway.spawn()
    suite.gateway.wait_ready()
    yield suite.gateway
    suite.gateway.stop()


@contextmanager
def open_files(soft: int) -> Iterator[None]:
    """Let programs that are started meanwhile have so many open files, unless they ask for more."""
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)


@dataclass
class Door:
    """Sends to the gateway, by connections of its own."""

    gateway: Service

    async def connect(self, sent: bytes = b"") -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        parts = urlsplit(self.gateway.base_url)
        reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
        writer.write(sent)
        return reader, writer

    async def status(self, sent: bytes) -> int:
        """Send a request on a connection of its own; its status."""
        async with asyncio.timeout(PATIENCE):
            reader, writer = await self.connect(sent)
            try:
                line = await reader.readline()
            finally:
                writer.close()
        return int(line.split()[1])

    async def rightful(self, number: int) -> list[int]:
        """The statuses of so many events of a sender who knows the secret."""
        return [await self.status(request(event(key), secret=SECRET)) for key in range(number)]

    async def probe(self) -> int:
        return await self.status(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")

    def rss_mib(self) -> int:
        status = Path(f"/proc/{self.gateway.pid}/status").read_text(encoding="ascii")
        (line,) = (line for line in status.splitlines() if line.startswith("VmRSS:"))
        return int(line.split()[1]) // 1024


@pytest.fixture
def door(gateway: Service) -> Door:
    return Door(gateway)


def event(key: int) -> bytes:
    return json.dumps({"className": "Order", "category": "Updated", "objectId": f"door-{key}"}).encode()


def request(body: bytes = b"", *, path: str = EVENTS, secret: str = "", **headers: str) -> bytes:
    fields = {"Host": "x", "Content-Length": str(len(body))}
    if secret:
        fields["Authorization"] = f"Bearer {secret}"
    fields |= {name.replace("_", "-"): value for name, value in headers.items()}
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    return f"POST {path} HTTP/1.1\r\n{head}\r\n".encode() + body


@asynccontextmanager
async def kept_open(door: Door, number: int, sent: bytes) -> AsyncIterator[list[asyncio.StreamWriter]]:
    """So many connections, with something sent on each."""
    writers = [(await door.connect(sent))[1] for _ in range(number)]
    try:
        yield writers
    finally:
        for writer in writers:
            writer.close()


def test_the_limit_of_open_files_is_raised_as_far_as_it_goes(gateway: Service) -> None:
    limits = Path(f"/proc/{gateway.pid}/limits").read_text(encoding="ascii")
    (line,) = (line for line in limits.splitlines() if line.startswith("Max open files"))

    soft, hard = line.split()[3:5]
    assert soft == hard != str(SOFT_LIMIT)


@pytest.mark.alone
async def test_a_compressed_body_that_nobody_reads_is_inflated_by_nobody(door: Door) -> None:
    # Inflated, they would hold everybody up for half a minute.
    bomb = gzip.compress(b" " * 200_000_000)
    refused = [
        request(bomb, path=path, Content_Encoding="gzip", secret=secret)
        for path, secret in ((EVENTS, "wrong"), (EVENTS.replace(TENANT_UID, "nobody"), ""), ("/nowhere", ""))
    ]
    started = time.monotonic()
    answers = asyncio.gather(*(door.status(refused[number % 3]) for number in range(BOMBS)))

    assert await door.rightful(20) == [202] * 20
    assert set(await answers) <= {401, 404, 503}
    assert time.monotonic() - started < PATIENCE / 2


async def test_strangers_by_the_hundred_cost_no_sender_an_event(door: Door) -> None:
    async def stranger(number: int) -> None:
        path = EVENTS.replace(TENANT_UID, f"nobody-{number}")
        while True:
            await door.status(request(path=path))
            await asyncio.sleep(0.2)

    async with kept_open(door, 100, request(secret="wrong", Expect="100-continue", Content_Length="9999")):
        strangers = [asyncio.create_task(stranger(number)) for number in range(300)]
        answers = await door.rightful(112)
        for one in strangers:
            one.cancel()
        ended = await asyncio.gather(*strangers, return_exceptions=True)

    assert answers == [202] * 112
    assert {type(one) for one in ended} == {asyncio.CancelledError}


async def test_headers_without_end_cost_little_memory(door: Door) -> None:
    before = door.rss_mib()

    async def sends(writer: asyncio.StreamWriter) -> None:
        for number in range(120):
            writer.write(b"X-%d: %b\r\n" % (number, b"x" * 8_000))
            await writer.drain()

    async with kept_open(door, 200, f"POST {EVENTS} HTTP/1.1\r\nHost: x\r\n".encode()) as writers:
        await asyncio.gather(*map(sends, writers), return_exceptions=True)
        grown = door.rss_mib() - before
        assert await door.probe() == 200

    # Kept to their end, they take some 380 MiB.
    assert grown < 100


async def test_half_requests_by_the_thousand_keep_neither_probes_nor_senders_out(door: Door) -> None:
    async with kept_open(door, 1_200, f"POST {EVENTS} HTTP/1.1\r\nHost: x\r\nX: ".encode()):
        probes = [await door.probe() for _ in range(5)]
        ready = await door.status(b"GET /readyz HTTP/1.1\r\nHost: x\r\n\r\n")

        assert (probes, ready) == ([200] * 5, 200)
        assert await door.rightful(20) == [202] * 20


async def test_a_right_secret_is_let_in_beside_any_number_of_wrong_ones(door: Door) -> None:
    guesses = [await door.status(request(event(0), secret=f"guess-{number}")) for number in range(10)]

    assert guesses[5:] == [503] * 5
    assert await door.rightful(20) == [202] * 20
