"""Flow is out for every tenant and comes back, while workers die: nothing is lost or doubled, and few attempts are burnt."""

from collections.abc import Iterator

import pytest

from local_stack.infrastructure import Infrastructure
from local_stack.scene import awaited
from rigs.chaos.arena import Arena, arena
from rigs.chaos.tenants import ChaosTenant

FLOW_IS_OUT = {"route": "*", "kind": "status", "status": 503, "count": 1_000_000}
ORDERS = 60
TENANTS = 2
ATTENTION = 5


@pytest.fixture(scope="module")
def stage(infrastructure: Infrastructure) -> Iterator[Arena]:
    """Two tenants, two workers; broker and database are everybody's."""
    tenants = [ChaosTenant(f"out{number}") for number in range(TENANTS)]
    with arena(infrastructure, tenants, {}) as running:
        yield running


def test_a_worker_that_dies_in_the_middle_of_the_recovery_loses_nothing(stage: Arena) -> None:
    stage.simulators.flow("POST", "/_sim/faults", FLOW_IS_OUT)
    with stage.under_load("recovers", orders=ORDERS, events=1) as load:
        pass
    awaited("the outage holds most", lambda: held(stage) > ORDERS, 30)

    stage.simulators.flow("DELETE", "/_sim/faults")
    awaited("they come back", lambda: stage.ledger.states(load.label)["done"] > TENANTS)
    stage.workers[0].kill()
    stage.workers[0].start()

    assert stage.verdict(load).faults == []
    failures = sorted(job.failures for job in stage.ledger.jobs(load.label))
    # Held back, most jobs were never tried while Flow was out.
    assert failures[len(failures) // 2] == 0
    assert held(stage) == 0


def held(stage: Arena) -> int:
    return sum(stage.ledger.count(tenant.uid, "held") for tenant in stage.tenants)
