"""Whatever is killed, stopped or wiped under load: nothing is lost, doubled, overlapping or stuck."""

import signal
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from local_stack.json_http import status_of
from local_stack.scene import awaited
from rigs.chaos.arena import Arena
from rigs.chaos.faults import FAULTS, lose_every_answer
from rigs.chaos.fuse import Stage

ALWAYS = 1_000_000
FLOW_IS_BROKEN = {"method": "POST", "route": "*/orders", "kind": "status", "status": 503, "count": ALWAYS}
OMNIUM_IS_BUSY = {"kind": "status", "status": 429, "headers": {"Retry-After": "4"}, "count": ALWAYS}
WAITING_STAGES = (Stage.BEFORE_WAIT, Stage.AFTER_WAIT)
OUTAGE_SECONDS = 20


def test_without_a_fault_every_event_is_worked_off(chaos: Arena) -> None:
    with chaos.under_load("calm") as load:
        pass

    assert chaos.verdict(load).faults == []
    evidence = load.evidence(chaos.ledger)
    assert len(evidence.accepted) == 2 * len(evidence.wanted) == 240
    # The order, two lines, the handling and the state: what the verdict looks for is there to be found.
    assert Counter(call.key for call in evidence.calls if call.effect and call.succeeded) == {
        wanted.key: 5 for wanted in evidence.wanted
    }


@pytest.mark.parametrize("stage", Stage)
def test_a_worker_that_is_killed_leaves_its_jobs_to_the_others(chaos: Arena, stage: Stage) -> None:
    with chaos.crashing_worker(stage, 5) as worker:
        if stage in WAITING_STAGES:
            chaos.simulators.flow("POST", "/_sim/faults", FLOW_IS_BROKEN)
        with chaos.under_load(f"worker-{stage}", orders=20) as load:
            assert worker.wait() == -signal.SIGKILL
            chaos.simulators.flow("DELETE", "/_sim/faults")

    assert chaos.verdict(load).faults == []


@pytest.mark.parametrize("fault", FAULTS)
def test_nothing_is_lost_doubled_or_stuck_although(chaos: Arena, fault: str) -> None:
    with chaos.under_load(fault.replace(" ", "-")) as load:
        load.await_accepted(60)
        FAULTS[fault](chaos, load)

    assert chaos.verdict(load).faults == []


def test_a_wiped_broker_gets_back_what_was_queued_and_what_was_waiting(chaos: Arena) -> None:
    chaos.simulators.omnium("POST", "/_sim/faults", OMNIUM_IS_BUSY)
    with chaos.under_load("wiped", orders=20) as load:
        awaited("all wait", lambda: chaos.ledger.states(load.label)["waiting"] == len(load.orders))
        chaos.simulators.omnium("DELETE", "/_sim/faults")
        chaos.kill_workers()
        load.begin(orders=20, per_second=200)
    assert chaos.ledger.states(load.label)["queued"] == 60

    chaos.infrastructure.broker.wipe()
    chaos.start_workers()

    assert chaos.verdict(load).faults == []


def test_events_are_taken_while_the_database_is_down_for_20_seconds(chaos: Arena) -> None:
    with chaos.under_load("outage", orders=50, per_second=13) as load:
        load.await_accepted(20)
        chaos.infrastructure.database.kill()
        down_since = time.monotonic()
        awaited("the outage is over", lambda: time.monotonic() - down_since > OUTAGE_SECONDS)
        taken = len(load.outbox.accepted)
        chaos.infrastructure.database.start()

    assert taken > 13 * (OUTAGE_SECONDS - 4)
    assert load.outbox.refusals == []
    assert chaos.verdict(load).faults == []


def test_with_both_stores_down_events_are_refused_for_the_moment_and_none_is_lost(chaos: Arena) -> None:
    parts = (chaos.infrastructure.broker, chaos.infrastructure.database)
    with chaos.under_load("both-down") as load:
        load.await_accepted(60)
        for part in parts:
            part.kill()
        load.await_refused(40)
        for part in parts:
            part.spawn()
        for part in parts:
            part.wait_ready()

    assert set(load.outbox.refusals) == {(503, "5")}
    assert chaos.verdict(load).faults == []


def test_a_write_that_is_never_answered_is_not_done_twice(chaos: Arena) -> None:
    lose_every_answer(chaos, orders=45)
    with chaos.under_load("no-answer", orders=15, events=1) as load:
        pass

    assert chaos.verdict(load).faults == []
    assert min(job.failures for job in chaos.ledger.jobs(load.label)) >= 4


def test_an_outage_makes_ready_only_what_can_work_and_restarts_nothing(chaos: Arena) -> None:
    database, broker = chaos.infrastructure.database, chaos.infrastructure.broker
    database.kill()
    awaited("the workers miss it", lambda: probes(chaos, "/readyz") == [200, 200, 503, 503])
    broker.kill()
    awaited("the gateway misses both", lambda: probes(chaos, "/readyz") == [503, 200, 503, 503])
    assert probes(chaos, "/healthz") == [200] * 4
    broker.start()
    awaited("one is enough for the gateway", lambda: probes(chaos, "/readyz") == [200, 200, 503, 503])
    database.start()
    awaited("all are ready", lambda: probes(chaos, "/readyz") == [200] * 4)


def test_a_worker_that_starts_without_a_database_is_alive_and_stops_when_told(chaos: Arena) -> None:
    worker = chaos.suite.service("order-sync")
    chaos.infrastructure.database.kill()
    try:
        worker.spawn()
        awaited("it is alive", lambda: status_of(f"{worker.base_url}/healthz") == 200)
        assert status_of(f"{worker.base_url}/readyz") == 503
        assert worker.stop() == 0
    finally:
        worker.kill()
        chaos.infrastructure.database.start()


def probes(chaos: Arena, path: str) -> list[int | None]:
    services = (chaos.gateway, chaos.token_manager, *chaos.workers)
    # At once: a probe may take the three seconds that a dependency is given.
    with ThreadPoolExecutor() as threads:
        return list(threads.map(lambda service: status_of(f"{service.base_url}{path}"), services))
