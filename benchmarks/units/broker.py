"""What messages and queues take in the broker, as its own tool tells."""

import json
import time
from dataclasses import dataclass
from typing import Any, Final

from local_stack.broker import Broker
from local_stack.errors import StackError
from local_stack.infrastructure import Infrastructure

_NOTED_AFTER: Final = 6.0
"""Seconds after which it tells of what has changed: it counts every five."""


@dataclass(frozen=True)
class Backlog:
    """Over all queues: how many there are, the messages in them, the bytes of those, and the memory of the queues."""

    queues: int
    messages: int
    bodies: int
    memory: int

    def since(self, before: "Backlog") -> "Backlog":
        """Return what has come to it; the queues stay what they are."""
        return Backlog(
            self.queues,
            self.messages - before.messages,
            self.bodies - before.bodies,
            self.memory - before.memory,
        )


def backlog_of(infrastructure: Infrastructure) -> Backlog:
    """Ask the broker. Raises StackError for one that is not this run's own."""
    time.sleep(_NOTED_AFTER)
    broker = infrastructure.broker
    if not isinstance(broker, Broker):
        raise StackError("the broker is not this run's own: it cannot be asked")
    told = broker.control(
        "--silent", "--formatter", "json", "list_queues", "messages", "message_bytes", "memory"
    )
    queues: list[dict[str, Any]] = json.loads(told)
    # It tells nothing, as an empty text, of what a queue has never held.
    sums = (sum(each[name] or 0 for each in queues) for name in ("messages", "message_bytes", "memory"))
    return Backlog(len(queues), *sums)
