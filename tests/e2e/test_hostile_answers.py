"""Neighbours that answer without end, and a proxy on the way to them: real processes keep their size, and go on."""

import asyncio
import contextlib
import json
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from flow_omnium.testing.forward_proxy import ForwardProxy
from flow_omnium.testing.hostile_peer import ANSWERS, Streaming, inflating
from local_stack.demo.tenant import DemoTenant
from local_stack.infrastructure import Infrastructure
from local_stack.ports import HOST
from local_stack.scene import Scene, awaited
from local_stack.service import Service
from local_stack.simulators import Simulators
from local_stack.suite import Endpoints, Suite
from rigs.chaos.thread_server import ThreadServer

GROWTH_MIB = 120
"""The cap, its copies and what was not yet returned; without a cap the answer alone takes 1,024."""

SAMPLE = Path(__file__).parents[1] / "samples" / "inbound-order" / "online" / "omnium.json"
PROXY_PASSWORD = "hush-hush-proxy"
BOMB = inflating(1024)


class Front(ThreadServer):
    """Stands before a simulator: passes everything on, or answers everything itself once told how."""

    def __init__(self, upstream: str) -> None:
        super().__init__()
        self._upstream = urlsplit(upstream)
        self._hostile: Streaming | None = None
        self._open: set[asyncio.StreamWriter] = set()

    @property
    def url(self) -> str:
        """Its address, with the path of the simulator's."""
        return f"http://{HOST}:{self.port}{self._upstream.path}"

    def answer_with(self, hostile: Streaming | None) -> None:
        """Answer so from now on; None passes on again. Open connections are dropped."""
        self._loop.call_soon_threadsafe(self._switch, hostile)

    def _switch(self, hostile: Streaming | None) -> None:
        self._hostile = hostile
        for writer in self._open:
            writer.transport.abort()

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[None]:
        """See `ThreadServer.serving`."""
        async with await asyncio.start_server(self._converse, HOST, self.port):
            yield

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open.add(writer)
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            if self._hostile is None:
                await self._pass_on(reader, writer)
            else:
                await reader.readuntil(b"\r\n\r\n")
                await _stream(self._hostile, writer)
        self._open.discard(writer)
        writer.close()

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        to, port = self._upstream.hostname, self._upstream.port
        upstream_reader, upstream_writer = await asyncio.open_connection(to, port)
        try:
            await asyncio.gather(_pipe(reader, upstream_writer), _pipe(upstream_reader, writer))
        finally:
            upstream_writer.close()


async def _pipe(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(65536):
        writer.write(data)
        await writer.drain()
    writer.close()


async def _stream(hostile: Streaming, writer: asyncio.StreamWriter) -> None:
    for piece in hostile():
        writer.write(piece)
        await writer.drain()
        await asyncio.sleep(0)


class Proxy(ThreadServer):
    """Through which the suite is told to call Omnium and Flow."""

    def __init__(self) -> None:
        super().__init__()
        self.proxy = ForwardProxy(password=PROXY_PASSWORD, port=self.port)

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[None]:
        """See `ThreadServer.serving`."""
        async with self.proxy:
            yield


@dataclass(frozen=True)
class World:
    """The suite, what stands before its two neighbours, and the way there."""

    scene: Scene
    proxy: ForwardProxy
    omnium: Front
    flow: Front


@pytest.fixture(scope="module")
def world(infrastructure: Infrastructure) -> Iterator[World]:
    settings = {"MONGODB_DATABASE": "e2e_hostile", "RETRY_UNIT_SECONDS": "0.1", "RELAY_INTERVAL_SECONDS": "1"}
    with (
        Proxy() as proxy,
        Simulators(infrastructure.run) as simulators,
        Front(simulators.omnium_url) as omnium,
        Front(simulators.flow_url) as flow,
    ):
        settings["HTTP_PROXY"] = f"http://user:{PROXY_PASSWORD}@{HOST}:{proxy.port}"
        endpoints = Endpoints.on(infrastructure, omnium.url, flow.url)
        with Suite(infrastructure.run, endpoints, settings) as suite:
            tenant = DemoTenant()
            tenant.register(simulators, suite)
            yield World(Scene(suite, simulators, tenant), proxy.proxy, omnium, flow)


def order(order_id: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(SAMPLE.read_text(encoding="utf-8"))
    for shipment in found["orderForm"]["shipments"] or []:
        shipment |= {"warehouseCode": "oslo", "pickUpWarehouseCode": "oslo"}
    return found | {"id": order_id, "orderNumber": order_id, "storeId": "web"}


def peak_mib(service: Service) -> int:
    status = Path(f"/proc/{service.pid}/status").read_text()
    return int(re.findall(r"VmHWM:\s+(\d+) kB", status)[0]) // 1024


def is_well(scene: Scene) -> bool:
    return scene.suite.cli("tenants", "check", "demo").returncode == 0


def failure_of(scene: Scene, order_id: str) -> str:
    """What the latest attempt of the order's job says."""

    def failed() -> str | None:
        attempts = [attempt for job in scene.jobs(order_id) for attempt in job["attempts"]]
        return next((one["message"] for one in reversed(attempts) if one["outcome"] == "failed"), None)

    return awaited(f"an attempt at {order_id} has failed", failed)


def newest_is(scene: Scene, order_id: str, *states: str) -> bool:
    """Whether the order has a job and the newest one is in one of the states."""
    return any(job["state"] in states for job in scene.jobs(order_id)[:1])


@pytest.mark.alone
@pytest.mark.parametrize(
    ("system", "hostile"), [("omnium", BOMB), ("flow", ANSWERS["chunks without end"])], ids=["omnium", "flow"]
)
def test_a_worker_keeps_its_size_and_goes_on(world: World, system: str, hostile: Streaming) -> None:
    scene, front = world.scene, getattr(world, system)
    awaited("a token is in hand", lambda: is_well(scene))
    key = f"without-end-{system}"
    before = peak_mib(scene.suite.order_sync)
    front.answer_with(hostile)
    try:
        scene.place(order(key))
        assert "the answer is longer than 16 MiB (JSON_ANSWER)" in failure_of(scene, key)
    finally:
        front.answer_with(None)
    assert peak_mib(scene.suite.order_sync) < before + GROWTH_MIB
    awaited(f"{key} is worked off", lambda: newest_is(scene, key, "done", "ignored"))


@pytest.mark.alone
def test_the_token_manager_keeps_its_size_and_gives_tokens_again(world: World) -> None:
    scene = world.scene
    before = peak_mib(scene.suite.token_manager)
    world.omnium.answer_with(BOMB)
    checked = scene.suite.cli("tenants", "check", "demo")
    world.omnium.answer_with(None)
    assert "the answer is longer than 64 KiB (TOKEN_ANSWER)" in checked.stdout
    assert peak_mib(scene.suite.token_manager) < before + GROWTH_MIB
    awaited("a token is granted again", lambda: is_well(scene))


def test_whatever_goes_to_omnium_and_flow_goes_through_the_proxy_and_nothing_else_does(world: World) -> None:
    scene = world.scene
    scene.place(order("by-proxy"))
    awaited("the order has come", lambda: newest_is(scene, "by-proxy", "done"))
    targets = [urlsplit(seen.target) for seen in list(world.proxy.seen)]
    assert {target.port for target in targets} == {world.omnium.port, world.flow.port}
    ways = {
        (target.port, target.path.split("/")[1 if target.port == world.flow.port else 2])
        for target in targets
    }
    assert {(world.omnium.port, "token"), (world.omnium.port, "Orders"), (world.flow.port, "v2")} <= ways


def test_a_proxy_that_refuses_is_named_and_not_omnium(world: World) -> None:
    scene = world.scene
    world.proxy.status = 407
    try:
        scene.place(order("refused-by-proxy"))
        failure = failure_of(scene, "refused-by-proxy")
    finally:
        world.proxy.status = 0
    assert failure.startswith("proxy GET /api/Orders/{orderId}: 127.0.0.1:")
    assert failure.endswith("answered 407, on the way to omnium")
    awaited("the order has come", lambda: newest_is(scene, "refused-by-proxy", "done"))
    assert not [one.name for one in scene.suite.services if PROXY_PASSWORD in one.output]
