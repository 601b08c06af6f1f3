"""What every ledger keeps of a run beside its attempt: numbers, the real stores, and what the job fails for."""

from datetime import timedelta

from flow_omnium.jobs.attempt_result import AttemptResult
from flow_omnium.jobs.entry import Attempt, JobEntry
from flow_omnium.jobs.ledger.contract import Completed
from flow_omnium.jobs.message import JobMessage
from flow_omnium.jobs.state import JobState
from flow_omnium.testing.jobs import NOON, a_lease, a_message, failed_attempt
from flow_omnium.testing.ledgers import Subject, recorded, running, seen

LATER = NOON + timedelta(minutes=5)
OSLO = "store:acme/oslo"


def failing(number: int = 1, **fields: object) -> AttemptResult:
    attempt = failed_attempt(number).model_copy(update={"message": "Flow is down"})
    return AttemptResult(JobState.WAITING, delay_ms=120_000, failures=number, attempt=attempt, **fields)  # type: ignore[arg-type]


def from_omnium(key: str = "om-1", **event: str) -> JobMessage:
    told = {"objectId": key, "objectNumber": "SO-1", "storeId": "web"} | event
    return a_message(key).model_copy(update={"event": told})


async def again(subject: Subject, entry: JobEntry) -> JobEntry:
    """Claim a job that waits."""
    waiting = await seen(subject, entry.job_id)
    claimed = await subject.ledger.claim(waiting.message(), a_lease("worker-2"))
    assert isinstance(claimed, JobEntry)
    return claimed


async def test_what_an_event_tells_of_numbers_and_store_is_there_before_any_run(subject: Subject) -> None:
    message = await recorded(subject.ledger, from_omnium())

    entry = await seen(subject, message.job_id)

    assert (entry.numbers, entry.store_uid, entry.cause) == (("so-1",), "web", None)


async def test_numbers_are_kept_of_a_run_that_failed_and_the_key_is_one_of_them(subject: Subject) -> None:
    entry = await running(subject.ledger, from_omnium("Om-1"))
    await subject.ledger.complete(entry, failing(numbers=("68", "so-1")), LATER)

    assert (await seen(subject, entry.job_id)).numbers == ("so-1", "68", "om-1")


async def test_a_later_attempt_adds_numbers_and_forgets_none(subject: Subject) -> None:
    entry = await running(subject.ledger, from_omnium())
    await subject.ledger.complete(entry, failing(numbers=("68",)), LATER)
    entry = await again(subject, entry)
    await subject.ledger.complete(entry, AttemptResult(JobState.DONE, numbers=("v-9",)), LATER)

    assert (await seen(subject, entry.job_id)).numbers == ("so-1", "68", "om-1", "v-9")


async def test_the_real_store_takes_the_place_of_the_events_one(subject: Subject) -> None:
    entry = await running(subject.ledger, from_omnium())
    await subject.ledger.complete(entry, failing(stores=("oslo", "bergen")), LATER)

    kept = await seen(subject, entry.job_id)

    assert (kept.store_uid, kept.other_stores) == ("oslo", ("bergen",))


async def test_a_store_that_a_later_run_does_not_find_any_more_is_gone(subject: Subject) -> None:
    entry = await running(subject.ledger, from_omnium())
    await subject.ledger.complete(entry, failing(stores=("oslo", "bergen")), LATER)
    entry = await again(subject, entry)
    await subject.ledger.complete(entry, AttemptResult(JobState.DONE, stores=("bergen",)), LATER)

    kept = await seen(subject, entry.job_id)

    assert (kept.store_uid, kept.other_stores) == ("bergen", ())


async def test_a_run_that_knows_no_store_leaves_the_one_that_is_known(subject: Subject) -> None:
    entry = await running(subject.ledger, from_omnium())
    await subject.ledger.complete(entry, failing(stores=("oslo",)), LATER)
    entry = await again(subject, entry)
    await subject.ledger.complete(entry, failing(2), LATER)

    assert (await seen(subject, entry.job_id)).store_uid == "oslo"


async def test_a_job_that_meets_a_pause_before_its_first_write_is_held_at_no_cost(subject: Subject) -> None:
    entry = await running(subject.ledger, from_omnium())
    paused = AttemptResult(
        JobState.HELD, failures=2, held_by=OSLO, stores=("bergen", "oslo"), numbers=("68",)
    )

    completed = await subject.ledger.complete(entry, paused, LATER)

    assert completed == Completed(JobState.HELD, 2)
    held = await seen(subject, entry.job_id)
    assert (held.state, held.held_by, held.held_at) == (JobState.HELD, OSLO, LATER)
    assert (held.failures, held.attempt_count, held.attempts, held.started_at) == (2, 0, (), None)
    # The store whose pause holds it is the one that an operator looks for.
    assert (held.store_uid, held.other_stores) == ("oslo", ("bergen",))
    assert held.numbers == ("so-1", "68", "om-1")


async def test_a_job_that_is_held_while_a_newer_one_of_its_key_is_pending_leaves_it_to_that_one(
    subject: Subject,
) -> None:
    entry = await running(subject.ledger, from_omnium())
    newer = await recorded(subject.ledger, from_omnium())

    await subject.ledger.complete(entry, AttemptResult(JobState.HELD, held_by=OSLO), LATER)

    assert (await seen(subject, entry.job_id)).state is JobState.SUPERSEDED
    assert (await seen(subject, newer.job_id)).state is JobState.QUEUED


async def test_a_job_has_a_cause_from_its_failure_until_it_ends_well(subject: Subject) -> None:
    entry = await running(subject.ledger, a_message())
    await subject.ledger.complete(entry, failing(), LATER)
    failed = await seen(subject, entry.job_id)
    entry = await again(subject, entry)
    meanwhile = await seen(subject, entry.job_id)
    done = Attempt(number=2, started_at=NOON, duration_seconds=1, outcome="done")
    await subject.ledger.complete(entry, AttemptResult(JobState.DONE, attempt=done), LATER)

    assert failed.cause is not None
    assert (failed.cause.error, failed.cause.text) == ("Unavailable", "Flow is down")
    assert meanwhile.cause == failed.cause
    assert (await seen(subject, entry.job_id)).cause is None


async def test_a_job_that_is_put_off_or_held_still_fails_for_what_it_failed_for(subject: Subject) -> None:
    entry = await running(subject.ledger, a_message())
    await subject.ledger.complete(entry, failing(), LATER)
    entry = await again(subject, entry)
    await subject.ledger.put_on_hold(entry, "tenant:acme", LATER)

    assert (await seen(subject, entry.job_id)).cause is not None


async def test_what_a_job_fails_for_goes_over_to_the_one_that_goes_on_in_its_place(subject: Subject) -> None:
    entry = await running(subject.ledger, a_message())
    newer = await recorded(subject.ledger, a_message())

    await subject.ledger.complete(entry, failing(), LATER)

    left, heir = await seen(subject, entry.job_id), await seen(subject, newer.job_id)
    assert (left.state, left.cause) == (JobState.SUPERSEDED, None)
    assert heir.cause is not None
    assert heir.cause.text == "Flow is down"
