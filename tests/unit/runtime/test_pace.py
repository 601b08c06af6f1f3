"""Long work is cut into short pieces, whoever does it."""

import asyncio

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from flow_omnium.runtime.pace import PIECE_SECONDS, REST_SECONDS, Pace


class Watch:
    """A clock that work moves, and that sleeping moves too; it notes how long was slept."""

    def __init__(self) -> None:
        self.now = 100.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


def a_pace() -> tuple[Pace, Watch]:
    watch = Watch()
    return Pace(watch, watch.sleep), watch


async def test_a_quarter_of_the_time_is_worked_however_small_the_steps_are() -> None:
    pace, watch = a_pace()
    worked, began = 0.0, watch.now
    for _step in range(1_000):
        await pace.step()
        watch.now += PIECE_SECONDS / 10
        worked += PIECE_SECONDS / 10
    share = worked / (watch.now - began)
    assert share == pytest.approx(PIECE_SECONDS / (PIECE_SECONDS + REST_SECONDS), rel=0.1)


async def test_a_rest_is_no_shorter_after_a_long_piece() -> None:
    pace, watch = a_pace()
    await pace.step()
    watch.now += 1
    watch.slept.clear()
    await pace.step()
    assert watch.slept == [pytest.approx(REST_SECONDS)]


async def test_whoever_asks_during_a_rest_waits_for_its_end_and_begins_none_of_his_own() -> None:
    pace, watch = a_pace()
    ends: list[float] = []

    async def rest(seconds: float) -> None:
        ends.append(watch.now + seconds)

    pace = Pace(watch, rest)
    await pace.step()
    watch.now += REST_SECONDS / 4
    await pace.step()
    assert ends == [pytest.approx(100 + REST_SECONDS)] * 2


async def test_nothing_that_goes_on_in_a_piece_waits() -> None:
    pace, watch = a_pace()
    await pace.step()
    watch.slept.clear()
    watch.now += PIECE_SECONDS / 2
    await pace.step()
    assert watch.slept == []


async def test_each_request_of_a_session_asks_first() -> None:
    async def hello(_request: web.Request) -> web.Response:
        return web.Response(text="hello")

    slept: list[float] = []

    async def rest(seconds: float) -> None:
        slept.append(seconds)
        await asyncio.sleep(0)

    application = web.Application()
    application.router.add_get("/", hello)
    pace = Pace(sleep=rest)
    async with (
        TestServer(application) as server,
        aiohttp.ClientSession(trace_configs=[pace.trace_config()]) as session,
        session.get(server.make_url("/")) as answer,
    ):
        assert await answer.text() == "hello"
    assert len(slept) == 1
