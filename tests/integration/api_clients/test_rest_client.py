"""One call over real HTTP: what is sent, what comes back, and how each failure ends."""

import asyncio
import json
import traceback
from contextlib import nullcontext, suppress
from decimal import Decimal

import aiohttp
import pytest
from aiohttp import web
from pydantic import SecretStr
from yarl import URL

from flow_omnium.outcomes import (
    AccessDenied,
    ApiError,
    Conflict,
    Deferred,
    InvalidData,
    JobInterrupted,
    NotFound,
    Unavailable,
)
from flow_omnium.rest.answers import Secrets
from flow_omnium.rest.bearer import Bearer, FixedBearer
from flow_omnium.rest.call import Call
from flow_omnium.rest.client import Peer, RestClient, Timeouts
from flow_omnium.testing.http_peer import Answering, HttpPeer, answers, breaks_off, hangs, resets
from flow_omnium.testing.token_source import FixedTokens, OneToken
from flow_omnium.tokens.source import RenewableBearer

READ = Call("GET", "/api/Orders/{orderId}", ids={"orderId": "1001"})
CLIENT_SECRET = "hunter2-client-secret"
QUICK = Timeouts(connect=1, total=0.2)


def peer_at(url: str, bearer: Bearer | None = None) -> Peer:
    fixed = FixedBearer(SecretStr("token-1"))
    return Peer(URL(url), bearer or fixed, nullcontext(), Secrets((CLIENT_SECRET,)))


async def test_a_call_carries_encoded_ids_query_token_and_exact_numbers(
    session: aiohttp.ClientSession,
) -> None:
    async with HttpPeer(answers(200, '{"total": 0.10}')) as server:
        call = Call("POST", "/o/{id}/x", {"id": "a/b?ø #%2F"}, {"q": "å&=1"}, {"price": Decimal("199.50")})
        assert await RestClient(session, "omnium").send(call, peer_at(server.url + "/")) == {
            "total": Decimal("0.10")
        }
        (received,) = server.received
    assert received.method == "POST"
    assert received.target == "/o/a%2Fb%3F%C3%B8%20%23%252F/x?q=%C3%A5%26%3D1"
    assert received.headers["Authorization"] == "Bearer token-1"
    assert received.headers["Accept"] == "application/json"
    assert received.headers["Content-Type"] == "application/json"
    assert received.body == b'{"price":199.50}'


@pytest.mark.parametrize("order_id", ["", ".", ".."])
async def test_an_id_that_would_change_the_path_is_not_sent(
    session: aiohttp.ClientSession, order_id: str
) -> None:
    async with HttpPeer(answers(200, "{}")) as server:
        with pytest.raises(InvalidData, match="orderId"):
            await RestClient(session, "omnium").send(
                Call("GET", READ.route, {"orderId": order_id}), peer_at(server.url)
            )
        assert server.received == []


@pytest.mark.parametrize(
    ("answering", "text"),
    [
        (resets, "omnium GET /api/Orders/{orderId}: the connection broke"),
        (breaks_off, "omnium GET /api/Orders/{orderId}: the answer broke off"),
        (hangs, "omnium GET /api/Orders/{orderId}: no answer in time"),
        (
            answers(200, "<html>Sign in</html>", "text/html"),
            "answered 200: unreadable answer: <html>Sign in</html>",
        ),
        (answers(502, "<html>Bad gateway</html>", "text/html"), "answered 502: <html>Bad gateway</html>"),
        (answers(200, '{"id": "1'), "answered 200: unreadable answer"),
        (answers(302, Location="http://elsewhere.example/"), "answered 302"),
    ],
)
async def test_a_call_without_a_readable_answer_is_unavailable(
    session: aiohttp.ClientSession, answering: Answering, text: str
) -> None:
    async with HttpPeer(answering) as server:
        with pytest.raises(Unavailable) as caught:
            await RestClient(session, "omnium", QUICK).send(READ, peer_at(server.url))
    assert text in str(caught.value)


@pytest.mark.parametrize(
    ("url", "text"),
    [
        ("http://127.0.0.1:1", "cannot connect"),
        ("no address", "the configured address is no URL"),
        ("http://user:pass@127.0.0.1:1", "the call cannot be sent as configured"),
    ],
)
async def test_a_peer_that_cannot_be_reached_is_unavailable(
    session: aiohttp.ClientSession, url: str, text: str
) -> None:
    with pytest.raises(Unavailable, match=text):
        await RestClient(session, "flow", QUICK).send(READ, peer_at(url))


async def test_a_redirect_is_not_followed(session: aiohttp.ClientSession) -> None:
    async with HttpPeer(answers(307, Location="/elsewhere"), answers(200, "{}")) as server:
        with pytest.raises(Unavailable, match="307"):
            await RestClient(session, "omnium").send(READ, peer_at(server.url))
        assert len(server.received) == 1


async def test_too_many_requests_defers(session: aiohttp.ClientSession) -> None:
    async with HttpPeer(answers(429, "slow down", Retry_After="7")) as server:
        with pytest.raises(Deferred) as caught:
            await RestClient(session, "omnium").send(READ, peer_at(server.url))
    assert caught.value.after_seconds == 7


@pytest.mark.parametrize(
    ("status", "error", "is_told"), [(404, NotFound, False), (409, Conflict, True), (500, Unavailable, True)]
)
async def test_of_a_record_that_may_be_missing_nothing_is_told_but_that_it_is(
    session: aiohttp.ClientSession, status: int, error: type[ApiError], is_told: bool
) -> None:
    async with HttpPeer(answers(status, "in words")) as server:
        with pytest.raises(error) as caught:
            await RestClient(session, "flow").send(READ._replace(may_be_missing=True), peer_at(server.url))
    assert caught.value.http_status == status
    assert ("in words" in str(caught.value)) is is_told


async def test_an_answer_in_pieces_is_read_to_its_end(session: aiohttp.ClientSession) -> None:
    async def in_pieces(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        for piece in (b'{"total"', b": 1", b"}"):
            await response.write(piece)
            await asyncio.sleep(0.01)
        return response

    async with HttpPeer(in_pieces) as server:
        read = await RestClient(session, "flow").send(READ, peer_at(server.url))
    assert read == {"total": 1}


async def test_a_refused_token_is_renewed_once(session: aiohttp.ClientSession) -> None:
    tokens = FixedTokens()
    async with HttpPeer(answers(401), answers(200, "{}")) as server:
        await RestClient(session, "omnium").send(READ, peer_at(server.url, RenewableBearer(tokens, "acme")))
        sent = [received.headers["Authorization"] for received in server.received]
    assert sent == ["Bearer token-1", "Bearer token-2"]


async def test_a_refused_fresh_token_is_access_denied(session: aiohttp.ClientSession) -> None:
    tokens = FixedTokens()
    async with HttpPeer(answers(401, "no")) as server:
        with pytest.raises(AccessDenied):
            await RestClient(session, "omnium").send(
                READ, peer_at(server.url, RenewableBearer(tokens, "acme"))
            )
        assert len(server.received) == 2
    assert tokens.version == 2


@pytest.mark.parametrize(
    ("status", "has_served"),
    [
        (200, True),
        (404, True),
        (409, True),
        (400, True),
        (403, False),
        (429, False),
        (500, False),
        (502, False),
    ],
)
async def test_what_the_system_itself_answered_was_served_by_the_token(
    session: aiohttp.ClientSession, status: int, has_served: bool
) -> None:
    tokens = OneToken("token-1")
    async with HttpPeer(answers(status, "{}")) as server:
        with suppress(JobInterrupted):
            await RestClient(session, "omnium").send(
                READ, peer_at(server.url, RenewableBearer(tokens, "acme"))
            )
    assert (await tokens.token("acme")).record.has_served is has_served


@pytest.mark.parametrize("status", [401, 403])
async def test_a_token_without_successor_is_tried_once(session: aiohttp.ClientSession, status: int) -> None:
    async with HttpPeer(answers(status, "no")) as server:
        with pytest.raises(AccessDenied):
            await RestClient(session, "flow").send(READ, peer_at(server.url))
        assert len(server.received) == 1


PERSON = {
    "message": "'Kari Nordmann' is not valid",
    "errors": {"Email": ["ola@example.com is taken, phone 91234567"]},
    "orderId": "DEMO-1001",
    "lastName": "Nordmann",
}


@pytest.mark.parametrize("status", [400, 404, 409, 422, 500])
async def test_no_failure_tells_of_a_person(session: aiohttp.ClientSession, status: int) -> None:
    async with HttpPeer(answers(status, json.dumps(PERSON))) as server:
        with pytest.raises(ApiError) as caught:
            await RestClient(session, "omnium").send(READ, peer_at(server.url))
    shown = str(caught.value)
    assert not [text for text in ("Kari", "Nordmann", "ola@", "91234567") if text in shown]
    assert "DEMO-1001" in shown
    assert "Email" in shown


@pytest.mark.parametrize("status", [200, 302, 400, 401, 403, 404, 409, 422, 429, 500, 503])
async def test_no_failure_shows_a_secret(session: aiohttp.ClientSession, status: int) -> None:
    echo = f"<p>Bearer token-1 token-2 ?clientSecret={CLIENT_SECRET} {json.dumps(CLIENT_SECRET)} 4711-id</p>"
    call = Call("GET", READ.route, {"orderId": "4711"}, {"clientSecret": CLIENT_SECRET})
    async with HttpPeer(answers(status, echo)) as server:
        bearer = RenewableBearer(FixedTokens(), "acme")
        with pytest.raises((ApiError, Deferred)) as caught:
            await RestClient(session, "omnium").send(call, peer_at(server.url, bearer))
        address = server.url
    everything = (
        "".join(traceback.format_exception(caught.value)) + repr(caught.value) + str(vars(caught.value))
    )
    sent = ("token-1", "token-2") if status == 401 else ("token-1",)
    assert not any(secret in everything for secret in (CLIENT_SECRET, *sent, address))


@pytest.mark.parametrize("answering", [resets, breaks_off, hangs])
async def test_no_broken_connection_shows_where_it_led(
    session: aiohttp.ClientSession, answering: Answering
) -> None:
    call = Call("GET", READ.route, {"orderId": "4711"}, {"clientSecret": CLIENT_SECRET})
    async with HttpPeer(answering) as server:
        with pytest.raises(Unavailable) as caught:
            await RestClient(session, "omnium", QUICK).send(call, peer_at(server.url))
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None
    everything = "".join(traceback.format_exception(caught.value))
    assert not any(text in everything for text in (CLIENT_SECRET, "127.0.0.1", "4711"))
