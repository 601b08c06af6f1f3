"""Every process is replaced while events arrive: nobody notices."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from rigs.chaos.arena import Arena
from rigs.chaos.load import Load
from rigs.chaos.rollout import deployed
from rigs.chaos.verdict import SUCCESSFUL

pytestmark = pytest.mark.alone

SHORT_LIVED = {"tokenLifetimeSeconds": 5}
"""Tokens that workers must ask for again and again, also while their token-manager goes."""


def test_a_rollout_under_load_loses_no_request_and_fails_none(chaos: Arena) -> None:
    chaos.simulators.omnium("PATCH", "/_sim/config", SHORT_LIVED)
    with deployed(chaos) as deployment:
        first = {pod.pid for fleet in deployment.fleets for pod in fleet.pods}
        with Load("rollout", chaos.simulators, deployment.door_url, chaos.tenants) as load:
            send_throughout(load, deployment.roll)
            load.finish()
        verdict = chaos.verdict(load)
        last = {pod.pid for fleet in deployment.fleets for pod in fleet.pods}

    assert (load.outbox.refusals, load.outbox.broken) == ([], [])
    assert verdict.faults == []
    attempts = Counter(run.outcome for job in chaos.ledger.jobs(load.label) for run in job.attempts)
    assert set(attempts) <= SUCCESSFUL, attempts
    assert len(first) == len(last) == 6
    assert first.isdisjoint(last)


def send_throughout(load: Load, act: Callable[[], None]) -> None:
    """Send events from before the act until it is over, however long it takes."""
    load.begin(orders=20, per_second=60)
    load.await_accepted(60)
    with ThreadPoolExecutor(1) as thread:
        acting = thread.submit(act)
        while not acting.done():
            load.begin(orders=20, per_second=60)
        acting.result()
