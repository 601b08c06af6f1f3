"""The queues as data (design section 4): which arguments each has; RabbitMQ 3.10 to 4.3 accept all of them.

Everything goes through the default exchange, so a queue's name is its routing key.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from flow_omnium.jobs.backoff import wait_delays_ms

DELIVERY_LIMIT = 20
"""Deliveries without an acknowledgement after which a message becomes a dead letter. Explicit and positive: RabbitMQ 3
has no limit of its own, and takes -1 for "drop at the first return" (queue.md A3)."""

DEAD_LETTER_DELIVERY_LIMIT = 1_000_000
"""How often an operator may look at a dead letter. From RabbitMQ 4.0 on a queue without a limit has one of 20, and beyond
it a message that has nowhere to go is dropped: https://www.rabbitmq.com/docs/quorum-queues#poison-message-handling"""

MAX_LOOK = 1_000
"""How many messages every look at dead letters gets, however few of them are shown."""


@dataclass(frozen=True)
class Queue:
    """One durable queue."""

    name: str
    arguments: Mapping[str, str | int] = field(default_factory=lambda: MappingProxyType({}))


def dead_letter_queue(name: str) -> str:
    """Name the dead letter queue of queue `name`: what no worker can read, or what takes workers down."""
    return f"{name}.parked"


def wait_queue(name: str, delay_ms: int) -> str:
    """Name the queue whose messages return to queue `name` after `delay_ms`.

    The delay is in the name, since a queue's arguments cannot be changed: a new table makes new queues, the old ones drain.
    """
    return f"{name}.wait.{delay_ms}"


def work_queues(name: str) -> Sequence[Queue]:
    """Return the queue that workers read, and its dead letter queue."""
    # Never to a wait queue: RabbitMQ drops a message that would return to the queue where it died (queue.md A5).
    to_dead_letters = _dead_letters_to(dead_letter_queue(name))
    return (
        Queue(dead_letter_queue(name), _quorum({"x-delivery-limit": DEAD_LETTER_DELIVERY_LIMIT})),
        Queue(name, _quorum(to_dead_letters, {"x-delivery-limit": DELIVERY_LIMIT})),
    )


def wait_queues(name: str, retry_unit_seconds: float) -> Sequence[Queue]:
    """Return one queue per distinct delay. Nobody reads them: their messages expire, and are dead-lettered back to `name`."""
    return tuple(
        Queue(wait_queue(name, delay), _quorum(_dead_letters_to(name), {"x-message-ttl": delay}))
        for delay in wait_delays_ms(retry_unit_seconds)
    )


def _dead_letters_to(name: str) -> Mapping[str, str | int]:
    return {
        "x-dead-letter-exchange": "",
        "x-dead-letter-routing-key": name,
        # Both are needed; without reject-publish at-least-once silently becomes at-most-once:
        # https://www.rabbitmq.com/docs/quorum-queues#dead-lettering
        "x-dead-letter-strategy": "at-least-once",
        "x-overflow": "reject-publish",
    }


def _quorum(*arguments: Mapping[str, str | int]) -> Mapping[str, str | int]:
    # Quorum, since only these survive the loss of a node without losing a confirmed message, count deliveries, and
    # dead-letter at least once.
    return MappingProxyType({"x-queue-type": "quorum"} | _merged(arguments))


def _merged(parts: Iterable[Mapping[str, str | int]]) -> dict[str, str | int]:
    return {key: value for part in parts for key, value in part.items()}
