"""The programs as processes: an output that cannot be written, signals during the start, addresses that are none."""

import asyncio
import base64
import contextlib
import os
import re
import secrets
import signal
import socket
import sys
from collections.abc import Awaitable, Callable, Iterator, Mapping
from datetime import timedelta
from pathlib import Path

import aiohttp
import pytest

from flow_omnium.jobs.kinds import JobKind
from flow_omnium.jobs.ledger.documents import new_document
from flow_omnium.jobs.relay.relay import BATCH
from flow_omnium.runtime.database import Database
from flow_omnium.schema.database import DatabaseSchema
from flow_omnium.tenants.repository import TenantRepository
from flow_omnium.testing.jobs import NOON, a_message
from flow_omnium.testing.polling import until
from flow_omnium.testing.tenants import a_tenant, keyring_of
from local_stack.infrastructure import Infrastructure

KEY = b"k" * 32
BIN = Path(sys.executable).parent
PROGRAMS = ("webhook-gateway", "order-sync", "receivement-sync", "token-manager")
ENDS_WITHIN = 20.0


class Door:
    """Stands before the broker; can cut every connection through it, as a restart does."""

    def __init__(self, url: str) -> None:
        host, _, port = url.rpartition("@")[2].partition("/")[0].partition(":")
        self._target = host, int(port)
        self.connections = 0
        self._open: set[asyncio.StreamWriter] = set()
        self._server: asyncio.Server

    async def __aenter__(self) -> "Door":
        self._server = await asyncio.start_server(self._pass, "127.0.0.1", 0)
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        self.cut()

    def before(self, url: str) -> str:
        port = self._server.sockets[0].getsockname()[1]
        return url.replace(f"{self._target[0]}:{self._target[1]}", f"127.0.0.1:{port}")

    def cut(self) -> None:
        for writer in self._open:
            writer.transport.abort()
        self._open.clear()

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        back_reader, back_writer = await asyncio.open_connection(*self._target)
        self._open |= {writer, back_writer}
        await asyncio.gather(_copied(reader, back_writer), _copied(back_reader, writer))


async def _copied(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    writer.close()


@pytest.fixture
def environment(infrastructure: Infrastructure, database: Database) -> Mapping[str, str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    return {
        "PATH": os.environ["PATH"],
        "AMQP_URL": infrastructure.amqp_url,
        "MONGODB_URL": infrastructure.mongodb_url,
        "MONGODB_DATABASE": database.name,
        "SETTINGS_ENCRYPTION_KEYS": base64.b64encode(KEY).decode(),
        "INTERNAL_API_KEY": secrets.token_hex(16),
        "TOKEN_MANAGER_URL": "http://127.0.0.1:9",
        "HTTP_HOST": "127.0.0.1",
        "HTTP_PORT": str(port),
        "LOG_LEVEL": "DEBUG",
    }


@contextlib.contextmanager
def full() -> Iterator[int]:
    with Path("/dev/full").open("wb") as device:
        yield device.fileno()


@contextlib.contextmanager
def pipe_without_reader() -> Iterator[int]:
    reading, writing = os.pipe()
    os.close(reading)
    yield writing
    os.close(writing)


@contextlib.contextmanager
def pipe_that_nobody_reads() -> Iterator[int]:
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    with contextlib.suppress(BlockingIOError):
        while True:
            os.write(writing, b"x" * 4096)
    os.set_blocking(writing, True)
    yield writing
    os.close(reading)
    os.close(writing)


OUTPUTS = {"full": full, "without a reader": pipe_without_reader, "that nobody reads": pipe_that_nobody_reads}


@pytest.mark.parametrize("output", OUTPUTS)
@pytest.mark.parametrize("program", ["webhook-gateway", "order-sync"])
async def test_an_output_that_cannot_be_written_changes_nothing_else(
    program: str, output: str, environment: Mapping[str, str], database: Database
) -> None:
    await DatabaseSchema(database).create_missing()
    await TenantRepository(database["tenants"], keyring_of(KEY)).apply(a_tenant("acme"))
    async with Door(environment["AMQP_URL"]) as door, aiohttp.ClientSession() as session:
        settings = {**environment, "AMQP_URL": door.before(environment["AMQP_URL"])}
        url = f"http://127.0.0.1:{settings['HTTP_PORT']}"
        with OUTPUTS[output]() as descriptor:
            process = await started(program, settings, stdout=descriptor, stderr=descriptor)
            try:
                assert await until("it is ready", ready(session, url), seconds=40)
                if program == "webhook-gateway":
                    await refuses_and_goes_on(session, url)
                before = door.connections
                door.cut()

                async def is_back() -> bool:
                    return door.connections > before and await ready(session, url)()

                assert await until("the broker is reached again", is_back, seconds=40)
                if output != "that nobody reads":
                    assert await lost(session, url) > 0
            finally:
                with contextlib.suppress(ProcessLookupError):
                    process.terminate()
            assert await asyncio.wait_for(process.wait(), ENDS_WITHIN) == 0


async def test_an_output_that_is_closed_from_the_start_is_nobody_elses(
    environment: Mapping[str, str], database: Database
) -> None:
    await DatabaseSchema(database).create_missing()
    url = f"http://127.0.0.1:{environment['HTTP_PORT']}"
    closing = ["sh", "-c", f"exec {BIN / 'order-sync'} <&- >&- 2>&-"]
    process = await asyncio.create_subprocess_exec(*closing, env=environment)
    async with aiohttp.ClientSession() as session:
        try:
            assert await until("it is ready", ready(session, url), seconds=40)
            assert await lost(session, url) > 0
            assert led_to(process.pid) == [os.devnull] * 3
        finally:
            process.terminate()
        assert await asyncio.wait_for(process.wait(), ENDS_WITHIN) == 0


async def refuses_and_goes_on(session: aiohttp.ClientSession, url: str) -> None:
    events = f"{url}/v1/tenants/acme/omnium/events"
    for _ in range(3):
        answer = await session.post(events, json={}, headers={"Authorization": "Bearer wrong"})
        assert answer.status == 401
    assert (await session.get(f"{url}/healthz")).status == 200


async def lost(session: aiohttp.ClientSession, url: str) -> float:
    text = await (await session.get(f"{url}/metrics")).text()
    (line,) = [line for line in text.splitlines() if line.startswith("flow_omnium_log_lines_lost_total ")]
    return float(line.split()[1])


def ready(session: aiohttp.ClientSession, url: str) -> Callable[[], Awaitable[bool]]:
    async def probe() -> bool:
        with contextlib.suppress(aiohttp.ClientError):
            return (await session.get(f"{url}/readyz")).status == 200
        return False

    return probe


async def started(
    program: str,
    environment: Mapping[str, str],
    *before: str,
    stdout: int | None = None,
    stderr: int | None = None,
) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        *before, str(BIN / program), env=environment, stdout=stdout, stderr=stderr
    )


@pytest.mark.parametrize("after", [0.0, 0.2, 1.0])
@pytest.mark.parametrize("program", PROGRAMS)
async def test_a_signal_during_the_start_ends_process_1(
    program: str, after: float, environment: Mapping[str, str]
) -> None:
    """From the moment on at which it handles signals at all, which is before it imports anything that takes time."""
    own_namespace = ("unshare", "--pid", "--fork", "--kill-child")
    process = await started(program, environment, *own_namespace, stdout=asyncio.subprocess.DEVNULL)
    try:
        first = await until("it handles signals", lambda: handling(process.pid), every=0.001)
        assert first is not None
        await asyncio.sleep(after)
        os.kill(first, signal.SIGTERM)
        assert await asyncio.wait_for(process.wait(), ENDS_WITHIN) == 0
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()


async def test_a_signal_at_once_ends_an_ordinary_process(environment: Mapping[str, str]) -> None:
    process = await started("order-sync", environment)
    process.terminate()
    assert await asyncio.wait_for(process.wait(), ENDS_WITHIN) in (0, -signal.SIGTERM)


async def handling(parent: int) -> int | None:
    """Return the process that the parent has begun, once it handles SIGTERM."""
    children = told(f"{parent}/task/{parent}/children").split()
    if not children:
        return None
    caught = int(told(f"{children[0]}/status").partition("SigCgt:")[2].split()[0], 16)
    return int(children[0]) if caught >> (signal.SIGTERM - 1) & 1 else None


def told(what: str) -> str:
    return Path("/proc", what).read_text()


def led_to(process: int) -> list[str]:
    return [str(Path(f"/proc/{process}/fd/{number}").readlink()) for number in range(3)]


@pytest.mark.parametrize("host", ["no such host", "http://127.0.0.1", "x" * 300])
@pytest.mark.parametrize("program", ["webhook-gateway", "order-sync"])
async def test_a_host_that_is_none_is_one_line(
    program: str, host: str, environment: Mapping[str, str]
) -> None:
    assert await one_line(program, {**environment, "HTTP_HOST": host}) == "HTTP_HOST"


async def test_a_port_that_is_taken_is_one_line(environment: Mapping[str, str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert await one_line("token-manager", {**environment, "HTTP_PORT": port}) == "HTTP_PORT"


async def one_line(program: str, environment: Mapping[str, str]) -> str:
    """Return the variable that is named by the one line with which the program ends."""
    piped = asyncio.subprocess.PIPE
    process = await started(program, environment, stdout=piped, stderr=piped)
    output, errors = await asyncio.wait_for(process.communicate(), ENDS_WITHIN * 2)
    assert process.returncode == 2
    assert b"Traceback" not in output + errors
    (line,) = errors.decode().splitlines()
    name, variable, _ = line.split(":", 2)
    assert name == program
    return variable.strip()


async def test_entries_of_another_version_end_nothing_in_a_worker(
    environment: Mapping[str, str], database: Database
) -> None:
    """More of them than a batch of the relay, all older than the job whose message was lost."""
    await DatabaseSchema(database).create_missing()
    await TenantRepository(database["tenants"], keyring_of(KEY)).apply(a_tenant("acme"))
    lost_job = a_message("good", kind=JobKind.INBOUND_ORDER)
    foreign = {"kind": "stock-forecast", "dueAt": NOON - timedelta(days=1)}
    await database["jobs"].insert_many(
        [
            *(new_document(a_message(f"bad {number}")) | foreign for number in range(BATCH + 100)),
            new_document(a_message("stuck")) | {"state": "running", "pending": False, "leaseUntil": "never"},
            new_document(lost_job),
        ]
    )
    settings = {**environment, "RELAY_INTERVAL_SECONDS": "0.5", "RELAY_GRACE_SECONDS": "1"}
    process = await started("order-sync", settings, stdout=asyncio.subprocess.DEVNULL)

    async def is_tried() -> bool:
        return await database["jobs"].count_documents({"key": "good", "attemptCount": {"$gt": 0}}) == 1

    url, told_of = f"http://127.0.0.1:{settings['HTTP_PORT']}/metrics", 'jobs_unreadable{reason="held"} 600.0'

    async def is_told() -> str | None:
        served = await (await session.get(url)).text()
        return served if told_of in served else None

    async with aiohttp.ClientSession() as session:
        try:
            assert await until("the job is tried", is_tried, seconds=40)
            served = await until("the others are counted", is_told, seconds=40)
        finally:
            process.kill()
            await process.wait()
    assert not re.findall(
        r"^flow_omnium_background_task_restarts_total\{.*\} [1-9].*$", served or "", re.MULTILINE
    )
