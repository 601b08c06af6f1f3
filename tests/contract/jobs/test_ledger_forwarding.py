"""What every ledger promises of an event for a job that waits since its attempt failed: it comes forward, but not in a loop."""

from datetime import datetime, timedelta

from flow_omnium.jobs.attempt_result import AttemptResult
from flow_omnium.jobs.entry import JobEntry
from flow_omnium.jobs.forwarding import Forwarding
from flow_omnium.jobs.holding import RECORD, SLOT, pause_of_tenant
from flow_omnium.jobs.ledger.contract import Due, Recorded
from flow_omnium.jobs.message import JobMessage
from flow_omnium.jobs.state import JobState
from flow_omnium.testing.jobs import NOON, a_lease, a_message, failed_attempt
from flow_omnium.testing.ledgers import Subject, running, seen

LATER = NOON + timedelta(minutes=5)
SOON = LATER + timedelta(seconds=20)
BY_THE_TABLE, EARLY = Forwarding(0, 120_000), Forwarding(120_000, 120_000)


def failed(forwarding: Forwarding | None, failures: int = 1) -> AttemptResult:
    """Return how an attempt ends that failed; without `forwarding` its worker was lost, or it was deferred."""
    return AttemptResult(
        JobState.WAITING,
        delay_ms=3_600_000,
        failures=failures,
        attempt=failed_attempt(failures),
        forwarding=forwarding,
    )


async def waiting(subject: Subject, forwarding: Forwarding | None = BY_THE_TABLE) -> JobEntry:
    """Have a job wait for an hour."""
    entry = await running(subject.ledger, a_message())
    await subject.ledger.complete(entry, failed(forwarding), LATER)
    return await seen(subject, entry.job_id)


async def event(subject: Subject, at: datetime = SOON) -> Recorded:
    """Record an event for the same record."""
    (recorded,) = await subject.ledger.record([a_message(at=at)])
    assert not recorded.is_new
    return recorded


async def run_of(subject: Subject, message: JobMessage, at: datetime = SOON) -> JobEntry:
    """Claim the message's job."""
    claimed = await subject.ledger.claim(message, a_lease(at=at))
    assert isinstance(claimed, JobEntry)
    return claimed


async def test_it_is_queued_and_due_now_under_a_new_ticket_and_its_failures_are_kept(
    subject: Subject,
) -> None:
    job = await waiting(subject)

    recorded = await event(subject)

    queued = await seen(subject, job.job_id)
    assert recorded == Recorded(job.job_id, is_new=False, forwarded=Due(queued.message()))
    assert (queued.state, queued.due_at, queued.next_attempt_at) == (JobState.QUEUED, SOON, None)
    assert (queued.ticket, queued.failures, queued.forwarded) == (job.ticket + 1, 1, True)
    assert (await run_of(subject, queued.message())).failures == 1


async def test_the_message_that_still_waits_does_not_start_it_any_more(subject: Subject) -> None:
    job = await waiting(subject)
    await event(subject)

    assert not isinstance(await subject.ledger.claim(job.message(), a_lease(at=SOON)), JobEntry)


async def test_of_many_events_one_brings_it_forward(subject: Subject) -> None:
    await waiting(subject)

    recorded = [await event(subject) for _ in range(5)]

    assert [each.forwarded is not None for each in recorded] == [True, False, False, False, False]


async def test_an_event_soon_after_an_attempt_that_came_early_brings_it_to_the_end_of_the_pause(
    subject: Subject,
) -> None:
    job = await waiting(subject, EARLY)

    first, second = await event(subject), await event(subject)

    waits = await seen(subject, job.job_id)
    due = SOON + timedelta(minutes=2)
    assert first.forwarded == Due(waits.message(), 120_000)
    assert second.forwarded is None
    assert (waits.state, waits.due_at, waits.next_attempt_at) == (JobState.WAITING, due, due)
    assert waits.ticket == job.ticket + 1


async def test_an_event_after_the_pause_brings_it_at_once(subject: Subject) -> None:
    job = await waiting(subject, EARLY)

    recorded = await event(subject, LATER + timedelta(minutes=2))

    assert recorded.forwarded is not None
    assert (await seen(subject, job.job_id)).state is JobState.QUEUED


async def test_the_next_failure_knows_that_the_attempt_came_early_and_the_one_after_it_does_not(
    subject: Subject,
) -> None:
    await waiting(subject)
    recorded = await event(subject)
    assert recorded.forwarded is not None

    early = await run_of(subject, recorded.forwarded.message)
    assert early.forwarded
    await subject.ledger.complete(early, failed(EARLY, 2), SOON)

    by_the_table = await run_of(subject, (await seen(subject, early.job_id)).message())
    assert not by_the_table.forwarded


async def test_what_is_deferred_or_has_lost_its_worker_is_not_brought_forward(subject: Subject) -> None:
    job = await waiting(subject, None)

    assert (await event(subject)).forwarded is None
    assert await seen(subject, job.job_id) == job


async def test_what_is_held_stays_held(subject: Subject) -> None:
    job = await waiting(subject)
    await subject.ledger.hold(job.message(), pause_of_tenant("acme"), LATER)

    assert (await event(subject)).forwarded is None
    assert (await seen(subject, job.job_id)).state is JobState.HELD


async def test_a_deletion_reaches_the_job_that_it_brings_forward(subject: Subject) -> None:
    job = await waiting(subject)
    deletion = a_message(at=SOON).model_copy(update={"event": {"category": "Deleted"}})

    (recorded,) = await subject.ledger.record([deletion])

    assert recorded.forwarded is not None
    assert recorded.forwarded.message.event == {"category": "Deleted"}
    assert (await seen(subject, job.job_id)).event == {"category": "Deleted"}


async def test_the_events_of_one_group_bring_forward_each_its_own_job(subject: Subject) -> None:
    jobs = [a_message(str(number)) for number in range(20)]
    for job in jobs:
        entry = await running(subject.ledger, job)
        if int(job.key) % 2:
            await subject.ledger.complete(entry, failed(BY_THE_TABLE), LATER)

    recorded = await subject.ledger.record([a_message(job.key, at=SOON) for job in jobs])

    assert [each.is_new for each in recorded] == [int(job.key) % 2 == 0 for job in jobs]
    assert [each.forwarded is not None for each in recorded] == [int(job.key) % 2 == 1 for job in jobs]


async def test_an_event_during_a_run_that_fails_has_its_own_run_at_once(subject: Subject) -> None:
    entry = await running(subject.ledger, a_message())
    (newer,) = await subject.ledger.record([a_message()])

    completed = await subject.ledger.complete(entry, failed(BY_THE_TABLE), LATER)

    assert completed is not None
    assert (completed.state, completed.put_off) == (JobState.SUPERSEDED, None)
    heir = await seen(subject, newer.job_id)
    assert (heir.state, heir.ticket, heir.failures, heir.forwarded) == (JobState.QUEUED, 1, 1, True)


async def test_where_that_run_had_come_early_as_well_the_next_one_waits(subject: Subject) -> None:
    """Else a record that fails would run without a pause as long as its sender repeats itself."""
    for held_by in (None, RECORD, SLOT):
        job = await waiting(subject)
        recorded = await event(subject)
        assert recorded.forwarded is not None
        early = await run_of(subject, recorded.forwarded.message)
        newer = a_message(at=SOON)
        await subject.ledger.record([newer])
        if held_by is not None:
            await subject.ledger.hold(newer, held_by, SOON)

        completed = await subject.ledger.complete(early, failed(EARLY, 2), SOON)

        waits = await seen(subject, newer.job_id)
        assert completed is not None
        assert (completed.state, completed.put_off) == (JobState.SUPERSEDED, Due(waits.message(), 120_000))
        assert (waits.state, waits.held_by, waits.failures) == (JobState.WAITING, None, 2)
        assert waits.due_at == SOON + timedelta(minutes=2)
        assert (await event(subject, LATER + timedelta(hours=9))).forwarded is None
        await subject.ledger.complete(
            await run_of(subject, waits.message()), AttemptResult(JobState.DONE), SOON
        )
        assert (await seen(subject, job.job_id)).state is JobState.SUPERSEDED


async def test_a_newer_job_that_is_paused_stays_so(subject: Subject) -> None:
    await waiting(subject)
    recorded = await event(subject)
    assert recorded.forwarded is not None
    early = await run_of(subject, recorded.forwarded.message)
    newer = a_message(at=SOON)
    await subject.ledger.record([newer])
    await subject.ledger.hold(newer, pause_of_tenant("acme"), SOON)

    completed = await subject.ledger.complete(early, failed(EARLY, 2), SOON)

    assert completed is not None
    assert completed.put_off is None
    assert (await seen(subject, newer.job_id)).held_by == pause_of_tenant("acme")
