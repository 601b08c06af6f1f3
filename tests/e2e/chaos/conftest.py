"""Broker and database of these tests' own: they are killed and wiped."""

import asyncio
import os
from collections.abc import Iterator

import pytest

from flow_omnium.schema.catalogue import all_work_queues
from flow_omnium.testing.broker import delete_queues
from local_stack.infrastructure import Infrastructure, without_servers
from rigs.chaos.arena import Arena, arena
from rigs.chaos.tenants import ChaosTenant


@pytest.fixture(scope="session")
def broken_infrastructure() -> Iterator[Infrastructure]:
    """Started apart from what the other tests use, whatever the environment names."""
    with Infrastructure("chaos", environ=without_servers(os.environ)) as started:
        yield started


@pytest.fixture(scope="module")
def own_infrastructure(broken_infrastructure: Infrastructure) -> Iterator[Infrastructure]:
    """The same for each module, which finds no message of those before it."""
    yield broken_infrastructure
    queues = [queue.name for queue in all_work_queues()]
    asyncio.run(delete_queues(broken_infrastructure.amqp_url, queues))


@pytest.fixture(scope="module")
def chaos(own_infrastructure: Infrastructure) -> Iterator[Arena]:
    """Everything for three tenants, used by one fault after the other; each finds all parts running."""
    tenants = [ChaosTenant(f"shop{number}") for number in range(3)]
    with arena(own_infrastructure, tenants, {}) as running:
        yield running
