"""Answers without end, or that become far more than was sent: an outcome of that call, whoever answers and however."""

import ssl
import tracemalloc
from collections.abc import Awaitable, Callable
from contextlib import nullcontext

import aiohttp
import pytest
from pydantic import SecretStr
from yarl import URL

from flow_omnium.outcomes import ApiError, NotFound, TokenUnavailable, Unavailable
from flow_omnium.rest.answer_limits import DOCUMENT_ANSWER, JSON_ANSWER
from flow_omnium.rest.answers import Secrets
from flow_omnium.rest.bearer import FixedBearer
from flow_omnium.rest.call import Call
from flow_omnium.rest.client import Peer, RestClient, Timeouts
from flow_omnium.runtime.destinations import omnium_hosts
from flow_omnium.testing.hostile_peer import ANSWERS, HostilePeer, compressed, endless, head
from flow_omnium.testing.tenants import a_tenant
from flow_omnium.tokens.manager_client import TokenManagerClient
from token_manager.grant import OmniumGrant
from token_manager.token_answer import GrantError, GrantUnavailable, GrantUnreadable

READ = Call("GET", "/api/Orders/{orderId}", ids={"orderId": "1001"})
MIB = 1024 * 1024
MEMORY = 100 * MIB
"""Far more than any limit with the copies that parsing makes, far less than what the answers become."""

END_BY_TIME = {
    "interim answers without end",
    "a chunk's extension without end",
    "gzip of no content without end",
}
SAID = {
    "gzip": "the answer is longer than 16 MiB (JSON_ANSWER)",
    "deflate": "the answer is longer than 16 MiB (JSON_ANSWER)",
    "deflate without its header": "the answer is longer than 16 MiB (JSON_ANSWER)",
    "a body without end": "the answer is longer than 16 MiB (JSON_ANSWER)",
    "chunks without end": "the answer is longer than 16 MiB (JSON_ANSWER)",
    "gzip in gzip": "the answer comes in an encoding that was not asked for",
}


def peer_at(url: str) -> Peer:
    return Peer(URL(url), FixedBearer(SecretStr("token-1")), nullcontext(), Secrets(()))


async def measured(call: Callable[[], Awaitable[object]], error: type[Exception]) -> tuple[Exception, int]:
    """The error, and the most memory that Python held beyond what it held before."""
    tracemalloc.start()
    try:
        with pytest.raises(error) as caught:
            await call()
        return caught.value, tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("name", sorted(ANSWERS))
async def test_an_answer_without_end_is_an_outcome_of_its_call(
    session: aiohttp.ClientSession, name: str
) -> None:
    limits = Timeouts(connect=1, total=1 if name in END_BY_TIME else 30)
    async with HostilePeer(ANSWERS[name]) as server:
        client = RestClient(session, "omnium", limits)
        error, peak = await measured(lambda: client.send(READ, peer_at(server.url)), ApiError)
        assert SAID.get(name, "omnium GET /api/Orders/{orderId}") in str(error)
        assert len(str(error)) < 500
        assert peak < MEMORY
        assert name in END_BY_TIME or server.sent < JSON_ANSWER.size + 16 * MIB


async def test_of_an_error_without_end_the_status_counts(session: aiohttp.ClientSession) -> None:
    async with HostilePeer(ANSWERS["an error without end"]) as server:
        with pytest.raises(NotFound):
            await RestClient(session, "omnium").send(READ, peer_at(server.url))


@pytest.mark.parametrize("name", ["gzip", "a body without end", "chunks without end"])
async def test_a_document_without_end_is_one_as_well(session: aiohttp.ClientSession, name: str) -> None:
    async with HostilePeer(ANSWERS[name]) as server:
        client = RestClient(session, "flow")
        error, peak = await measured(lambda: client.download(READ, peer_at(server.url)), Unavailable)
        assert "the answer is longer than 32 MiB (DOCUMENT_ANSWER)" in str(error)
        assert peak < MEMORY
        assert server.sent < DOCUMENT_ANSWER.size + 16 * MIB


async def test_an_answer_that_drips_for_ever_ends_with_its_time(session: aiohttp.ClientSession) -> None:
    dripping = Timeouts(connect=1, total=0.5)
    async with HostilePeer(endless(head() + b"\r\n", b" "), pause=0.05) as server:
        with pytest.raises(Unavailable, match="no answer in time"):
            await RestClient(session, "omnium", dripping).send(READ, peer_at(server.url))


@pytest.mark.parametrize(("mebibytes", "is_taken"), [(16, True), (17, False)])
async def test_what_it_inflates_to_counts_to_the_byte(
    session: aiohttp.ClientSession, mebibytes: int, is_taken: bool
) -> None:
    body = compressed(mebibytes)
    answer = head("Content-Encoding: gzip", f"Content-Length: {len(body)}") + b"\r\n" + body
    async with HostilePeer(lambda: iter([answer])) as server:
        client = RestClient(session, "omnium")
        if is_taken:
            assert await client.send(READ, peer_at(server.url)) is None
        else:
            with pytest.raises(Unavailable, match="JSON_ANSWER"):
                await client.send(READ, peer_at(server.url))


async def test_too_many_values_are_not_parsed(session: aiohttp.ClientSession) -> None:
    body = b"[" + b"0.5," * (3 * MIB) + b"0]"
    answer = head(f"Content-Length: {len(body)}") + b"\r\n" + body
    async with HostilePeer(lambda: iter([answer])) as server:
        client = RestClient(session, "omnium")
        error, peak = await measured(lambda: client.send(READ, peer_at(server.url)), Unavailable)
    assert "the answer has more than 1,000,000 values (JSON_VALUES)" in str(error)
    assert peak < MEMORY


@pytest.mark.parametrize("name", sorted(ANSWERS))
async def test_a_token_endpoint_without_end_gives_no_token(name: str) -> None:
    seconds = 1 if name in END_BY_TIME else 15
    async with HostilePeer(ANSWERS[name]) as server:
        grant = OmniumGrant(omnium_hosts(server.url), ssl.create_default_context(), timeout_seconds=seconds)
        error, peak = await measured(lambda: grant.request(a_tenant()), GrantError)
        assert isinstance(error, GrantUnavailable | GrantUnreadable)
        assert peak < MEMORY / 4
        assert server.sent < 16 * MIB or name in END_BY_TIME
    if name in SAID:
        assert str(error) == (
            "Omnium's token endpoint cannot be used: the answer is longer than 64 KiB (TOKEN_ANSWER)"
        )


@pytest.mark.parametrize("name", sorted(ANSWERS))
async def test_a_token_manager_without_end_is_unavailable(session: aiohttp.ClientSession, name: str) -> None:
    if name in END_BY_TIME:
        return  # the same client as above, whose time is not ours to set here
    async with HostilePeer(ANSWERS[name]) as server:
        client = TokenManagerClient(session, server.url, SecretStr("the-key"))
        _, peak = await measured(lambda: client.token("acme"), TokenUnavailable)
        assert peak < MEMORY / 4
        assert server.sent < 16 * MIB
