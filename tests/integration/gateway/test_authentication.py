"""Who tries secrets is slowed down; who knows one is never locked out by that."""

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from ipaddress import ip_network
from typing import Any

import pytest
from aiohttp import ClientResponse, web
from aiohttp.test_utils import TestClient
from structlog.testing import capture_logs

from flow_omnium.testing.polling import until
from flow_omnium.testing.served import Served
from webhook_gateway.throttle import ThrottleLimits

Application = Callable[..., web.Application]

EVENT = json.dumps({"className": "Order", "category": "Updated", "objectId": "1001"})
LOOPBACK = (ip_network("127.0.0.0/8"),)
RIGHT = "{tenant}-webhook-secret"


class Senders:
    """Sends events to one gateway with any secret, for any tenant, from any address behind the loopback."""

    def __init__(self, client: TestClient[Any, Any]) -> None:
        self.client = client

    async def send(
        self, secret: str | None, tenant: str = "acme", source: str = "203.0.113.9"
    ) -> ClientResponse:
        headers = {"X-Forwarded-For": source}
        if secret is not None:
            headers["Authorization"] = f"Bearer {secret.format(tenant=tenant)}"
        return await self.client.post(f"/v1/tenants/{tenant}/omnium/events", data=EVENT, headers=headers)

    async def guess(self, number: int, **where: str) -> list[int]:
        return [(await self.send(f"guess {index}", **where)).status for index in range(number)]

    async def counted(self, reason: str, tenant: str = "acme") -> float:
        text = await (await self.client.get("/metrics")).text()
        name = f'flow_omnium_gateway_refused_authentications_total{{reason="{reason}",tenant="{tenant}"}} '
        return next(
            (float(line.removeprefix(name)) for line in text.splitlines() if line.startswith(name)), 0
        )


@asynccontextmanager
async def senders(app: web.Application) -> AsyncIterator[Senders]:
    async with TestClient(Served(app)) as client:
        yield Senders(client)


@pytest.fixture
async def behind_a_proxy(on_fakes: Application) -> AsyncIterator[Senders]:
    async with senders(on_fakes(trusted_proxies=LOOPBACK)) as some:
        yield some


async def test_after_five_different_wrong_secrets_wrong_ones_are_told_to_wait(
    behind_a_proxy: Senders,
) -> None:
    assert await behind_a_proxy.guess(7) == [401] * 5 + [503] * 2

    wrong = await behind_a_proxy.send("another guess")
    nothing = await behind_a_proxy.send(None)

    assert (wrong.status, nothing.status) == (503, 503)
    assert 1 <= int(wrong.headers["Retry-After"]) <= 15
    assert await wrong.json() == {"error": "too many wrong secrets"} == await nothing.json()


async def test_a_right_secret_is_let_in_whoever_guessed_before_and_goes_on_guessing(
    behind_a_proxy: Senders,
) -> None:
    await behind_a_proxy.guess(10)

    answers = []
    for _ in range(20):
        answers += [(await behind_a_proxy.send(RIGHT)).status, *await behind_a_proxy.guess(1)]
    assert answers == [202, 503] * 20


async def test_other_sources_and_other_tenants_are_let_in_meanwhile(behind_a_proxy: Senders) -> None:
    await behind_a_proxy.guess(6)

    assert (await behind_a_proxy.send(RIGHT, source="198.51.100.1")).status == 202
    assert (await behind_a_proxy.send(RIGHT, tenant="asleep")).status == 403


async def test_a_subscription_with_a_forgotten_secret_locks_nobody_out(behind_a_proxy: Senders) -> None:
    assert {(await behind_a_proxy.send("forgotten")).status for _ in range(50)} == {401}
    assert {(await behind_a_proxy.send(None)).status for _ in range(50)} == {401}

    assert (await behind_a_proxy.send(RIGHT)).status == 202


async def test_a_guesser_may_go_on_when_the_window_has_passed(on_fakes: Application) -> None:
    async with senders(on_fakes(throttle_limits=ThrottleLimits(window_seconds=0.3))) as some:
        await some.guess(6)

        async def is_compared() -> bool:
            return (await some.send("one more")).status == 401

        assert await until("the window has passed", is_compared)


async def test_what_a_stranger_forwards_makes_no_new_source_of_it(on_fakes: Application) -> None:
    async with senders(on_fakes()) as some:
        answers = [(await some.guess(1, source=f"198.51.100.{number}"))[0] for number in range(3)]
        answers += await some.guess(7, source="198.51.100.9")

    assert answers[-1] == 503


async def test_behind_a_proxy_that_appends_a_sender_cannot_choose_its_source(on_fakes: Application) -> None:
    async with senders(on_fakes(trusted_hops=1)) as some:
        answers = [
            (await some.send(f"guess {number}", source=f"10.0.0.{number}, 203.0.113.9")).status
            for number in range(7)
        ]

    assert answers == [401] * 5 + [503] * 2


async def test_refusals_are_counted_and_the_limit_is_logged_once(behind_a_proxy: Senders) -> None:
    with capture_logs() as lines:
        await behind_a_proxy.guess(9)
        await behind_a_proxy.send(None, source="198.51.100.1")
        await behind_a_proxy.send("x", tenant="nobody")

    assert await behind_a_proxy.counted("wrong_secret") == 6
    assert await behind_a_proxy.counted("rate_limited") == 4
    assert await behind_a_proxy.counted("wrong_secret", tenant="nobody") == 0
    assert [(line["event"], line["tenant"], line["source"]) for line in lines] == [
        ("too many wrong secrets", "acme", "203.0.113.9")
    ]


async def test_every_application_of_a_process_serves_its_own_metrics(on_fakes: Application) -> None:
    async with senders(on_fakes()) as one, senders(on_fakes()) as other:
        await one.send("wrong")

        assert (await one.counted("wrong_secret"), await other.counted("wrong_secret")) == (1, 0)
        assert "process_cpu_seconds_total" in await (await other.client.get("/metrics")).text()
