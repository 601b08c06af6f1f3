"""What every ledger promises: the same tests on the fake and on MongoDB."""

import asyncio
from datetime import timedelta

import pytest

from flow_omnium.jobs.entry import Attempt, JobEntry
from flow_omnium.jobs.kinds import JobKind
from flow_omnium.jobs.ledger import MAX_ATTEMPTS_KEPT, Ledger, Refusal
from flow_omnium.jobs.message import JobMessage
from flow_omnium.jobs.mongo_ledger import MongoLedger
from flow_omnium.jobs.settlement import Settlement
from flow_omnium.jobs.state import JobState
from flow_omnium.runtime.database import Database
from flow_omnium.testing.jobs import NOON, a_lease, a_message
from flow_omnium.testing.memory_ledger import MemoryLedger

LATER = NOON + timedelta(minutes=5)
DONE = Settlement(JobState.DONE)
FAILED = Settlement(JobState.WAITING, delay_ms=120_000, failures=1)


@pytest.fixture(params=["memory", "mongodb"])
async def ledger(request: pytest.FixtureRequest, database: Database) -> Ledger:
    if request.param == "memory":
        return MemoryLedger()
    real = MongoLedger(database)
    await real.ensure_indexes()
    return real


async def recorded(ledger: Ledger, message: JobMessage) -> JobMessage:
    (result,) = await ledger.record([message])
    return result.job


async def running(ledger: Ledger, message: JobMessage, owner: str = "worker-1") -> JobEntry:
    claimed = await ledger.claim(await recorded(ledger, message), a_lease(owner))
    assert isinstance(claimed, JobEntry)
    return claimed


def failed_attempt(number: int) -> Attempt:
    return Attempt(
        number=number, started_at=NOON, duration_seconds=1, outcome="failed", error_class="Unavailable"
    )


async def test_an_event_for_a_record_with_a_pending_job_joins_it(ledger: Ledger) -> None:
    first, second = a_message(), a_message()

    results = [*await ledger.record([first]), *await ledger.record([second])]

    assert [result.is_new for result in results] == [True, False]
    assert results[1].job.job_id == first.job_id


async def test_duplicates_of_one_group_become_one_job(ledger: Ledger) -> None:
    group = [a_message("1"), a_message("2"), a_message("1"), a_message("1")]

    results = await ledger.record(group)

    assert [result.is_new for result in results] == [True, True, False, False]
    assert {result.job.job_id for result in results} == {group[0].job_id, group[1].job_id}


async def test_the_same_key_of_another_tenant_or_kind_is_another_job(ledger: Ledger) -> None:
    group = [a_message(), a_message(tenant_uid="other"), a_message(kind=JobKind.OUTBOUND_ORDER)]

    assert [result.is_new for result in await ledger.record(group)] == [True, True, True]


async def test_an_event_that_arrives_while_the_job_runs_makes_a_new_job(ledger: Ledger) -> None:
    await running(ledger, a_message())

    (result,) = await ledger.record([a_message()])

    assert result.is_new


async def test_an_event_that_arrives_while_the_job_waits_for_its_retry_joins_it(ledger: Ledger) -> None:
    entry = await running(ledger, a_message())
    await ledger.settle(entry, FAILED, LATER)

    (result,) = await ledger.record([a_message()])

    assert (result.is_new, result.job.job_id, result.job.ticket) == (False, entry.job_id, 2)


async def test_a_job_that_the_broker_never_confirmed_is_told_apart(ledger: Ledger) -> None:
    message = await recorded(ledger, a_message())
    before = await ledger.record([a_message()])

    await ledger.mark_published([message], NOON)

    assert [result.is_published for result in [*before, *await ledger.record([a_message()])]] == [False, True]


async def test_a_confirmation_of_an_old_ticket_confirms_nothing(ledger: Ledger) -> None:
    message = await recorded(ledger, a_message())

    await ledger.mark_published([message.reissued(9)], NOON)

    assert not (await ledger.record([a_message()]))[0].is_published


async def test_a_claimed_job_runs_under_its_lease(ledger: Ledger) -> None:
    entry = await running(ledger, a_message())

    assert (entry.state, entry.owner, entry.lease_until) == (
        JobState.RUNNING,
        "worker-1",
        NOON + timedelta(seconds=60),
    )


async def test_a_message_delivered_twice_runs_once(ledger: Ledger) -> None:
    message = await recorded(ledger, a_message())

    claims = await asyncio.gather(*(ledger.claim(message, a_lease(f"worker-{n}")) for n in range(8)))

    assert sum(isinstance(claim, JobEntry) for claim in claims) == 1
    assert {claim for claim in claims if not isinstance(claim, JobEntry)} == {Refusal.BUSY}


async def test_an_old_ticket_is_stale(ledger: Ledger) -> None:
    message = await recorded(ledger, a_message())
    entry = await ledger.claim(message, a_lease())
    assert isinstance(entry, JobEntry)
    await ledger.settle(entry, FAILED, LATER)

    assert await ledger.claim(message, a_lease()) is Refusal.STALE
    assert isinstance(await ledger.claim(message.reissued(2), a_lease()), JobEntry)


async def test_the_message_of_a_finished_job_is_stale(ledger: Ledger) -> None:
    message = await recorded(ledger, a_message())
    entry = await ledger.claim(message, a_lease())
    assert isinstance(entry, JobEntry)
    await ledger.settle(entry, DONE, LATER)

    assert await ledger.claim(message, a_lease()) is Refusal.STALE


async def test_two_jobs_of_one_record_never_run_at_once(ledger: Ledger) -> None:
    inbound = await running(ledger, a_message("A/1"))
    outbound = await recorded(ledger, a_message("A_1", kind=JobKind.OUTBOUND_ORDER))

    assert await ledger.claim(outbound, a_lease("worker-2")) is Refusal.BUSY

    await ledger.settle(inbound, DONE, LATER)
    assert isinstance(await ledger.claim(outbound, a_lease("worker-2")), JobEntry)


async def test_a_job_is_taken_over_once_its_runners_lease_has_ended(ledger: Ledger) -> None:
    message = await recorded(ledger, a_message())
    first = await ledger.claim(message, a_lease("worker-1", seconds=60))
    in_time, too_late = a_lease("worker-2", at=NOON + timedelta(seconds=59)), a_lease("worker-2", at=LATER)

    assert isinstance(first, JobEntry)
    assert await ledger.claim(message, in_time) is Refusal.BUSY
    assert isinstance(await ledger.claim(message, too_late), JobEntry)
    assert await ledger.settle(first, DONE, LATER) is None


async def test_a_renewed_lease_is_not_taken_over(ledger: Ledger) -> None:
    message = await recorded(ledger, a_message())
    entry = await ledger.claim(message, a_lease("worker-1"))
    assert isinstance(entry, JobEntry)

    assert await ledger.renew(entry, LATER + timedelta(minutes=1))
    assert await ledger.claim(message, a_lease("worker-2", at=LATER)) is Refusal.BUSY


async def test_a_lost_lease_cannot_be_renewed(ledger: Ledger) -> None:
    message = await recorded(ledger, a_message())
    entry = await ledger.claim(message, a_lease("worker-1"))
    assert isinstance(entry, JobEntry)
    await ledger.claim(message, a_lease("worker-2", at=LATER))

    assert not await ledger.renew(entry, LATER)


async def test_a_message_that_the_ledger_lacks_is_rebuilt_and_runs(ledger: Ledger) -> None:
    message = a_message()

    entry = await ledger.claim(message, a_lease())

    assert isinstance(entry, JobEntry)
    assert entry.message() == message


async def test_a_rebuilt_message_joins_a_pending_job_of_its_record(ledger: Ledger) -> None:
    await recorded(ledger, a_message())

    assert await ledger.claim(a_message(), a_lease()) is Refusal.STALE


async def test_a_failed_job_waits_under_a_new_ticket(ledger: Ledger) -> None:
    entry = await running(ledger, a_message())

    waiting = await ledger.settle(entry, FAILED, LATER)

    assert waiting is not None
    assert (waiting.state, waiting.ticket, waiting.failures) == (JobState.WAITING, 2, 1)
    assert waiting.next_attempt_at == LATER + timedelta(minutes=2)
    assert (waiting.owner, waiting.lease_until, waiting.published_at) == (None, None, None)


async def test_a_finished_job_keeps_when_it_ended_and_what_it_did(ledger: Ledger) -> None:
    attempt = Attempt(
        number=1, started_at=NOON, duration_seconds=1, outcome="done", changes=("order 1: created",)
    )

    done = await ledger.settle(
        await running(ledger, a_message()), Settlement(JobState.DONE, attempt=attempt), LATER
    )

    assert done is not None
    assert (done.state, done.finished_at, done.attempts, done.attempt_count) == (
        JobState.DONE,
        LATER,
        (attempt,),
        1,
    )


async def test_a_job_that_fails_while_a_newer_one_is_pending_is_superseded(ledger: Ledger) -> None:
    entry = await running(ledger, a_message())
    newer = await recorded(ledger, a_message())

    ended = await ledger.settle(entry, Settlement(JobState.WAITING, delay_ms=1, failures=4), LATER)

    assert ended is not None
    assert (ended.state, ended.finished_at) == (JobState.SUPERSEDED, LATER)
    heir = await ledger.claim(newer, a_lease())
    assert isinstance(heir, JobEntry)
    assert heir.failures == 4


async def test_only_the_latest_attempts_are_kept_but_all_are_counted(ledger: Ledger) -> None:
    entry = await running(ledger, a_message())
    rounds = MAX_ATTEMPTS_KEPT + 3
    for number in range(1, rounds + 1):
        settlement = Settlement(JobState.WAITING, delay_ms=1, failures=number, attempt=failed_attempt(number))
        waiting = await ledger.settle(entry, settlement, LATER)
        assert waiting is not None
        entry = await _claimed_again(ledger, waiting)

    assert entry.attempt_count == rounds
    assert [attempt.number for attempt in entry.attempts] == list(range(4, rounds + 1))


async def _claimed_again(ledger: Ledger, waiting: JobEntry) -> JobEntry:
    claimed = await ledger.claim(waiting.message(), a_lease())
    assert isinstance(claimed, JobEntry)
    return claimed
