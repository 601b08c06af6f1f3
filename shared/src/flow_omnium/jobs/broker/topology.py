"""The queues as data (design section 4): which arguments each has. Only arguments that RabbitMQ 3.10 to 4.3 accept.

Everything goes through the default exchange, so a queue's name is its routing key. No I/O.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from flow_omnium.jobs.backoff import wait_delays_ms

DELIVERY_LIMIT = 20
"""Crashes that one message may cause before it is parked. Explicit and positive: see queue.md A3 for the trap of -1."""

PARKED_DELIVERY_LIMIT = 1_000_000
"""Looks that an operator may take at a parked message. From RabbitMQ 4.0 on a queue without a limit has one of 20, over
which a message that has nowhere to go is dropped."""

MAX_LOOK = 1_000
"""How many messages of one parking place every look gets, however few of them are shown."""


@dataclass(frozen=True)
class Queue:
    """One durable quorum queue."""

    name: str
    arguments: Mapping[str, str | int] = field(default_factory=lambda: MappingProxyType({}))


def parked_queue(name: str) -> str:
    """Name the queue for messages of queue `name` that cannot be read."""
    return f"{name}.parked"


def wait_queue(name: str, delay_ms: int) -> str:
    """Name the queue whose messages return to queue `name` after `delay_ms`.

    The delay is part of the name since arguments cannot be changed: a new table makes new queues, old ones drain.
    """
    return f"{name}.wait.{delay_ms}"


def work_queues(name: str) -> Sequence[Queue]:
    """Return the queue that workers read, and the parking place of what they cannot read."""
    # Not to a wait queue: a message that exceeds the limit would return to where it died and vanish (queue.md A5).
    to_parked = _dead_letters_to(parked_queue(name))
    return (
        Queue(parked_queue(name), _quorum({"x-delivery-limit": PARKED_DELIVERY_LIMIT})),
        Queue(name, _quorum(to_parked, {"x-delivery-limit": DELIVERY_LIMIT})),
    )


def wait_queues(name: str, retry_unit_seconds: float) -> Sequence[Queue]:
    """Return one queue per distinct delay; they have no consumers, their messages expire back into `name`."""
    return tuple(
        Queue(wait_queue(name, delay), _quorum(_dead_letters_to(name), {"x-message-ttl": delay}))
        for delay in wait_delays_ms(retry_unit_seconds)
    )


def _dead_letters_to(name: str) -> Mapping[str, str | int]:
    return {
        "x-dead-letter-exchange": "",
        "x-dead-letter-routing-key": name,
        # Both are needed for at-least-once; without reject-publish it silently becomes at-most-once (queue.md A3).
        "x-dead-letter-strategy": "at-least-once",
        "x-overflow": "reject-publish",
    }


def _quorum(*arguments: Mapping[str, str | int]) -> Mapping[str, str | int]:
    return MappingProxyType({"x-queue-type": "quorum"} | _merged(arguments))


def _merged(parts: Iterable[Mapping[str, str | int]]) -> dict[str, str | int]:
    return {key: value for part in parts for key, value in part.items()}
