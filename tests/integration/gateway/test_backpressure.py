"""A gateway at its limit says so at once; what it has room for belongs to senders who have shown their secret."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient

from flow_omnium.testing.polling import until
from flow_omnium.testing.served import Served
from webhook_gateway.backpressure import Limits

Gateway = TestClient[Any, Any]
Application = Callable[..., web.Application]

ACME = "/v1/tenants/acme/omnium/events"
BETA = "/v1/tenants/beta/omnium/events"
NOBODY = "/v1/tenants/nobody/omnium/events"
EVENT = json.dumps({"className": "Order", "category": "Updated", "objectId": "1001"}).encode()


def secret(tenant: str = "acme") -> dict[str, str]:
    return {"Authorization": f"Bearer {tenant}-webhook-secret"}


class Slow:
    """A sender whose body has begun, and ends when it is told to."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    @classmethod
    async def begun(
        cls, client: Gateway, headers: dict[str, str], path: str = ACME, padding: int = 0
    ) -> "Slow":
        """Send all but the end."""
        reader, writer = await asyncio.open_connection(client.host, client.port)
        fields = {"Host": "x", "Content-Length": str(len(EVENT) + padding), **headers}
        head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
        writer.write(f"POST {path} HTTP/1.1\r\n{head}\r\n".encode() + b" " * padding + EVENT[:1])
        return cls(reader, writer)

    async def ended(self) -> int:
        """Send the end; return the status."""
        self._writer.write(EVENT[1:])
        status = int((await self._reader.readline()).split()[1])
        self._writer.close()
        return status


@pytest.fixture
async def client(on_fakes: Application) -> AsyncIterator[Gateway]:
    """A gateway with room for three requests, two of one tenant, and for 1,000 bytes, 700 of one tenant."""
    limits = Limits(requests=3, tenant_requests=2, body_bytes=1_000, tenant_body_bytes=700)
    async with TestClient(Served(on_fakes(limits=limits))) as client:
        yield client


async def sent(
    client: Gateway, path: str = ACME, body: bytes = EVENT, *, headers: dict[str, str] | None = None
) -> int:
    async with client.post(path, data=body, headers=headers) as answer:
        return answer.status


async def overloaded(client: Gateway) -> dict[str, float]:
    name = "flow_omnium_gateway_overloaded_total{reason="
    lines = (await (await client.get("/metrics")).text()).splitlines()
    counted = (line.removeprefix(name).split("} ") for line in lines if line.startswith(name))
    return {reason.strip('"'): float(number) for reason, number in counted}


async def is_full(client: Gateway) -> bool:
    return await sent(client, headers=secret()) == 503


async def test_requests_beyond_the_limit_are_refused_at_once_and_health_is_not(client: Gateway) -> None:
    senders = [(ACME, "acme"), (ACME, "acme"), (BETA, "beta")]
    taken = [await Slow.begun(client, secret(tenant), path) for path, tenant in senders]
    await until("all are in work", lambda: is_full(client))

    refused = await client.post(BETA, data=EVENT, headers=secret("beta"))
    healthy = await client.get("/healthz")

    assert (refused.status, refused.headers["Retry-After"], healthy.status) == (503, "5", 200)
    assert (await overloaded(client))["requests"] >= 1
    assert [await one.ended() for one in taken] == [202] * 3
    assert await sent(client, headers=secret()) == 202


async def test_a_tenant_that_floods_leaves_room_for_others(client: Gateway) -> None:
    taken = [await Slow.begun(client, secret()) for _ in range(2)]
    await until("the tenant has all it may have", lambda: is_full(client))

    assert await sent(client, BETA, headers=secret("beta")) == 202
    assert (await overloaded(client)).keys() == {"tenant_requests"}
    assert [await one.ended() for one in taken] == [202] * 2


async def test_bodies_together_have_a_limit_and_a_tenant_a_part_of_it(client: Gateway) -> None:
    taken = await Slow.begun(client, secret(), padding=600)

    async def has_come() -> bool:
        return await sent(client, body=EVENT + b" " * 200, headers=secret()) == 503

    await until("its body has come", has_come)
    beta = await sent(client, BETA, EVENT + b" " * 200, headers=secret("beta"))
    too_much = await sent(client, BETA, EVENT + b" " * 500, headers=secret("beta"))

    assert (beta, too_much) == (202, 503)
    assert (await overloaded(client)).keys() == {"tenant_body_bytes", "body_bytes"}
    assert await taken.ended() == 202


async def test_strangers_take_no_place_whatever_they_keep_open(client: Gateway) -> None:
    strangers = [
        await Slow.begun(client, headers, path)
        for path in (ACME, NOBODY)
        for headers in ({}, {"Authorization": "Bearer wrong"}, {"Expect": "100-continue"})
        for _ in range(5)
    ]

    assert [await sent(client, headers=secret()) for _ in range(50)] == [202] * 50
    assert await overloaded(client) == {}
    assert {await one.ended() for one in strangers} == {401, 404}


async def test_an_event_without_a_body_takes_no_bytes(client: Gateway) -> None:
    taken = await Slow.begun(client, secret(), padding=600)

    assert await sent(client, body=b"", headers=secret()) == 400
    assert await taken.ended() == 202


async def test_an_unknown_tenant_is_answered_at_once_while_what_was_read_is_current(
    on_fakes: Application, tenants: Any
) -> None:
    async with TestClient(Served(on_fakes(tenants=tenants))) as client:
        assert [await sent(client, NOBODY) for _ in range(100)] == [404] * 100
        assert tenants.waiting == 0


async def test_few_strangers_of_a_source_wait_for_a_look_at_the_database(
    on_fakes: Application, tenants: Any
) -> None:
    tenants.is_current = False
    app = on_fakes(tenants=tenants, limits=Limits(strangers=5, strangers_of_a_source=3))
    async with TestClient(Served(app)) as client:
        waiting = [asyncio.create_task(sent(client, NOBODY)) for _ in range(3)]

        async def all_wait() -> bool:
            return bool(tenants.waiting == 3)

        await until("they wait", all_wait)
        assert await sent(client, NOBODY) == 503
        assert await sent(client, headers=secret()) == 202
        assert await overloaded(client) == {"strangers_of_a_source": 1}

        tenants.read.set()
        assert await asyncio.gather(*waiting) == [404] * 3
        assert await sent(client, NOBODY) == 404


async def test_a_sender_that_waits_to_be_asked_for_its_body_is_asked_once_it_is_let_in(
    client: Gateway,
) -> None:
    asked = await exchanged(client, secret()["Authorization"])
    stranger = await exchanged(client, "Bearer wrong")

    assert asked.startswith(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 202 ")
    assert stranger.startswith(b"HTTP/1.1 401 ")


async def exchanged(client: Gateway, authorization: str) -> bytes:
    """Send a head that expects to be asked, and the body when it is; return all that was answered."""
    reader, writer = await asyncio.open_connection(client.host, client.port)
    head = f"POST {ACME} HTTP/1.1\r\nHost: x\r\nAuthorization: {authorization}\r\nExpect: 100-continue\r\n"
    writer.write(f"{head}Connection: close\r\nContent-Length: {len(EVENT)}\r\n\r\n".encode())
    first = await reader.readuntil(b"\r\n\r\n")
    if b" 100 " in first:
        writer.write(EVENT)
        first += await reader.read()
    writer.close()
    return first
