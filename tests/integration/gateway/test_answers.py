"""The gateway's answers (design section 4), and that nothing which is refused makes a job."""

import json
from pathlib import Path
from typing import Any

import pytest
from aiohttp import encode_basic_auth
from aiohttp.test_utils import TestClient

from flow_omnium.jobs.message import JobMessage
from flow_omnium.jobs.operator.job_log import JobFilter, JobLog
from flow_omnium.runtime.database import Database
from flow_omnium.testing.broker import count, fetch_all
from flow_omnium.testing.polling import until

Gateway = TestClient[Any, Any]

OMNIUM = "/v1/tenants/acme/omnium/events"
FLOW = "/v1/tenants/acme/flow/events"
SECRET = {"Authorization": "Bearer acme-webhook-secret"}
SAMPLES = Path(__file__).parents[2] / "samples" / "omnium-events"
VARIANTS = {path.stem: path.read_bytes() for path in sorted(SAMPLES.glob("*.json"))}


def event(**changes: object) -> dict[str, object]:
    return {"className": "Order", "category": "Updated", "objectId": "1001"} | changes


async def posted(gateway: Gateway, path: str, body: bytes | str, headers: dict[str, str]) -> tuple[int, Any]:
    async with gateway.post(path, data=body, headers=headers) as response:
        return response.status, await response.json()


async def jobs(database: Database) -> list[Any]:
    return list(await JobLog(database).find(JobFilter()))


@pytest.mark.parametrize("variant", VARIANTS)
async def test_each_variant_of_omniums_event_makes_a_job(
    gateway: Gateway, database: Database, amqp_url: str, variant: str
) -> None:
    status, answer = await posted(gateway, OMNIUM, VARIANTS[variant], SECRET)

    (job,) = await jobs(database)
    await until("the message is there", lambda: count(amqp_url, "external_order_sync"))
    (sent,) = [JobMessage.decode(body) async for body, _ in fetch_all(amqp_url, "external_order_sync")]
    assert (status, answer) == (202, {"outcome": "queued", "jobId": job.job_id})
    assert (sent.job_id, sent.key, sent.tenant_uid, sent.ticket) == (job.job_id, "1001", "acme", 1)


async def test_a_second_event_while_the_job_is_pending_is_coalesced(
    gateway: Gateway, database: Database
) -> None:
    _, first = await posted(gateway, OMNIUM, json.dumps(event()), SECRET)

    status, second = await posted(gateway, OMNIUM, json.dumps(event(category="Workflow")), SECRET)

    assert (status, second) == (202, {"outcome": "coalesced", "jobId": first["jobId"]})
    assert len(await jobs(database)) == 1


async def test_a_flow_webhook_makes_the_job_of_its_action(gateway: Gateway, database: Database) -> None:
    body = {"action": "ORDER_RECEIPT_SETTLED", "tenant": {"Uid": "acme"}, "order": {"Id": 7, "Uid": "o-1"}}

    status, _ = await posted(gateway, FLOW, json.dumps(body), SECRET)

    (job,) = await jobs(database)
    assert (status, job.kind, job.key, job.queue) == (
        202,
        "order-receipt",
        "o-1",
        "external_order_receipt_sync",
    )


REFUSED: dict[str, tuple[str, bytes | str, dict[str, str], int]] = {
    "malformed JSON": (OMNIUM, b'{"className": "Order"', SECRET, 400),
    "an empty body": (OMNIUM, b"", SECRET, 400),
    "not UTF-8": (OMNIUM, b'{"objectId": "\xff"}', SECRET, 400),
    "an array": (OMNIUM, json.dumps([event()]), SECRET, 400),
    "a bare text": (OMNIUM, b'"Order"', SECRET, 400),
    "a body of 300 KiB": (OMNIUM, json.dumps(event(message="x" * 300 * 1024)), SECRET, 413),
    "an unknown tenant": ("/v1/tenants/nobody/omnium/events", json.dumps(event()), SECRET, 404),
    "a tenant uid outside Flow's pattern": (
        "/v1/tenants/a%2Fb/omnium/events",
        json.dumps(event()),
        SECRET,
        404,
    ),
    "no secret": (OMNIUM, json.dumps(event()), {}, 401),
    "a wrong secret": (OMNIUM, json.dumps(event()), {"Authorization": "Bearer wrong"}, 401),
    "another tenant's secret": (
        OMNIUM,
        json.dumps(event()),
        {"Authorization": "Bearer asleep-webhook-secret"},
        401,
    ),
    "an inactive tenant": (
        "/v1/tenants/asleep/omnium/events",
        json.dumps(event()),
        {"Authorization": "Bearer asleep-webhook-secret"},
        403,
    ),
    "a missing objectId": (OMNIUM, json.dumps({"className": "Order", "category": "Updated"}), SECRET, 400),
    "a Flow event without its order": (FLOW, json.dumps({"action": "ORDER_SETTLED"}), SECRET, 400),
}


@pytest.mark.parametrize("case", REFUSED)
async def test_bad_input_gets_its_answer_and_makes_no_job(
    gateway: Gateway, database: Database, case: str
) -> None:
    path, body, headers, expected = REFUSED[case]

    status, answer = await posted(gateway, path, body, headers)

    assert status == expected
    assert isinstance(answer["error"], str)
    assert await jobs(database) == []


@pytest.mark.parametrize(
    ("path", "body"),
    [
        (OMNIUM, event(className="Product")),
        (OMNIUM, event(category="Notification")),
        (FLOW, {"action": "TILL_CLOSED", "store": {"Uid": "1"}}),
    ],
)
async def test_an_event_that_needs_no_job_is_taken_and_ignored(
    gateway: Gateway, database: Database, path: str, body: dict[str, object]
) -> None:
    status, answer = await posted(gateway, path, json.dumps(body), SECRET)

    assert (status, answer["outcome"], answer["jobId"]) == (202, "ignored", None)
    assert await jobs(database) == []


async def test_basic_authentication_takes_the_secret_as_password(gateway: Gateway) -> None:
    headers = {"Authorization": encode_basic_auth("omnium", "acme-webhook-secret")}

    assert (await posted(gateway, OMNIUM, json.dumps(event()), headers))[0] == 202
