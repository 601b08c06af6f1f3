"""A whole worker in this process, on the real broker and database."""

from collections.abc import AsyncIterator, Callable

import pytest

from flow_omnium.jobs.broker.dispatch import Dispatch
from flow_omnium.jobs.broker.publisher import BrokerPublisher
from flow_omnium.jobs.broker.topology import wait_queues, work_queues
from flow_omnium.jobs.kinds import ORDER_QUEUE
from flow_omnium.runtime.database import Database
from flow_omnium.schema.database import DatabaseSchema
from flow_omnium.testing.broker import delete_queues
from flow_omnium.testing.operator_bench import OperatorBench
from flow_omnium.testing.workbench import UNIT_SECONDS, Workbench
from local_stack.ports import free_port


@pytest.fixture
async def open_bench(
    amqp_url: str, mongodb_url: str, database: Database
) -> AsyncIterator[Callable[[str], Workbench]]:
    """Make a worker that reaches the broker by a URL of the test's own, where its queues hold nothing of other tests."""
    queues = [*work_queues(ORDER_QUEUE), *wait_queues(ORDER_QUEUE, UNIT_SECONDS)]
    names = [queue.name for queue in queues]
    await delete_queues(amqp_url, names)
    yield lambda url: Workbench(url, mongodb_url, database, free_port())
    await delete_queues(amqp_url, names)


@pytest.fixture
async def gateway_dispatch(amqp_url: str) -> AsyncIterator[Dispatch]:
    """Publishes as the gateway does."""
    async with BrokerPublisher(amqp_url, name="test", queues=work_queues(ORDER_QUEUE)) as publisher:
        await publisher.wait_connected()
        yield Dispatch(publisher)


@pytest.fixture
async def bench(database: Database) -> OperatorBench:
    """An operator beside a worker and a relay."""
    await DatabaseSchema(database).create_missing()
    return OperatorBench(database)
