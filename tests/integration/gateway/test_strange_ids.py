"""What a sender writes into an id is a value to the database and nothing else, and costs no other sender anything."""

import asyncio
import json
from typing import Any

import pytest
from aiohttp.test_utils import TestClient

from flow_omnium.jobs.operator.job_log import JobFilter, JobLog
from flow_omnium.runtime.database import Database

Gateway = TestClient[Any, Any]

OMNIUM = "/v1/tenants/acme/omnium/events"
SECRET = {"Authorization": "Bearer acme-webhook-secret"}
STRANGE = [
    "$ne",
    "$where",
    "../../tenants",
    "%2f",
    "{}",
    '{"$ne":null}',
    "a.b",
    "*",
    "ø",
    "😀",
    "'; --",
    "-1",
]


async def send(gateway: Gateway, **changes: object) -> tuple[int, Any]:
    event = {"className": "Order", "category": "Updated", "objectId": "1001"} | changes
    async with gateway.post(OMNIUM, data=json.dumps(event), headers=SECRET) as response:
        return response.status, await response.json()


async def test_each_strange_id_is_the_key_of_one_job_of_its_own(gateway: Gateway, database: Database) -> None:
    answers = [await send(gateway, objectId=key) for key in STRANGE for _ in range(2)]

    jobs = {job.key: job.job_id for job in await JobLog(database).find(JobFilter())}
    assert set(jobs) == set(STRANGE)
    assert [answer["jobId"] for _, answer in answers] == [jobs[key] for key in STRANGE for _ in range(2)]
    assert [answer["outcome"] for _, answer in answers] == ["queued", "coalesced"] * len(STRANGE)


@pytest.mark.parametrize("value", [2**63, 2**64 - 1, 10**30, {"$ne": None}, "\u0000", "x" * 600])
async def test_an_event_with_a_value_that_cannot_be_kept_spoils_no_other(
    gateway: Gateway, value: object
) -> None:
    together = [send(gateway, objectId=str(number)) for number in range(20)]

    answers = await asyncio.gather(send(gateway, objectNumber=value, storeId=value), *together)

    assert {status for status, _ in answers} == {202}
