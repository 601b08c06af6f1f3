"""Every process is replaced while events arrive: nobody notices."""

from collections.abc import Iterator

import pytest

from local_stack.infrastructure import Infrastructure
from rigs.chaos.arena import Arena, arena
from rigs.chaos.load import Load
from rigs.chaos.rollout import deployed
from rigs.chaos.tenants import ChaosTenant
from rigs.chaos.verdict import SUCCESSFUL

pytestmark = pytest.mark.alone

SHORT_LIVED = {"tokenLifetimeSeconds": 10}
"""Tokens that workers must ask for again and again, also while their token-manager goes."""


@pytest.fixture(scope="module")
def chaos(own_infrastructure: Infrastructure) -> Iterator[Arena]:
    """Three tenants, served by what the test deploys."""
    tenants = [ChaosTenant(f"shop{number}") for number in range(3)]
    with arena(own_infrastructure, tenants, {}, is_served=False) as running:
        yield running


def test_a_rollout_under_load_loses_no_request_and_fails_none(chaos: Arena) -> None:
    chaos.simulators.omnium("PATCH", "/_sim/config", SHORT_LIVED)
    with deployed(chaos) as deployment:
        first = {pod.pid for fleet in deployment.fleets for pod in fleet.pods}
        with Load("rollout", chaos.simulators, deployment.door_url, chaos.tenants) as load:
            load.throughout(deployment.roll)
            load.finish()
        verdict = chaos.verdict(load)
        last = {pod.pid for fleet in deployment.fleets for pod in fleet.pods}

    assert (load.outbox.refusals, load.outbox.broken) == ([], [])
    assert verdict.faults == []
    attempts = (run for job in chaos.ledger.jobs(load.label) for run in job.attempts)
    assert [run.error for run in attempts if run.outcome not in SUCCESSFUL] == []
    assert len(first) == len(last) == 6
    assert first.isdisjoint(last)
