"""A service whose standard output cannot be written goes on, and counts what is lost."""

import asyncio
import contextlib
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

import aiohttp
import pytest

from flow_omnium.runtime.database import Database
from flow_omnium.schema.database import DatabaseSchema
from flow_omnium.tenants.repository import TenantRepository
from flow_omnium.testing.polling import until
from flow_omnium.testing.programs import BIN, ENDS_WITHIN, KEY, lost, ready, started
from flow_omnium.testing.tenants import a_tenant, keyring_of


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


def led_to(process: int) -> list[str]:
    return [str(Path(f"/proc/{process}/fd/{number}").readlink()) for number in range(3)]
