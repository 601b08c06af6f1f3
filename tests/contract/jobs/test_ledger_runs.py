"""What every ledger promises of runs, from the claim to the end: the same tests on the fake and on MongoDB."""

import asyncio
from datetime import timedelta

from flow_omnium.jobs.attempt_result import AttemptResult
from flow_omnium.jobs.entry import Attempt, JobEntry
from flow_omnium.jobs.kinds import JobKind
from flow_omnium.jobs.ledger.contract import Completed, Refusal, RunLedger
from flow_omnium.jobs.state import JobState
from flow_omnium.testing.jobs import NOON, a_lease, a_message
from flow_omnium.testing.ledgers import Subject, recorded, running, seen

LATER = NOON + timedelta(minutes=5)
DONE = AttemptResult(JobState.DONE)
FAILED = AttemptResult(JobState.WAITING, delay_ms=120_000, failures=1)


async def test_a_job_that_goes_back_has_not_started(subject: Subject) -> None:
    waiting, queued, held = [await running(subject.ledger, a_message(key)) for key in "123"]
    await subject.ledger.complete(waiting, FAILED, LATER)
    await subject.ledger.hand_back(queued, LATER)
    await subject.ledger.put_on_hold(held, "tenant:acme", LATER)

    left = [await seen(subject, entry.job_id) for entry in (waiting, queued, held)]

    assert [entry.started_at for entry in left] == [None] * 3


async def test_a_claimed_job_runs_under_its_lease(ledger: RunLedger) -> None:
    entry = await running(ledger, a_message())

    assert (entry.state, entry.owner, entry.lease_until) == (
        JobState.RUNNING,
        "worker-1",
        NOON + timedelta(seconds=60),
    )


async def test_a_message_delivered_twice_runs_once(ledger: RunLedger) -> None:
    message = await recorded(ledger, a_message())

    claims = await asyncio.gather(*(ledger.claim(message, a_lease(f"worker-{n}")) for n in range(8)))

    assert sum(isinstance(claim, JobEntry) for claim in claims) == 1
    assert {claim for claim in claims if not isinstance(claim, JobEntry)} == {Refusal.STALE}


async def test_an_old_ticket_is_stale(ledger: RunLedger) -> None:
    message = await recorded(ledger, a_message())
    entry = await ledger.claim(message, a_lease())
    assert isinstance(entry, JobEntry)
    await ledger.complete(entry, FAILED, LATER)

    assert await ledger.claim(message, a_lease()) is Refusal.STALE
    assert isinstance(await ledger.claim(message.reissued(2), a_lease()), JobEntry)


async def test_the_message_of_a_finished_job_is_stale(ledger: RunLedger) -> None:
    message = await recorded(ledger, a_message())
    entry = await ledger.claim(message, a_lease())
    assert isinstance(entry, JobEntry)
    await ledger.complete(entry, DONE, LATER)

    assert await ledger.claim(message, a_lease()) is Refusal.STALE


async def test_two_jobs_of_one_record_never_run_at_once(ledger: RunLedger) -> None:
    inbound = await running(ledger, a_message("A/1"))
    outbound = await recorded(ledger, a_message("A_1", kind=JobKind.OUTBOUND_ORDER))

    assert await ledger.claim(outbound, a_lease("worker-2")) is Refusal.BUSY

    await ledger.complete(inbound, DONE, LATER)
    assert isinstance(await ledger.claim(outbound, a_lease("worker-2")), JobEntry)


async def test_a_lease_can_be_renewed_by_its_owner_alone(subject: Subject) -> None:
    entry = await running(subject.ledger, a_message())
    stranger = entry.model_copy(update={"owner": "worker-2"})

    assert await subject.ledger.renew(entry, LATER)
    assert not await subject.ledger.renew(stranger, LATER + timedelta(minutes=5))
    assert (await seen(subject, entry.job_id)).lease_until == LATER


async def test_a_run_that_lost_its_lease_settles_nothing(subject: Subject) -> None:
    entry = await running(subject.ledger, a_message())
    stranger = entry.model_copy(update={"owner": "worker-2"})

    assert await subject.ledger.complete(stranger, DONE, LATER) is None
    assert await subject.ledger.complete(stranger, FAILED, LATER) is None
    assert await subject.ledger.hand_back(stranger, LATER) is None
    assert (await seen(subject, entry.job_id)).state is JobState.RUNNING


async def test_a_failed_job_waits_under_a_new_ticket(subject: Subject) -> None:
    entry = await running(subject.ledger, a_message())

    completed = await subject.ledger.complete(entry, FAILED, LATER)

    waiting = await seen(subject, entry.job_id)
    assert completed == Completed(JobState.WAITING, 2)
    assert (waiting.state, waiting.ticket, waiting.failures) == (JobState.WAITING, 2, 1)
    assert waiting.next_attempt_at == waiting.due_at == LATER + timedelta(minutes=2)
    assert (waiting.owner, waiting.lease_until) == (None, None)


async def test_a_finished_job_keeps_when_it_ended_and_what_it_did(subject: Subject) -> None:
    attempt = Attempt(
        number=1, started_at=NOON, duration_seconds=1, outcome="done", changes=("order 1: created",)
    )
    entry = await running(subject.ledger, a_message())

    await subject.ledger.complete(entry, AttemptResult(JobState.DONE, attempt=attempt), LATER)

    done = await seen(subject, entry.job_id)
    assert (done.state, done.finished_at, done.attempts, done.attempt_count) == (
        JobState.DONE,
        LATER,
        (attempt,),
        1,
    )


async def test_many_jobs_that_end_together_all_end(subject: Subject) -> None:
    entries = await asyncio.gather(*(running(subject.ledger, a_message(str(number))) for number in range(40)))

    completed = await asyncio.gather(*(subject.ledger.complete(entry, DONE, LATER) for entry in entries))

    assert completed == [Completed(JobState.DONE, 1)] * 40
    assert {(await seen(subject, entry.job_id)).state for entry in entries} == {JobState.DONE}


async def test_a_job_that_fails_while_a_newer_one_is_pending_is_superseded(subject: Subject) -> None:
    entry = await running(subject.ledger, a_message())
    newer = await recorded(subject.ledger, a_message())

    await subject.ledger.complete(entry, AttemptResult(JobState.WAITING, delay_ms=1, failures=4), LATER)

    ended = await seen(subject, entry.job_id)
    assert (ended.state, ended.finished_at) == (JobState.SUPERSEDED, LATER)
    assert (await seen(subject, newer.job_id)).failures == 4


async def test_every_run_that_is_begun_is_counted_whatever_becomes_of_it(subject: Subject) -> None:
    message = a_message()
    await subject.ledger.record([message])
    entry = await running(subject.ledger, message)
    assert entry.runs == 1
    completed = await subject.ledger.hand_back(entry, LATER)
    assert completed is not None

    again = await running(subject.ledger, message.reissued(completed.ticket))

    assert again.runs == 2


async def test_a_newer_job_inherits_that_its_record_was_worked_on(subject: Subject) -> None:
    older, newer = a_message(), a_message()
    await subject.ledger.record([older])
    entry = await running(subject.ledger, older)
    await subject.ledger.record([newer])
    await subject.ledger.complete(entry, FAILED, LATER)

    assert (await running(subject.ledger, newer)).runs == 2


async def test_an_entry_shows_what_its_latest_attempt_flagged(subject: Subject) -> None:
    message = a_message()
    await subject.ledger.record([message])
    flagged = Attempt(
        number=1, started_at=NOON, duration_seconds=1, outcome="failed", flags=("look at line 2",)
    )
    entry = await running(subject.ledger, message)
    completed = await subject.ledger.complete(
        entry, AttemptResult(JobState.WAITING, delay_ms=1, failures=1, attempt=flagged), LATER
    )
    assert completed is not None
    assert (await seen(subject, message.job_id)).attention == ("look at line 2",)

    entry = await running(subject.ledger, message.reissued(completed.ticket))
    await subject.ledger.complete(
        entry, AttemptResult(JobState.DONE, attempt=flagged.model_copy(update={"flags": ()})), LATER
    )
    assert (await seen(subject, message.job_id)).attention == ()


async def test_a_job_that_is_handed_back_is_queued_under_a_new_ticket_at_no_cost(subject: Subject) -> None:
    entry = await running(subject.ledger, a_message())

    completed = await subject.ledger.hand_back(entry, LATER)

    queued = await seen(subject, entry.job_id)
    assert completed == Completed(JobState.QUEUED, 2)
    assert (queued.state, queued.ticket, queued.attempt_count, queued.failures) == (JobState.QUEUED, 2, 0, 0)
    assert queued.due_at == LATER


async def test_a_job_handed_back_while_a_newer_one_is_pending_is_superseded(subject: Subject) -> None:
    entry = await running(subject.ledger, a_message())
    await recorded(subject.ledger, a_message())

    await subject.ledger.hand_back(entry, LATER)

    assert (await seen(subject, entry.job_id)).state is JobState.SUPERSEDED
