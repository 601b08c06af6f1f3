"""What the suite asks the database for while no job comes: the relay, the scheduler, the gauges."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from benchmarks.orders.stage import DATABASE, Stage
from benchmarks.units.broker import Queues, queues_of
from benchmarks.units.connections import connections_of
from benchmarks.units.notes import noting
from benchmarks.units.plan import IDLE_SECONDS
from benchmarks.units.routing import Operation


@dataclass(frozen=True)
class Idle:
    """The operations of so many `seconds`, the connections of each process by server, and the broker with empty queues."""

    seconds: float
    operations: Sequence[Operation]
    connections: Mapping[str, Mapping[str, int]]
    queues: Queues


def measure_idle(stage: Stage) -> Idle:
    """Look at a suite that has nothing to do."""
    queues = queues_of(stage.infrastructure)
    with noting(stage.infrastructure.mongodb_url, DATABASE) as operations:
        time.sleep(IDLE_SECONDS)
    services = stage.scene.suite.services
    held = {each.name: connections_of(each, stage.infrastructure) for each in services}
    return Idle(IDLE_SECONDS, operations, held, queues)
