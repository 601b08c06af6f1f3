"""Indexes and queues that are not as this version needs them: work goes on where no promise is at stake, and all is named."""

import asyncio
import json
from collections.abc import Iterator
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

import aio_pika
import pytest
from pymongo import MongoClient
from pymongo.database import Database

from flow_omnium.jobs.broker.topology import wait_queues
from flow_omnium.jobs.kinds import RECEIVEMENT_QUEUE
from local_stack.infrastructure import Infrastructure
from local_stack.json_http import call
from local_stack.scene import Scene, awaited

UNIT = "0.0731"
"""Of nobody else here, and so are the wait queues of it."""

TWINS = [
    {"_id": f"twin-{number}", "tenantUid": "acme", "kind": "inbound-order", "key": "twins", "pending": True}
    for number in range(2)
]


@pytest.fixture
def stored(infrastructure: Infrastructure, scene: Scene) -> Iterator[Database[dict[str, Any]]]:
    with MongoClient[dict[str, Any]](infrastructure.mongodb_url) as client:
        yield client[scene.suite.environment["MONGODB_DATABASE"]]


async def make_otherwise(amqp_url: str) -> str:
    queue = wait_queues(RECEIVEMENT_QUEUE, float(UNIT))[0]
    async with await aio_pika.connect(amqp_url) as connection, connection.channel() as channel:
        await channel.declare_queue(
            queue.name, durable=True, arguments={**queue.arguments, "x-max-length": 7}
        )
    return queue.name


def test_what_is_no_promise_keeps_nobody_from_work_and_is_named(
    infrastructure: Infrastructure, scene: Scene, stored: Database[dict[str, Any]]
) -> None:
    stored.command("collMod", "jobs", index={"name": "retention", "expireAfterSeconds": 3600})
    queue = asyncio.run(make_otherwise(infrastructure.amqp_url))
    lifetime = "index jobs.retention: expireAfterSeconds is 3600 and should be 2592000"
    other = f"queue {queue}: x-max-length is 7 and should be none"

    # As a user that may declare queues: only such a one is told of their arguments.
    broker = f"{infrastructure.amqp_url}?heartbeat=15"
    worker = scene.suite.service("receivement-sync", {"AMQP_URL": broker, "RETRY_UNIT_SECONDS": UNIT})
    worker.start()
    try:
        readiness = awaited("both are told", lambda: told_of(worker.base_url, 2))
        assert (readiness["status"], readiness["details"]["schema"]) == ("ok", [lifetime, other])
        with urlopen(f"{worker.base_url}/metrics", timeout=10) as answer:  # noqa: S310 - our own process
            series = answer.read().decode()
        assert 'schema_differences{object="index jobs.retention",option="expireAfterSeconds"} 1.0' in series
        assert f'schema_differences{{object="queue {queue}",option="x-max-length"}} 1.0' in series
        logged = [
            json.loads(line) for line in worker.log.read_text().splitlines() if "the schema differs" in line
        ]
        assert sorted((line["object"], line["option"]) for line in logged) == [
            (queue, "x-max-length"),
            ("jobs.retention", "expireAfterSeconds"),
        ]

        mended = scene.suite.cli("schema", "apply", env={"RETRY_UNIT_SECONDS": UNIT})
        assert "index jobs.retention: expireAfterSeconds was 3600, is 2592000" in mended.stdout
        awaited("only the queue is told", lambda: told_of(worker.base_url, 1))
    finally:
        worker.stop()
        scene.suite.cli("schema", "apply", env={"RETRY_UNIT_SECONDS": UNIT})


def test_a_missing_promise_keeps_a_gateway_from_its_work_until_it_stands(
    scene: Scene, stored: Database[dict[str, Any]]
) -> None:
    stored["jobs"].drop_index("one_pending_per_key")
    stored["jobs"].insert_many([dict(twin) for twin in TWINS])
    gateway = scene.suite.service("webhook-gateway")
    gateway.spawn()
    try:
        awaited("the index alone is told", lambda: lacks_the_index(gateway.base_url))
        failed = scene.suite.cli("schema", "apply")
        assert failed.returncode == 1
        assert "twin-0 and twin-1 (tenantUid acme, kind inbound-order, key twins)" in failed.stdout

        stored["jobs"].delete_one({"_id": "twin-1"})
        assert "index jobs.one_pending_per_key: built" in scene.suite.cli(
            "schema", "apply"
        ).stdout or is_built(stored)
        gateway.wait_ready()
    finally:
        gateway.stop()
        stored["jobs"].delete_many({"key": "twins"})


def is_built(stored: Database[dict[str, Any]]) -> bool:
    """By a service whose user may, which was faster."""
    return "one_pending_per_key" in stored["jobs"].index_information()


def lacks_the_index(base_url: str) -> dict[str, Any] | None:
    try:
        with urlopen(f"{base_url}/readyz", timeout=10):  # noqa: S310 - our own process
            return None
    except HTTPError as error:
        answer: dict[str, Any] = json.loads(error.read())
        return answer if answer["faults"] == ["indexes"] and "indexes" in answer.get("details", {}) else None
    except OSError:
        return None


def told_of(base_url: str, count: int) -> dict[str, Any] | None:
    readiness: dict[str, Any] = call("GET", f"{base_url}/readyz")
    return readiness if len(readiness.get("details", {}).get("schema", ())) == count else None
