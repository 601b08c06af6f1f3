"""Jobs that an operator cancels, on the real ledger, beside workers and a relay."""

import asyncio

import pytest

from flow_omnium.jobs.entry import JobEntry
from flow_omnium.jobs.holding import SLOT
from flow_omnium.jobs.ledger.contract import Refusal
from flow_omnium.jobs.message import JobMessage
from flow_omnium.jobs.state import JobState
from flow_omnium.testing.jobs import NOON, a_lease, a_message
from flow_omnium.testing.operator_bench import CANCEL, RETRY, OperatorBench, failed


async def test_a_running_job_is_neither_retried_nor_cancelled(bench: OperatorBench) -> None:
    running = await bench.running(a_message("1"))

    outcomes = [
        await bench.operator.retry(running.job_id, RETRY),
        await bench.operator.cancel(running.job_id, CANCEL),
    ]

    assert [(outcome.done, "is running" in outcome.what) for outcome in outcomes] == [(False, True)] * 2
    assert await bench.runs.renew(running, NOON)


@pytest.mark.parametrize("state", ["queued", "held", "waiting"])
async def test_a_message_that_arrives_after_the_cancellation_is_stale(
    bench: OperatorBench, state: str
) -> None:
    message = a_message("1")
    if state == "waiting":
        message = (await bench.completed(message, failed())).message()
    else:
        await bench.recorded(message)
    if state == "held":
        await bench.runs.hold(message, SLOT, NOON)

    assert (await bench.operator.cancel(message.job_id, CANCEL)).done

    entry = await bench.entry(message.job_id)
    assert (entry.state, entry.reason, entry.finished_at) == (JobState.CANCELLED, "a test order", NOON)
    assert (entry.held_by, entry.next_attempt_at) == (None, None)
    assert await bench.runs.claim(message, a_lease()) is Refusal.STALE
    assert not await bench.runs.hold(message, SLOT, NOON)
    assert await bench.relayed() == []


async def test_a_claim_and_a_cancellation_at_once_never_both_succeed(bench: OperatorBench) -> None:
    messages = [await bench.recorded(a_message(str(number))) for number in range(40)]

    async def race(message: JobMessage) -> tuple[bool, bool]:
        claimed, cancelled = await asyncio.gather(
            bench.runs.claim(message, a_lease()), bench.operator.cancel(message.job_id, CANCEL)
        )
        return isinstance(claimed, JobEntry), cancelled.done

    results = await asyncio.gather(*(race(message) for message in messages))

    assert all(is_claimed != is_cancelled for is_claimed, is_cancelled in results)


async def test_after_a_cancellation_an_event_makes_a_new_job(bench: OperatorBench) -> None:
    cancelled = await bench.recorded(a_message("1"))
    await bench.operator.cancel(cancelled.job_id, CANCEL)

    (recorded,) = await bench.runs.record([a_message("1")])

    assert recorded.is_new


async def test_a_job_that_is_not_there_is_left_alone(bench: OperatorBench) -> None:
    outcome = await bench.operator.cancel("nope", CANCEL)

    assert (outcome.done, outcome.what) == (False, "is not in the ledger")
