"""An outage of one tenant's Flow, on the real broker and database: its jobs come back by a ramp, and nobody else notices.

That a backlog is not left to retries that have grown long is what a public report tells of another queue:
https://github.com/openaustralia/morph/issues/1099
"""

from collections.abc import AsyncIterator, Callable
from datetime import timedelta

import pytest

from flow_omnium.jobs.broker.dispatch import Dispatch
from flow_omnium.jobs.broker.topology import wait_queues
from flow_omnium.jobs.circuits.mongo import COLLECTION, MongoCircuits
from flow_omnium.jobs.kinds import ORDER_QUEUE
from flow_omnium.outcomes import Unavailable
from flow_omnium.runtime.database import Database
from flow_omnium.testing.broker import delete_queues
from flow_omnium.testing.polling import until
from flow_omnium.testing.workbench import FLOW_CALL, Workbench
from local_stack.ports import free_port

DOWN = Unavailable(FLOW_CALL, "", http_status=503)
MANY = [str(number) for number in range(200)]
A_FEW = MANY[:5]
MINUTE = 60.0


@pytest.fixture
async def out(open_bench: Callable[[str], Workbench], amqp_url: str) -> AsyncIterator[Workbench]:
    """A worker with a tenant whose Flow does not answer."""
    subject = open_bench(amqp_url)
    subject.error = DOWN
    async with subject.working():
        yield subject


@pytest.fixture
async def slow(amqp_url: str, mongodb_url: str, database: Database) -> AsyncIterator[Workbench]:
    """The same, with the delays of production."""
    subject = Workbench(amqp_url, mongodb_url, database, free_port(), retry_unit_seconds=MINUTE)
    async with subject.working():
        yield subject
    await delete_queues(amqp_url, [queue.name for queue in wait_queues(ORDER_QUEUE, MINUTE)])


async def test_200_jobs_of_an_outage_come_back_by_a_ramp_and_another_tenant_does_not_notice(
    out: Workbench, gateway_dispatch: Dispatch, database: Database
) -> None:
    await out.accept("broken", MANY, gateway_dispatch)
    assert await until("the circuit is open", lambda: _is_known(database))
    assert await until("all wait", lambda: _are_stopped(out, len(MANY)))
    await out.accept("healthy", A_FEW, gateway_dispatch)
    assert await until("the others are done", lambda: _are_done(out, "healthy", len(A_FEW)))
    assert await _are_stopped(out, len(MANY))
    burnt = out.runs["broken"]
    # Those that were under way when it opened, and the probes since.
    assert burnt < len(MANY) / 4

    out.mended.add("broken")
    assert await until("all are done", lambda: _are_done(out, "broken", len(MANY)))

    assert await until("nothing is left of it", lambda: _is_forgotten(database))
    entries = await out.entries("broken")
    done_at = sorted(entry.finished_at for entry in entries if entry.finished_at is not None)
    # One, two, four, …: in the first half of the time few of them were done.
    middle = done_at[0] + (done_at[-1] - done_at[0]) / 2
    assert sum(at < middle for at in done_at) < len(MANY) / 2
    assert all(entry.failures < 5 for entry in entries)


async def test_jobs_that_an_outage_holds_survive_the_end_of_their_worker(
    open_bench: Callable[[str], Workbench], amqp_url: str, gateway_dispatch: Dispatch, database: Database
) -> None:
    first = open_bench(amqp_url)
    first.error = DOWN
    async with first.working():
        await first.accept("broken", MANY[:40], gateway_dispatch)
        assert await until("all wait", lambda: _are_stopped(first, 40))
    second = open_bench(amqp_url)

    second.failing.clear()
    async with second.working():
        assert await until("all are done", lambda: _are_done(second, "broken", 40))
        assert await until("nothing is left of it", lambda: _is_forgotten(database))


async def test_a_fresh_event_brings_a_job_forward_that_waits_for_minutes(
    slow: Workbench, gateway_dispatch: Dispatch
) -> None:
    await slow.accept("broken", ["1"], gateway_dispatch)
    assert await until("it waits", lambda: _is_waiting(slow, 1))
    slow.mended.add("broken")

    await slow.accept("broken", ["1"], gateway_dispatch)

    assert await until("it is done", lambda: _are_done(slow, "broken", 1))
    (entry,) = await slow.entries("broken")
    assert entry.attempt_count == 2


async def test_a_flood_of_events_for_a_job_that_fails_costs_two_runs_and_then_it_waits(
    slow: Workbench, gateway_dispatch: Dispatch
) -> None:
    slow.run_seconds = 0.05
    await slow.accept("broken", ["1"], gateway_dispatch)
    assert await until("it waits", lambda: _is_waiting(slow, 1))

    for _ in range(60):
        await slow.accept("broken", ["1"], gateway_dispatch)
    assert await until("it waits again", lambda: _is_waiting(slow, 1))
    for _ in range(60):
        await slow.accept("broken", ["1"], gateway_dispatch)

    # By the table, brought forward, and where events came during that run, once more for them.
    assert slow.runs["broken"] <= 3
    (waits,) = [entry for entry in await slow.entries("broken") if entry.state.value == "waiting"]
    assert waits.next_attempt_at is not None
    assert waits.next_attempt_at - waits.accepted_at > timedelta(minutes=1)


async def _is_known(database: Database) -> bool:
    return any(circuit.is_shut for circuit in await MongoCircuits(database).all())


async def _is_forgotten(database: Database) -> bool:
    return await database[COLLECTION].count_documents({}) == 0


async def _are_stopped(bench: Workbench, number: int) -> bool:
    entries = await bench.entries("broken")
    stopped = [entry for entry in entries if entry.state.value in ("held", "waiting", "running", "queued")]
    return (
        len(stopped) == len(entries) == number
        and sum(entry.state.value == "held" for entry in stopped) > number / 2
    )


async def _are_done(bench: Workbench, tenant_uid: str, number: int) -> bool:
    return await bench.in_state(tenant_uid, "done") == number


async def _is_waiting(bench: Workbench, number: int) -> bool:
    return await bench.in_state("broken", "waiting") == number
