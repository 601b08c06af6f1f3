"""Very many jobs at once, brought in past the gateway's HTTP: into the ledger in groups, then to the broker."""

import asyncio
import uuid
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

from flow_omnium.jobs.broker.dispatch import Dispatch
from flow_omnium.jobs.broker.publisher import BrokerPublisher
from flow_omnium.jobs.broker.topology import work_queues
from flow_omnium.jobs.kinds import ORDER_QUEUE, JobKind
from flow_omnium.jobs.ledger.intake import MongoIntakeLedger
from flow_omnium.jobs.message import JobMessage, new_message
from flow_omnium.runtime.database import connect
from rigs.chaos.arena import Arena

GROUP = 500


def bring_in(arena: Arena, tenant_uid: str, label: str, number: int) -> None:
    """Record and publish that many order jobs of a tenant, as the gateway would."""
    jobs = [_job(tenant_uid, f"{label}-{index}") for index in range(number)]
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, _bring_in(arena, jobs)).result()


async def _bring_in(arena: Arena, jobs: Sequence[JobMessage]) -> None:
    client = connect(arena.infrastructure.mongodb_url, application="backlog")
    ledger = MongoIntakeLedger(client[arena.suite.environment["MONGODB_DATABASE"]])
    url = arena.infrastructure.amqp_url
    async with BrokerPublisher(url, name="backlog", queues=work_queues(ORDER_QUEUE)) as publisher:
        await publisher.wait_connected()
        dispatch = Dispatch(publisher)
        for group in _groups(jobs):
            await ledger.record(group)
            await dispatch.enqueue(group)
    client.close()


def _groups(jobs: Sequence[JobMessage]) -> Iterator[Sequence[JobMessage]]:
    return (jobs[start : start + GROUP] for start in range(0, len(jobs), GROUP))


def _job(tenant_uid: str, key: str) -> JobMessage:
    return new_message(
        job_id=uuid.uuid4().hex,
        tenant_uid=tenant_uid,
        kind=JobKind.INBOUND_ORDER,
        key=key,
        event={"objectId": key, "className": "Order", "category": "Updated"},
        accepted_at=datetime.now(UTC),
    )
