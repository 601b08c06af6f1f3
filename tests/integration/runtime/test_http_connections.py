"""What a caller may cost any of our services before it has sent a whole request."""

import asyncio
import socket
from dataclasses import replace

from flow_omnium.runtime.connection_limits import ConnectionLimits
from flow_omnium.runtime.http_server import within_descriptors
from flow_omnium.testing.http_callers import (
    GET,
    LIMITS,
    Service,
    has_come,
    is_at_work,
    is_cut,
    is_left,
    running,
)
from flow_omnium.testing.polling import until

CLOSED = b""


async def test_headers_without_end_are_refused_at_their_limit_however_they_come(service: Service) -> None:
    call = await service.call(b"GET / HTTP/1.1\r\nHost: x\r\n")

    await has_come(call, b"X-Secret: %b\r\n" % (b"mine" * 100), lambda: service.cut("large_head") > 0)

    assert service.cut("large_head") == 1
    refusal = await call.rest()
    assert refusal.startswith(b"HTTP/1.0 400 ")
    assert refusal.endswith(b'{"error": "bad request"}')
    assert await is_left(service)


async def test_headers_beyond_their_limit_in_one_piece_are_refused_as_well(service: Service) -> None:
    head = b"GET / HTTP/1.1\r\nHost: x\r\n" + b"X: %b\r\n" % (b"x" * 100) * 50 + b"\r\n"

    assert (await (await service.call(head)).rest()).startswith(b"HTTP/1.0 400 ")


async def test_a_head_has_its_time_from_its_beginning_and_a_kept_connection_has_longer(
    service: Service,
) -> None:
    kept, new, begun = await service.call(GET), await service.call(), await service.call(GET[:9])
    assert await kept.answer() == 200

    assert (await new.rest(), await begun.rest()) == (CLOSED, CLOSED)
    assert service.cut("slow_head") == 2
    kept.send(GET)
    assert await kept.answer() == 200
    kept.send(GET[:9])
    assert await kept.rest() == CLOSED


async def test_a_head_behind_a_request_in_work_has_its_time_and_costs_that_one_nothing(
    service: Service,
) -> None:
    call = await service.call(b"GET /slow HTTP/1.1\r\nHost: x\r\n\r\n")
    await until("it is in work", lambda: is_at_work(service, 1))
    call.send(GET[:9])
    await until("the second head is given up", lambda: is_cut(service, "slow_head"))

    service.release.set()
    assert await call.answer() == 200
    assert await call.rest() == CLOSED


async def test_when_there_are_too_many_those_go_that_have_shown_no_secret() -> None:
    async with running(replace(LIMITS, head=60, connections=20)) as service:
        rightful = [await service.call(GET.replace(b"/ ", b"/known ")) for _ in range(5)]
        assert [await call.answer() for call in rightful] == [200] * 5

        strangers = [await service.call(GET[:9]) for _ in range(100)]
        assert await (await service.call(GET)).answer() == 200

        assert service.open() <= 20
        assert service.cut("crowded") >= 80
        for call in rightful:
            call.send(GET)
        assert [await call.answer() for call in rightful] == [200] * 5
        assert (await strangers[0].rest(), service.cut("refused")) == (CLOSED, 0)


async def test_one_more_than_can_be_borne_is_refused_while_all_have_a_request_in_work() -> None:
    async with running(replace(LIMITS, connections=2)) as service:
        calls = [await service.call(b"GET /slow HTTP/1.1\r\nHost: x\r\n\r\n") for _ in range(2)]
        await until("both are in work", lambda: is_at_work(service, 2))

        assert await (await service.call(GET)).rest() == CLOSED
        assert service.cut("refused") == 1
        service.release.set()
        assert [await call.answer() for call in calls] == [200] * 2
        assert await (await service.call(GET)).answer() == 200


async def test_a_caller_who_does_not_read_is_given_up(service: Service) -> None:
    sock = socket.socket()
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
    sock.setblocking(False)
    await asyncio.get_running_loop().sock_connect(sock, service.address)
    await asyncio.get_running_loop().sock_sendall(sock, b"GET /large HTTP/1.1\r\nHost: x\r\n\r\n" * 3)

    await until("it is given up", lambda: is_cut(service, "unread"))
    assert await is_left(service)
    sock.close()


def test_half_of_the_descriptors_are_left_to_broker_and_database() -> None:
    assert within_descriptors(ConnectionLimits(), 1_024).connections == 512
    assert within_descriptors(ConnectionLimits(connections=100), 1_024).connections == 100
