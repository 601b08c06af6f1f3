"""Limits over HTTP."""

import asyncio

import pytest

from simulators.testing import Api


async def test_too_many_calls_at_once_are_refused(omnium: Api) -> None:
    await omnium.patch("/_sim/config", {"concurrentPerUser": 2, "answerDelaySeconds": 0.3})
    answers = await asyncio.gather(*(omnium.get("/api/Orders/none") for _ in range(4)))
    assert sorted(answer.status for answer in answers) == [404, 404, 429, 429]
    assert (await omnium.get("/api/Orders/none")).status == 404


@pytest.mark.parametrize("header", [True, False])
async def test_an_empty_bucket_may_or_may_not_say_when_to_come_back(omnium: Api, header: bool) -> None:
    await omnium.patch("/_sim/config", {"bucketCapacity": 0, "retryAfterHeader": header})
    answer = await omnium.get("/api/Orders/none")
    assert (answer.status, answer.headers.get("Retry-After")) == (429, "2" if header else None)
    assert (await omnium.post("/api/Token?clientId=tester&clientSecret=made-up")).status == 200


async def test_an_unknown_or_malformed_switch_is_refused(omnium: Api) -> None:
    for change in ({"queued": 1}, {"concurrentPerUser": 0}, {"shuffleEvents": "yes"}):
        answer = await omnium.patch("/_sim/config", change)
        assert (answer.status, answer.text.split(":")[0]) == (400, next(iter(change)))
