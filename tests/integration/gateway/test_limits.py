"""What a sender may cost: size, depth and time are bounded, and what is beyond them gets its answer."""

import asyncio
import gzip
import json
import zlib
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient

from flow_omnium.runtime.connection_limits import ConnectionLimits
from flow_omnium.runtime.http_server import serve
from flow_omnium.testing.served import Served
from webhook_gateway.backpressure import Limits

Gateway = TestClient[Any, Any]
Address = tuple[str, int]

OMNIUM = "/v1/tenants/acme/omnium/events"
SECRET = {"Authorization": "Bearer acme-webhook-secret"}
EVENT = json.dumps({"className": "Order", "category": "Updated", "objectId": "1001"}).encode()
HEAD = (
    f"POST {OMNIUM} HTTP/1.1\r\nHost: gateway\r\nAuthorization: {SECRET['Authorization']}\r\n"
    "Content-Type: application/json\r\n"
).encode()
PATIENCE = 5


@pytest.fixture
async def client(on_fakes: Callable[..., web.Application]) -> AsyncIterator[Gateway]:
    async with TestClient(Served(on_fakes())) as client:
        yield client


async def chunks(body: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(body), 10_000):
        yield body[start : start + 10_000]


async def test_a_chunked_body_is_taken_up_to_the_limit_and_no_further(client: Gateway) -> None:
    small, large = EVENT + b" " * 200_000, EVENT + b" " * 300_000

    assert (await client.post(OMNIUM, data=chunks(small), headers=SECRET)).status == 202
    refused = await client.post(OMNIUM, data=chunks(large), headers=SECRET)

    assert refused.status == 413
    assert await refused.json() == {"error": "request entity too large"}


COMPRESSED = {
    "gzip": ("gzip", gzip.compress(EVENT), 202),
    "deflate": ("deflate", zlib.compress(EVENT), 202),
    "a bomb": ("gzip", gzip.compress(EVENT + b" " * 50_000_000), 413),
    "a bomb within the limit as it is sent": ("deflate", zlib.compress(EVENT + b" " * 300_000), 413),
    "no gzip at all": ("gzip", EVENT, 400),
    "gzip that breaks off": ("gzip", gzip.compress(EVENT)[:20], 400),
    "a compression that nobody knows": ("zipped", gzip.compress(EVENT), 415),
}


@pytest.mark.parametrize("case", COMPRESSED)
async def test_a_compressed_body_counts_as_what_it_inflates_to(client: Gateway, case: str) -> None:
    encoding, body, status = COMPRESSED[case]

    answer = await client.post(OMNIUM, data=body, headers={**SECRET, "Content-Encoding": encoding})

    assert answer.status == status
    assert isinstance(await answer.json(), dict)


DEEP: dict[str, bytes] = {
    "10,000 arrays": b'{"objectId":' + b"[" * 10_000 + b"]" * 10_000 + b"}",
    "20,000 objects that never end": b'{"objectId":' * 20_000,
    "as many arrays as are read": b'{"objectId":' + b"[" * 1_000 + b"]" * 1_000 + b"}",
    "as many objects as are read": b'{"objectId":' * 1_000 + b"1" + b"}" * 1_000,
}


@pytest.mark.parametrize("case", DEEP)
async def test_a_deeply_nested_body_is_unreadable(client: Gateway, case: str) -> None:
    answer = await client.post(OMNIUM, data=DEEP[case], headers=SECRET)

    assert answer.status == 400


def with_field(value: bytes, name: bytes = b"comment") -> bytes:
    return b'{"className":"Order","category":"Updated","objectId":"1001","%b":%b}' % (name, value)


ODD: dict[str, bytes] = {
    "a byte order mark": b"\xef\xbb\xbf" + EVENT,
    "bytes of another encoding": with_field(b'"caf\xe9"'),
    "a character that was cut": with_field(b'"caf\xc3"'),
    "half an emoji": with_field(b'"\\ud83d"'),
    "a bare line break in a text": with_field(b'"a\nb"'),
    "an escape that JSON has not": with_field(b'"\\x41"'),
    "not a number": with_field(b"NaN"),
    "infinity": with_field(b"-Infinity"),
    "a number that no computer holds": with_field(b"1e999"),
    "a number of 10,000 digits": with_field(b"9" * 10_000),
    "a leading zero": with_field(b"007"),
    "a fraction without its zero": with_field(b"[.5, 5., +1, 0x1F]"),
    "2,000 arrays": with_field(b"[" * 2_000 + b"]" * 2_000),
    "100,000 arrays": with_field(b"[" * 100_000 + b"]" * 100_000),
    "a bad byte in what is only kept": with_field(b'"\xff"', b"storeId"),
    "an odd number in what is only kept": with_field(b"1e999", b"objectNumber"),
}


@pytest.mark.parametrize("case", ODD)
async def test_what_is_odd_in_a_field_that_nobody_reads_costs_no_event(client: Gateway, case: str) -> None:
    answer = await client.post(OMNIUM, data=ODD[case], headers=SECRET)

    assert (answer.status, (await answer.json())["outcome"]) == (202, "queued")


async def test_what_is_odd_beside_the_record_of_a_flow_event_costs_no_event(client: Gateway) -> None:
    body = b'{"action":"ORDER_SETTLED","order":{"Uid":"o-1","note":"\xe9","total":NaN},"till":{"x":1e999}}'

    answer = await client.post(OMNIUM.replace("omnium", "flow"), data=body, headers=SECRET)

    assert (answer.status, (await answer.json())["outcome"]) == (202, "queued")


NOT_UNDERSTOOD = [
    b'{"objectId": NaN}',
    b'{"objectId": 1e999}',
    b'{"objectId": 007}',
    b'{"objectId": "\\ud800"}',
    b'{"objectId": "caf\xe9"}',
    b'{"objectId": "1", }',
    b'{"objectId": "1"',
    b'{"objectId": "1"} and more',
    b'{"objectId" "1"}',
    b'{"objectId": "1", "comment": [1}',
    b'{"objectId": "1", "comment": ["open}',
    b'["objectId", NaN]',
    b"\xef\xbb\xbf",
    b'{"objectId": "a\\u2028b"}',
    b'{"objectId": "a\\u0000b"}',
    b'{"objectId": {"$ne": null}}',
    b'{"objectId": "1", "objectId": null}',
]


@pytest.mark.parametrize("body", NOT_UNDERSTOOD)
async def test_what_cannot_be_understood_is_refused_for_good(client: Gateway, body: bytes) -> None:
    answer = await client.post(OMNIUM, data=body, headers=SECRET)

    assert answer.status == 400
    assert isinstance((await answer.json())["error"], str)


@pytest.mark.parametrize(
    "uid", ["a%2Fb", "..%2F..", "acme%0A", "acme%00", "acme.", "a%20b", "%C3%A5", "acme%E2%80%A8"]
)
async def test_a_tenant_uid_outside_flows_pattern_is_unknown(client: Gateway, uid: str) -> None:
    async with asyncio.timeout(PATIENCE):
        status, _ = await exchanged(
            (str(client.host), int(client.port or 0)),
            HEAD.replace(b"acme/", uid.encode() + b"/") + b"\r\n",
            to_the_end=False,
        )

    assert status == 404


@pytest.fixture
async def impatient(on_fakes: Callable[..., web.Application]) -> AsyncIterator[Address]:
    """A gateway that bears with senders for a fraction of a second."""
    limits = ConnectionLimits(head=0.3, idle=0.4, lingering=0.1)
    runner = await serve(on_fakes(limits=Limits(body_seconds=0.3)), "127.0.0.1", 0, limits)
    host, port = runner.addresses[0][:2]
    yield host, port
    await runner.cleanup()


async def exchanged(
    address: Address, sent: bytes, drop: bytes = b"", *, to_the_end: bool = True
) -> tuple[int | None, bytes]:
    """Send, then drip; return what has come until the gateway closes (or the first of it), and its status."""
    reader, writer = await asyncio.open_connection(*address)
    writer.write(sent)
    dripping = asyncio.create_task(drip(writer, drop))
    try:
        answer = await received(reader, to_the_end=to_the_end)
    finally:
        dripping.cancel()
        writer.close()
    return (int(answer.split(b" ", 2)[1]) if answer else None), answer


async def received(reader: asyncio.StreamReader, *, to_the_end: bool) -> bytes:
    answer = b""
    with suppress(ConnectionError):
        while piece := await reader.read(65_536):
            answer += piece
            if not to_the_end:
                break
    return answer


async def drip(writer: asyncio.StreamWriter, drop: bytes) -> None:
    while drop:
        writer.write(drop)
        await asyncio.sleep(0.02)


async def test_headers_that_drip_in_are_cut_off(impatient: Address) -> None:
    async with asyncio.timeout(PATIENCE):
        assert await exchanged(impatient, HEAD, drop=b"X") == (None, b"")


async def test_a_connection_without_a_request_is_cut_off(impatient: Address) -> None:
    reader, writer = await asyncio.open_connection(*impatient)
    async with asyncio.timeout(PATIENCE):
        assert await reader.read() == b""
    writer.close()


async def test_headers_that_drip_in_after_a_first_request_are_cut_off(impatient: Address) -> None:
    first = HEAD + b"Content-Length: %d\r\n\r\n" % len(EVENT) + EVENT
    async with asyncio.timeout(PATIENCE):
        status, _ = await exchanged(impatient, first + HEAD, drop=b"X")

    assert status == 202


@pytest.mark.parametrize("length", [b"Content-Length: 100000\r\n\r\n", b"Transfer-Encoding: chunked\r\n\r\n"])
async def test_a_body_that_drips_in_is_answered_and_cut_off(impatient: Address, length: bytes) -> None:
    drop = b" " if b"Content" in length else b"1\r\n \r\n"
    async with asyncio.timeout(PATIENCE):
        status, answer = await exchanged(impatient, HEAD + length, drop=drop)

    assert status == 503
    assert b"Retry-After: 5" in answer
    assert b"Connection: close" in answer


async def test_a_sender_with_a_wrong_secret_is_answered_before_its_body(impatient: Address) -> None:
    head = HEAD.replace(b"acme-webhook-secret", b"wrong") + b"Content-Length: 100000\r\n\r\n"
    async with asyncio.timeout(PATIENCE):
        status, _ = await exchanged(impatient, head, drop=b" ")

    assert status == 401


MALFORMED = {
    "no HTTP": b"\x16\x03\x01\x02\x00\x01\r\n\r\n",
    "a header line of 100 kB": HEAD + b"X: " + b"x" * 100_000 + b"\r\n\r\n",
    "a thousand headers": HEAD + b"X: x\r\n" * 1_000 + b"\r\n",
    "a length that is no number": HEAD + b"Content-Length: many\r\n\r\n",
    "two lengths": HEAD + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\n",
    "length and chunks": HEAD + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "broken compression": HEAD + b"Content-Encoding: gzip\r\nContent-Length: 5\r\n\r\nhello",
    "broken chunks": HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n",
}


@pytest.mark.parametrize("case", MALFORMED)
async def test_what_is_no_http_is_refused_and_not_logged(
    impatient: Address, case: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with asyncio.timeout(PATIENCE):
        status, _ = await exchanged(impatient, MALFORMED[case])

    assert status == 400
    assert caplog.records == []
