"""Declaring the topology on a channel."""

from collections.abc import Iterable
from typing import Any

from aio_pika.abc import AbstractChannel

from flow_omnium.jobs.broker.topology import Queue


async def declare(channel: AbstractChannel, queues: Iterable[Queue]) -> None:
    """Create the queues that are missing; one that exists with other arguments raises ChannelPreconditionFailed."""
    for queue in queues:
        arguments: dict[str, Any] = dict(queue.arguments)
        await channel.declare_queue(queue.name, durable=True, arguments=arguments)
