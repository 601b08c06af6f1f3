"""What messages and queues take in the broker: on its disk, and in memory as its own tool tells."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from local_stack.broker import Broker
from local_stack.errors import StackError
from local_stack.infrastructure import Infrastructure


@dataclass(frozen=True)
class Queues:
    """How many there are, and the memory that they take while empty."""

    number: int
    memory: int


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


def _size(file: Path) -> int:
    try:
        return file.stat().st_size if file.is_file() else 0
    except FileNotFoundError:  # it is done with that one
        return 0
