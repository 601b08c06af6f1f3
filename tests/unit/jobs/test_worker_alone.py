"""A job whose worker died twice runs alone: nothing else goes on beside it."""

import asyncio

import pytest

from flow_omnium.jobs.holding import ALONE
from flow_omnium.jobs.state import JobState
from flow_omnium.outcomes import Deferral, Deferred, Failed
from flow_omnium.testing.jobs import NOON, a_message
from flow_omnium.testing.polling import until
from flow_omnium.testing.virtual_time import in_virtual_time
from flow_omnium.testing.worker_bench import HANGS, bench


async def test_a_job_whose_worker_died_twice_is_held_until_it_can_run_alone() -> None:
    subject = bench()
    message = await subject.suspected()

    delivery = await subject.deliver(message)

    entry = subject.ledger.entries[message.job_id]
    assert (delivery.answers, entry.state, entry.held_by) == (["ack"], JobState.HELD, ALONE)
    assert subject.contexts == []
    assert subject.counted("jobs_held_total", tenant="acme", reason="alone") == 1
    assert await subject.lone.take_turn()
    assert subject.states() == {"suspect": JobState.DONE}
    assert not await subject.lone.take_turn()


@in_virtual_time
async def test_nothing_begins_while_a_job_runs_alone() -> None:
    subject = bench(HANGS)
    await subject.deliver(await subject.suspected())
    turn = asyncio.create_task(subject.lone.take_turn())
    await until("it runs", lambda: _is(len(subject.contexts) == 1))

    other = asyncio.create_task(subject.deliver(a_message("other", tenant_uid="other")))
    await asyncio.sleep(0.05)
    assert subject.states() == {"suspect": JobState.RUNNING}

    subject.release.set()
    assert await turn
    await other
    assert subject.states() == {"suspect": JobState.DONE, "other": JobState.DONE}


@in_virtual_time
async def test_a_job_that_must_run_alone_waits_for_those_that_run_but_not_for_ever() -> None:
    subject = bench(HANGS)
    other = asyncio.create_task(subject.deliver(a_message("other")))
    await until("it runs", lambda: _is(len(subject.contexts) == 1))
    suspect = await subject.suspected()
    subject.ledger.entries[suspect.job_id] = subject.ledger.entries[suspect.job_id].model_copy(
        update={"state": JobState.HELD, "held_by": ALONE, "held_at": NOON}
    )

    assert await subject.lone.take_turn()
    entry = subject.ledger.entries[suspect.job_id]
    assert (entry.state, entry.held_by, entry.attempt_count) == (JobState.HELD, ALONE, 0)

    subject.release.set()
    await other
    assert await subject.lone.take_turn()
    assert subject.states() == {"other": JobState.DONE, "suspect": JobState.DONE}


@pytest.mark.parametrize(
    "end", [Failed("boom"), Deferred("wait", cause=Deferral.STILL_QUEUED, after_seconds=5)]
)
async def test_a_run_alone_that_ends_clears_the_deaths_beside_others_and_keeps_those_alone(
    end: Exception,
) -> None:
    subject = bench(end)
    message = await subject.suspected()
    await subject.deliver(message)

    await subject.lone.take_turn()

    entry = subject.ledger.entries[message.job_id]
    assert (entry.state, entry.deaths, entry.deaths_alone, entry.alone) == (JobState.WAITING, 0, 1, False)


async def test_a_failure_beside_others_clears_no_death() -> None:
    subject, message = bench(Failed("boom")), a_message()
    await subject.ledger.record([message])
    entry = subject.ledger.entries[message.job_id]
    subject.ledger.entries[message.job_id] = entry.model_copy(update={"deaths": 1})

    await subject.deliver(message)

    assert subject.ledger.entries[message.job_id].deaths == 1


async def test_a_job_that_runs_alone_is_handed_back_when_the_worker_must_stop() -> None:
    subject = bench(HANGS)
    message = await subject.suspected()
    await subject.deliver(message)
    running = asyncio.create_task(subject.lone.run())
    await until("it runs", lambda: _is(len(subject.contexts) == 1))

    running.cancel()
    await asyncio.gather(running, return_exceptions=True)

    entry = subject.ledger.entries[message.job_id]
    assert (entry.state, entry.deaths, entry.alone) == (JobState.QUEUED, 2, False)


async def _is(answer: bool) -> bool:
    return answer
