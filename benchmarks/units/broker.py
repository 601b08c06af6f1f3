"""What messages and queues take in the broker: on its disk, and in memory as its own tool tells."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.broker_view import BrokerView
from flow_omnium.jobs.kinds import ORDER_QUEUE
from local_stack.broker import Broker
from local_stack.errors import StackError
from local_stack.infrastructure import Infrastructure
from local_stack.scene import awaited


@dataclass(frozen=True)
class Queues:
    """How many there are, and the memory that they take while empty."""

    number: int
    memory: int


@dataclass(frozen=True)
class Message:
    """Bytes of a job's message: as it is sent, and what a node writes to its disk for it."""

    body: int
    on_disk: float


def queues_of(infrastructure: Infrastructure) -> Queues:
    """Ask the broker. Raises StackError for one that is not this run's own."""
    broker = infrastructure.broker
    if not isinstance(broker, Broker):
        raise StackError("the broker is not this run's own: it cannot be asked")
    told = broker.control("--silent", "--formatter", "json", "list_queues", "name", "memory")
    queues: Sequence[dict[str, Any]] = json.loads(told)
    # It tells nothing, as an empty text, of a queue that it has not looked at yet.
    return Queues(len(queues), sum(each["memory"] or 0 for each in queues))


def disk_of(infrastructure: Infrastructure) -> int:
    """Return the bytes that the broker has on its disk."""
    files = (infrastructure.run.state / "broker").rglob("*")
    return sum(_size(file) for file in files)


def body_of(infrastructure: Infrastructure, waiting: int) -> int:
    """Wait for so many messages to wait for the worker of orders, which come behind the answers; return the bytes of one."""
    with BrokerView(infrastructure.amqp_url) as broker:
        awaited(f"{waiting} messages wait", lambda: broker.depth(ORDER_QUEUE) >= waiting or None)
        return broker.body_bytes(ORDER_QUEUE)


def _size(file: Path) -> int:
    try:
        return file.stat().st_size if file.is_file() else 0
    except FileNotFoundError:  # it is done with that one
        return 0
