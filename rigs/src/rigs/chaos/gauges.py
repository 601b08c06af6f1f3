"""What is measured on running parts: memory, the broker's messages, how long jobs took."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass

import psutil

from local_stack.broker import Broker
from local_stack.errors import NotOursError
from local_stack.infrastructure import Infrastructure
from local_stack.service import Service
from rigs.chaos.evidence import Job

MEBIBYTE = 2**20
_TOTAL = re.compile(r"messages_(?:received|delivered)_total => (\d+)")


@dataclass(frozen=True)
class Size:
    """Resident memory in MiB, and the number of open files and sockets."""

    mib: float
    handles: int


def size_of(service: Service) -> Size:
    """How large a service is now."""
    return Size(memory_mib(service), psutil.Process(service.pid).num_fds())


def memory_mib(service: Service) -> float:
    """The resident memory of a service, in MiB."""
    return float(psutil.Process(service.pid).memory_info().rss / MEBIBYTE)


def broker_messages(infrastructure: Infrastructure) -> int:
    """How many messages the broker has taken and handed out since its start."""
    counters = _own_broker(infrastructure).control("eval", "rabbit_global_counters:overview().")
    return sum(int(total) for total in _TOTAL.findall(counters))


def messages_ready(infrastructure: Infrastructure, queue: str) -> int:
    """How many messages of a queue the broker has handed out to nobody yet."""
    counted = _own_broker(infrastructure).control(
        "--quiet", "--formatter", "json", "list_queues", "name", "messages_ready"
    )
    return next(int(found["messages_ready"]) for found in json.loads(counted) if found["name"] == queue)


def p95_seconds(jobs: Sequence[Job]) -> float:
    """How long 95 % of the jobs took at most, from the event to the end of the work."""
    times = sorted((job.attempts[-1].ended_at - job.accepted_at).total_seconds() for job in jobs)
    return times[int(0.95 * (len(times) - 1))]


def _own_broker(infrastructure: Infrastructure) -> Broker:
    if not isinstance(infrastructure.broker, Broker):
        raise NotOursError("only a broker of our own tells what it did")
    return infrastructure.broker
