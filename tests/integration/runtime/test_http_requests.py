"""What is read of a request, and what a caller is told whose request is broken or refused."""

import gzip
import logging
from dataclasses import replace

import pytest
from aiohttp import web

from flow_omnium.runtime.http_server import serve
from flow_omnium.testing.http_callers import GET, LIMITS, Service, has_come, is_at_work, is_left, running
from flow_omnium.testing.polling import until


async def test_a_large_body_beside_small_headers_is_none_of_that(service: Service) -> None:
    body = b"x" * 50_000
    call = await service.call(b"POST /read HTTP/1.1\r\nHost: x\r\nContent-Length: 50000\r\n\r\n" + body)

    assert await call.answer() == 200
    assert service.bodies == [body]


async def test_a_body_that_nobody_reads_is_swallowed_so_far_and_no_further(service: Service) -> None:
    head = b"POST /refuse HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
    limits = replace(LIMITS, lingering=60)
    async with running(limits) as patient:
        call = await patient.call(head)
        assert (await call.reader.readline()).split()[1] == b"401"
        await has_come(call, b"2710\r\n" + b"x" * 10_000 + b"\r\n", lambda: patient.cut("endless_body") > 0)
        assert await is_left(patient)

    call = await service.call(head)
    assert b"401" in await call.rest()


async def test_a_small_body_that_nobody_reads_costs_the_connection_nothing(service: Service) -> None:
    call = await service.call(b"POST /refuse HTTP/1.1\r\nHost: x\r\nContent-Length: 5000\r\n\r\n")
    assert await call.answer() == 401

    call.send(b"x" * 5_000 + GET)
    assert await call.answer() == 200


async def test_no_service_inflates_anything(service: Service) -> None:
    body = gzip.compress(b"x" * 1_000_000)
    head = b"POST /read HTTP/1.1\r\nHost: x\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(
        body
    )

    assert await (await service.call(head + body)).answer() == 200
    assert service.bodies == [body]


BROKEN = {
    "no HTTP": b"\x16\x03 MARK\r\n\r\n",
    "a method that is none": b"MARK / HTTP/1.1\r\nHost: x\r\n\r\n",
    "a target that is none": b"GET http://[MARK HTTP/1.1\r\nHost: x\r\n\r\n",
    "a version that is none": b"GET / MARK/1.1\r\nHost: x\r\n\r\n",
    "a header without a colon": b"GET / HTTP/1.1\r\nHost: x\r\nMARK\r\n\r\n",
    "a header with a NUL": b"GET / HTTP/1.1\r\nHost: x\r\nMARK: \0\r\n\r\n",
    "two lengths": b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: MARK\r\n\r\n",
    "two hosts": b"GET / HTTP/1.1\r\nHost: x\r\nHost: MARK\r\n\r\n",
    "a long line": b"GET /MARK" + b"x" * 9_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
    "length and chunks": b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\nMARK",
    "an unknown transfer": b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: MARK\r\n\r\n",
    "an unknown expectation": b"GET / HTTP/1.1\r\nHost: x\r\nExpect: MARK\r\nConnection: close\r\n\r\n",
    "broken chunks": b"POST /read HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nMARK\r\n",
    "an unknown path": b"GET /MARK HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    "an unknown method": b"DELETE /?MARK HTTP/1.1\r\nHost: x\r\nX: MARK\r\nConnection: close\r\n\r\n",
}


@pytest.mark.parametrize("case", BROKEN)
async def test_an_answer_to_what_is_broken_repeats_nothing_that_was_sent(
    service: Service, case: str, caplog: pytest.LogCaptureFixture
) -> None:
    answer = await (await service.call(BROKEN[case])).rest()

    assert answer.split()[1] in (b"400", b"404", b"405", b"417")
    assert b"MARK" not in answer
    assert caplog.records == []


async def test_requests_behind_a_refused_one_are_answered_in_their_order(service: Service) -> None:
    refused = b"POST /refuse HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc"
    call = await service.call((refused + GET) * 40)

    assert [await call.answer() for _ in range(80)] == [401, 200] * 40


async def test_an_upgrade_that_is_declined_bounds_what_is_sent_behind_it(service: Service) -> None:
    upgrade = b"GET /slow HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n"
    call = await service.call(upgrade)
    await until("it is in work", lambda: is_at_work(service, 1))

    await has_come(call, b"x" * 1_000, lambda: service.cut("large_head") > 0)

    service.release.set()
    assert (await call.rest()).count(b"HTTP/1.1 200") == 1


async def test_what_fails_here_is_logged_and_told_in_no_words_of_its_own(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def fail(_request: web.Request) -> web.Response:
        raise ValueError("MARK")

    app = web.Application()
    app.router.add_get("/", fail)
    runner = await serve(app, "127.0.0.1", 0, LIMITS)
    service = Service(LIMITS, address=runner.addresses[0][:2])
    with caplog.at_level(logging.ERROR):
        call = await service.call(GET)
        answer = await call.rest()
    await call.end()
    await runner.cleanup()

    assert answer.startswith(b"HTTP/1.1 500 ")
    assert answer.endswith(b'{"error": "internal server error"}')
    assert [record.getMessage() for record in caplog.records] == ["Error handling request from 127.0.0.1"]
