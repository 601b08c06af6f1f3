"""The worker's side: what is asked of a token-manager, and what is kept."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from pydantic import SecretStr

from flow_omnium.outcomes import TokenUnavailable
from flow_omnium.testing.clock import FixedClock
from flow_omnium.testing.http_peer import Answering, HttpPeer, answers, breaks_off, resets
from flow_omnium.tokens.manager_client import TokenManagerClient
from flow_omnium.tokens.source import AccessToken

LIFE = timedelta(days=10)


def granted(clock: FixedClock, version: int, **changes: Any) -> Answering:
    body = {
        "accessToken": f"token-{version}",
        "expiresAt": (clock.now() + LIFE).isoformat(),
        "version": version,
    }
    return answers(200, json.dumps({**body, **changes}))


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


def client_of(session: aiohttp.ClientSession, url: str, clock: FixedClock) -> TokenManagerClient:
    return TokenManagerClient(session, url, SecretStr("the-key"), clock=clock)


async def test_a_token_is_asked_for_once_by_many_callers(
    session: aiohttp.ClientSession, clock: FixedClock
) -> None:
    async with HttpPeer(granted(clock, 1)) as peer:
        client = client_of(session, peer.url + "/", clock)
        tokens = await asyncio.gather(*(client.token("acme") for _ in range(200)))
        assert await client.token("acme") == tokens[0] == AccessToken("token-1", clock.now() + LIFE, 1)
    (request,) = peer.received
    assert (request.method, request.target) == ("GET", "/v1/tenants/acme/token")
    assert request.headers["Authorization"] == "Bearer the-key"


async def test_a_token_is_kept_until_it_nears_its_expiry(
    session: aiohttp.ClientSession, clock: FixedClock
) -> None:
    async with HttpPeer(granted(clock, 1), granted(clock, 2)) as peer:
        client = client_of(session, peer.url, clock)
        await client.token("acme")
        clock.advance(LIFE * 0.79)
        assert (await client.token("acme")).version == 1
        clock.advance(LIFE * 0.02)
        assert (await client.token("acme")).version == 2


async def test_a_dead_token_manager_harms_nobody_until_the_token_expires(
    session: aiohttp.ClientSession, clock: FixedClock
) -> None:
    async with HttpPeer(granted(clock, 1), answers(503, "{}")) as peer:
        client = client_of(session, peer.url, clock)
        await client.token("acme")
        clock.advance(LIFE * 0.9)
        for _ in range(20):
            assert (await client.token("acme")).version == 1
        asked = len(peer.received)
        clock.advance(LIFE * 0.1)
        with pytest.raises(TokenUnavailable):
            await client.token("acme")
    assert asked == 2  # one failure is not followed by another at once


async def test_a_rejection_is_reported_once_by_many_callers(
    session: aiohttp.ClientSession, clock: FixedClock
) -> None:
    async with HttpPeer(granted(clock, 1), granted(clock, 2)) as peer:
        client = client_of(session, peer.url, clock)
        rejected = await client.token("acme")
        fresh = await asyncio.gather(*(client.refreshed("acme", rejected) for _ in range(100)))
        assert {token.version for token in fresh} == {2}
        assert await client.refreshed("acme", rejected) == await client.token("acme") == fresh[0]
    assert len(peer.received) == 2
    assert (peer.received[1].method, peer.received[1].target) == ("POST", "/v1/tenants/acme/token/refresh")
    assert json.loads(peer.received[1].body) == {"rejectedVersion": 1}


@pytest.mark.parametrize(
    "answer",
    [
        answers(401, '{"error":"Unauthorized"}'),
        answers(500, "<h1>hush</h1>", "text/html"),
        answers(302, "", Location="/hush"),
        answers(200, "hush"),
        answers(200, '{"accessToken":"hush"}'),
        answers(200, '{"accessToken":"","expiresAt":"hush","version":1}'),
        resets,
        breaks_off,
    ],
)
async def test_every_failure_is_a_token_that_is_unavailable(
    session: aiohttp.ClientSession, clock: FixedClock, answer: Answering
) -> None:
    async with HttpPeer(answer) as peer:
        client = client_of(session, peer.url, clock)
        for call in (client.token("acme"), client.refreshed("acme", AccessToken("t", clock.now(), 1))):
            with pytest.raises(TokenUnavailable) as caught:
                await call
            told = f"{caught.value!r} {caught.value.__cause__!r} {caught.value.__context__!r}"
            assert not [secret for secret in ("hush", "the-key", peer.url) if secret in told]


async def test_the_token_managers_own_reason_is_passed_on(
    session: aiohttp.ClientSession, clock: FixedClock
) -> None:
    async with HttpPeer(answers(502, '{"error":"Omnium refused the credentials"}')) as peer:
        with pytest.raises(TokenUnavailable, match="answered 502: Omnium refused the credentials"):
            await client_of(session, peer.url, clock).token("acme")


async def test_a_replica_that_leaves_is_followed_by_another_one(
    session: aiohttp.ClientSession, clock: FixedClock
) -> None:
    async with HttpPeer(granted(clock, 1), resets, granted(clock, 2)) as peer:
        client = client_of(session, peer.url, clock)
        rejected = await client.token("acme")
        assert (await client.refreshed("acme", rejected)).version == 2
    first, again = peer.received[1:]
    assert (again.method, again.target, again.body) == (first.method, first.target, first.body)


async def test_a_tenant_uid_cannot_reach_another_route(
    session: aiohttp.ClientSession, clock: FixedClock
) -> None:
    async with HttpPeer(granted(clock, 1)) as peer:
        await client_of(session, peer.url, clock).token("../x/y?z")
    assert peer.received[0].target == "/v1/tenants/..%2Fx%2Fy%3Fz/token"


async def test_a_refusal_counts_only_of_a_token_that_we_were_the_first_to_have_and_that_never_served(
    session: aiohttp.ClientSession, clock: FixedClock
) -> None:
    async with HttpPeer(*(granted(clock, version) for version in range(1, 5))) as peer:
        client = client_of(session, peer.url, clock)
        found = await client.token("acme")
        replacement = await client.refreshed("acme", found)
        served = await client.refreshed("acme", replacement)
        served.record.has_served = True
        await client.refreshed("acme", served)
    said = [request.headers.get("Token-Served") for request in peer.received]
    assert said == [None, "true", None, "true"]
    assert [json.loads(request.body) for request in peer.received[1:]] == [
        {"rejectedVersion": version} for version in (1, 2, 3)
    ]


async def test_a_token_that_is_fetched_again_is_remembered(
    session: aiohttp.ClientSession, clock: FixedClock
) -> None:
    async with HttpPeer(granted(clock, 1)) as peer:
        client = client_of(session, peer.url, clock)
        (await client.token("acme")).record.has_served = True
        clock.advance(LIFE * 0.9)
        assert (await client.token("acme")).record.has_served
        assert len(peer.received) == 2


async def test_a_token_of_a_trial_is_never_handed_out_to_anybody_else(
    session: aiohttp.ClientSession, clock: FixedClock
) -> None:
    async with HttpPeer(granted(clock, 0), granted(clock, 1)) as peer:
        client = client_of(session, peer.url, clock)
        assert (await client.trial("acme")).version == 0
        assert (await client.token("acme")).version == 1
    assert [(one.method, one.target) for one in peer.received] == [
        ("POST", "/v1/tenants/acme/token/trial"),
        ("GET", "/v1/tenants/acme/token"),
    ]
