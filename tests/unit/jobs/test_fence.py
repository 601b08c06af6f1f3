"""No call passes the fence once the run's lease has ended, on real connections."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import aiohttp
import pytest

from flow_omnium.jobs.worker.fence import Fence, LeaseLostError, RunLease
from flow_omnium.jobs.worker.fenced_connector import FencedConnector, fenced_session
from flow_omnium.testing.clock import FixedClock
from flow_omnium.testing.http_peer import HttpPeer, answers

LEASE = timedelta(seconds=60)
MARGIN = timedelta(seconds=10)
FROZEN = timedelta(minutes=5)


class Bench:
    """A fence, a system behind it, and a clock that may be put forward while a call is on its way to its connection."""

    def __init__(self, peer: HttpPeer) -> None:
        self.clock = FixedClock()
        self.fence = Fence(self.clock)
        self.lease = RunLease(self.clock.now() + LEASE, LEASE)
        self.peer = peer
        self.session: aiohttp.ClientSession

    @property
    def received(self) -> list[str]:
        return [one.method for one in self.peer.received]

    async def calls(self, method: str) -> None:
        with self.fence.around(self.lease):
            async with self.session.request(method, self.peer.url) as answer:
                await answer.read()

    def freezing(self, at: str) -> aiohttp.TraceConfig:
        async def freeze(*_: object) -> None:
            self.clock.advance(FROZEN)

        config = aiohttp.TraceConfig()
        getattr(config, at).append(freeze)
        return config


def unable_to_connect() -> aiohttp.TraceConfig:
    async def fail(*_: object) -> None:
        raise OSError("no new connection")

    config = aiohttp.TraceConfig()
    config.on_connection_create_start.append(fail)
    config.freeze()
    return config


@asynccontextmanager
async def a_bench(freezes_at: str | None = None) -> AsyncIterator[Bench]:
    async with HttpPeer(answers(200, "{}")) as peer:
        bench = Bench(peer)
        others = [bench.freezing(freezes_at)] if freezes_at else []
        connector = FencedConnector(bench.fence)
        async with aiohttp.ClientSession(connector=connector, trace_configs=others) as session:
            bench.session = session
            yield bench


async def test_a_call_passes_as_long_as_the_lease_lasts_with_a_margin_for_the_call() -> None:
    async with a_bench() as bench:
        bench.clock.advance(LEASE - MARGIN - timedelta(seconds=1))
        await bench.calls("PUT")

        bench.clock.advance(timedelta(seconds=1))
        with pytest.raises(LeaseLostError):
            await bench.calls("PUT")
        assert bench.received == ["PUT"]


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE"])
async def test_what_froze_before_it_had_its_connection_never_leaves(method: str) -> None:
    async with a_bench("on_connection_create_start") as bench:
        with pytest.raises(LeaseLostError):
            await bench.calls(method)
        assert bench.received == []


@pytest.mark.parametrize("at", ["on_request_start", "on_connection_reuseconn"])
async def test_what_froze_before_it_took_up_a_kept_connection_never_leaves(at: str) -> None:
    async with a_bench() as bench:
        await bench.calls("GET")
        # From here on it freezes before the first look, or between that and the connection.
        bench.session.trace_configs.append(bench.freezing(at))
        bench.session.trace_configs[-1].freeze()

        with pytest.raises(LeaseLostError):
            await bench.calls("PUT")
        assert bench.received == ["GET"]


async def test_a_connection_that_a_call_was_refused_is_kept_for_others() -> None:
    async with a_bench() as bench:
        await bench.calls("GET")
        bench.session.trace_configs.append(bench.freezing("on_connection_reuseconn"))
        bench.session.trace_configs[-1].freeze()
        with pytest.raises(LeaseLostError):
            await bench.calls("PUT")

        # One that has to be made anew would be refused as well: only a kept one brings its call through.
        bench.session.trace_configs[:] = [unable_to_connect()]
        async with bench.session.post(bench.peer.url) as answer:
            assert answer.status == 200
        assert bench.received == ["GET", "POST"]


async def test_a_renewed_lease_lets_calls_pass_and_a_lost_one_never_again() -> None:
    async with a_bench() as bench:
        bench.clock.advance(LEASE)
        with pytest.raises(LeaseLostError):
            await bench.calls("PUT")

        bench.lease.until = bench.clock.now() + LEASE
        with pytest.raises(LeaseLostError):
            await bench.calls("PUT")
        assert bench.received == []


async def test_tasks_that_a_run_begins_are_fenced_with_it() -> None:
    async with a_bench() as bench:
        bench.clock.advance(LEASE)
        with bench.fence.around(bench.lease):
            ended = await asyncio.gather(
                *(bench.session.get(bench.peer.url) for _ in range(3)), return_exceptions=True
            )
        assert {type(one) for one in ended} == {LeaseLostError}


async def test_two_runs_in_one_process_have_a_lease_each() -> None:
    async with a_bench() as bench:
        other = RunLease(bench.clock.now() + 3 * LEASE, LEASE)
        bench.clock.advance(LEASE)

        async def calls_under(lease: RunLease) -> None:
            with bench.fence.around(lease):
                async with bench.session.put(bench.peer.url):
                    pass

        ended = await asyncio.gather(calls_under(bench.lease), calls_under(other), return_exceptions=True)
        assert isinstance(ended[0], LeaseLostError)
        assert ended[1] is None
        assert bench.received == ["PUT"]


async def test_what_is_called_in_no_run_s_name_passes() -> None:
    async with a_bench() as bench:
        bench.clock.advance(FROZEN)
        async with bench.session.post(bench.peer.url) as answer:
            assert answer.status == 200


@pytest.mark.parametrize(
    ("method", "is_write"), [("GET", False), ("HEAD", False), ("POST", True), ("DELETE", True)]
)
async def test_it_remembers_whether_something_may_have_been_written(method: str, is_write: bool) -> None:
    async with a_bench() as bench:
        await bench.calls(method)
        assert bench.lease.has_written is is_write


async def test_no_call_carries_a_cookie_that_another_one_was_given() -> None:
    async with HttpPeer(answers(200, "{}", Set_Cookie="session=of-acme")) as peer:
        url = peer.url.replace("127.0.0.1", "localhost")  # by an address alone, no client would keep it
        async with fenced_session(Fence(FixedClock())) as session:
            for _ in range(2):
                async with session.get(url) as answer:
                    await answer.read()
        assert [one.headers.get("Cookie") for one in peer.received] == [None, None]
