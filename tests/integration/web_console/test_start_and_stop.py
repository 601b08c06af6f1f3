"""The console as a process begins and ends it."""

import asyncio
import socket

import aiohttp
import pytest

from admin_console.testing.settings import console_settings
from admin_console.web.app import serve_console
from flow_omnium.runtime.database import Database
from flow_omnium.runtime.settings.reading import SettingsError
from flow_omnium.testing.polling import until


@pytest.fixture
def port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        number: int = free.getsockname()[1]
        return number


async def status(url: str) -> int | None:
    try:
        async with aiohttp.ClientSession() as session, session.get(url) as response:
            return response.status
    except aiohttp.ClientError:
        return None


async def test_it_is_ready_then_drains_then_stops(mongodb_url: str, database: Database, port: int) -> None:
    settings = console_settings(mongodb_url, database.name, http_port=port, http_drain_seconds=0.5)
    stop = asyncio.Event()
    serving = asyncio.create_task(serve_console(settings, stop))

    async def answers(path: str, wanted: int) -> bool:
        return await status(f"http://127.0.0.1:{port}{path}") == wanted

    await until("it is ready", lambda: answers("/readyz", 200))
    stop.set()
    await until("it drains", lambda: answers("/readyz", 503))
    async with asyncio.timeout(10):
        await serving


async def test_without_its_database_it_answers_and_says_so(port: int) -> None:
    settings = console_settings("mongodb://127.0.0.1:1/", "nowhere", http_port=port)
    stop = asyncio.Event()
    serving = asyncio.create_task(serve_console(settings, stop))

    async def is_alive() -> bool:
        return await status(f"http://127.0.0.1:{port}/healthz") == 200

    await until("it is alive", is_alive)
    assert await status(f"http://127.0.0.1:{port}/readyz") == 503
    stop.set()
    async with asyncio.timeout(10):
        await serving


async def test_an_address_that_is_taken_is_named(mongodb_url: str, database: Database) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        settings = console_settings(mongodb_url, database.name, http_port=taken.getsockname()[1])
        with pytest.raises(SettingsError, match="HTTP_PORT"):
            await serve_console(settings, asyncio.Event())
