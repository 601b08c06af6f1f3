"""What every ledger promises of jobs that are held: the same tests on the fake and on MongoDB."""

from dataclasses import replace
from datetime import timedelta

import pytest

from flow_omnium.jobs.attempt_result import AttemptResult
from flow_omnium.jobs.entry import JobEntry
from flow_omnium.jobs.holding import ALONE, RECORD, SLOT
from flow_omnium.jobs.kinds import QUEUES, JobKind
from flow_omnium.jobs.ledger.contract import MAX_ATTEMPTS_KEPT, Completed, Refusal, RunLedger
from flow_omnium.jobs.poison import Deaths
from flow_omnium.jobs.state import JobState
from flow_omnium.testing.jobs import NOON, a_lease, a_message, failed_attempt
from flow_omnium.testing.ledgers import Subject, recorded, running, seen

LATER = NOON + timedelta(minutes=5)
QUEUE = "external_order_sync"
DONE = AttemptResult(JobState.DONE)
FAILED = AttemptResult(JobState.WAITING, delay_ms=120_000, failures=1)


async def test_a_held_job_has_no_message_that_could_start_it(subject: Subject) -> None:
    message = await recorded(subject.ledger, a_message())

    assert await subject.ledger.hold(message, SLOT, LATER)

    held = await seen(subject, message.job_id)
    assert (held.state, held.held_by, held.held_at, held.ticket) == (JobState.HELD, SLOT, LATER, 2)
    assert await subject.ledger.claim(message, a_lease()) is Refusal.STALE
    assert not await subject.ledger.hold(message, SLOT, LATER)


async def test_an_event_joins_a_held_job(ledger: RunLedger) -> None:
    message = await recorded(ledger, a_message())
    await ledger.hold(message, SLOT, LATER)

    (result,) = await ledger.record([a_message()])

    assert (result.is_new, result.job_id) == (False, message.job_id)


async def test_a_message_that_the_ledger_lacks_can_be_held(subject: Subject) -> None:
    message = a_message()

    assert await subject.ledger.hold(message, SLOT, LATER)
    assert (await seen(subject, message.job_id)).state is JobState.HELD


async def test_a_freed_slot_takes_the_tenants_oldest_job(ledger: RunLedger) -> None:
    for key, minute in (("2", 2), ("1", 1), ("3", 3)):
        await ledger.hold(a_message(key, at=NOON + timedelta(minutes=minute)), SLOT, LATER)
    await ledger.hold(a_message("0", tenant_uid="other"), SLOT, LATER)

    taken = [await ledger.take_held_by_slot("acme", [QUEUE], a_lease()) for _ in range(4)]

    assert [[entry.key for entry in each] for each in taken] == [["1"], ["2"], ["3"], []]


async def test_several_freed_slots_take_the_tenants_oldest_jobs_together_and_each_once(
    subject: Subject,
) -> None:
    for key, minute in (("2", 2), ("4", 4), ("1", 1), ("3", 3)):
        await subject.ledger.hold(a_message(key, at=NOON + timedelta(minutes=minute)), SLOT, LATER)
    await subject.ledger.hold(a_message("0", tenant_uid="other"), SLOT, LATER)

    taken = [await subject.ledger.take_held_by_slot("acme", [QUEUE], a_lease(), 3) for _ in range(3)]

    assert [[entry.key for entry in each] for each in taken] == [["1", "2", "3"], ["4"], []]
    stored = await seen(subject, taken[0][0].job_id)
    assert (stored.state, stored.owner, stored.held_by) == (JobState.RUNNING, taken[0][0].owner, None)
    assert await subject.ledger.complete(taken[0][0], DONE, LATER) is not None


async def test_jobs_taken_together_are_not_two_of_one_record_nor_one_of_a_busy_record(
    subject: Subject,
) -> None:
    first = await running(subject.ledger, a_message("A"))
    keys = {"A": JobKind.INBOUND_ORDER, "B": JobKind.INBOUND_ORDER, "B again": JobKind.ORDER_RECEIPT}
    for minute, (key, kind) in enumerate(keys.items()):
        at = NOON + timedelta(minutes=minute)
        await subject.ledger.hold(a_message(key[0], kind=kind, at=at), SLOT, LATER)
    await subject.ledger.hold(a_message("C", at=LATER), SLOT, LATER)

    taken: list[JobEntry] = []
    while found := await subject.ledger.take_held_by_slot("acme", QUEUES, a_lease(), 4):
        taken += found

    assert sorted(entry.key for entry in taken) == ["B", "C"]
    for entry in (first, *(entry for entry in taken if entry.key == "B")):
        completed = await subject.ledger.complete(entry, DONE, LATER)
        assert completed is not None
        assert completed.has_waiters


async def test_a_freed_slot_takes_no_job_of_a_queue_that_is_not_read(ledger: RunLedger) -> None:
    await ledger.hold(a_message(), SLOT, LATER)

    assert await ledger.take_held_by_slot("acme", ["external_receivement_sync"], a_lease()) == []


async def test_a_freed_slot_leaves_a_job_whose_record_is_busy_to_that_records_runner(
    subject: Subject,
) -> None:
    first = await running(subject.ledger, a_message("A"))
    busy = await recorded(subject.ledger, a_message("A"))
    await subject.ledger.hold(busy, SLOT, LATER)

    assert await subject.ledger.take_held_by_slot("acme", [QUEUE], a_lease()) == []

    assert (await seen(subject, busy.job_id)).held_by == RECORD
    completed = await subject.ledger.complete(first, DONE, LATER)
    assert completed is not None
    assert completed.has_waiters


async def test_a_summoned_heir_is_told_to_the_runner_at_its_end(ledger: RunLedger) -> None:
    first = await running(ledger, a_message("A"))
    second = await recorded(ledger, a_message("A"))
    await ledger.hold(second, RECORD, LATER)

    assert await ledger.notify_waiter(second)

    assert await ledger.take_held_by_record(second, a_lease()) is None
    assert await ledger.complete(first, DONE, LATER) == Completed(JobState.DONE, 1, has_waiters=True)
    heir = await ledger.take_held_by_record(second, a_lease())
    assert heir is not None
    assert heir.job_id == second.job_id


async def test_an_heir_looks_for_further_heirs_when_it_ends(ledger: RunLedger) -> None:
    for kind in (JobKind.INBOUND_ORDER, JobKind.ORDER_RECEIPT):
        await ledger.hold(a_message("A", kind=kind), RECORD, LATER)
    heir = await ledger.take_held_by_record(a_message("A"), a_lease())
    assert heir is not None

    completed = await ledger.complete(heir, DONE, LATER)

    assert completed is not None
    assert completed.has_waiters


async def test_nobody_is_summoned_for_a_record_that_no_job_runs_on(ledger: RunLedger) -> None:
    assert not await ledger.notify_waiter(a_message())


async def test_a_running_job_can_be_put_on_hold_at_no_cost(subject: Subject) -> None:
    entry = await running(subject.ledger, a_message())

    await subject.ledger.put_on_hold(entry, "tenant:acme", LATER)

    held = await seen(subject, entry.job_id)
    assert (held.state, held.held_by, held.ticket, held.attempt_count) == (JobState.HELD, "tenant:acme", 2, 0)


async def test_only_the_latest_attempts_are_kept_but_all_are_counted(subject: Subject) -> None:
    entry = await running(subject.ledger, a_message())
    rounds = MAX_ATTEMPTS_KEPT + 3
    for number in range(1, rounds + 1):
        result = AttemptResult(JobState.WAITING, delay_ms=1, failures=number, attempt=failed_attempt(number))
        assert await subject.ledger.complete(entry, result, LATER) is not None
        again = await subject.ledger.claim(entry.message().reissued(number + 1), a_lease())
        assert isinstance(again, JobEntry)
        entry = again

    kept = await seen(subject, entry.job_id)
    assert kept.attempt_count == rounds
    assert [attempt.number for attempt in kept.attempts] == list(range(4, rounds + 1))


async def test_a_job_held_to_run_alone_is_taken_once_and_shows_that_it_does(subject: Subject) -> None:
    entry = await running(subject.ledger, a_message("A"))
    await subject.ledger.put_on_hold(entry, ALONE, LATER)

    assert await subject.ledger.take_held_alone(["external_receivement_sync"], a_lease()) is None
    taken = await subject.ledger.take_held_alone([QUEUE], a_lease("worker-2"))
    assert taken is not None
    assert await subject.ledger.take_held_alone([QUEUE], a_lease()) is None
    assert await subject.ledger.begin_alone(taken)
    assert (await seen(subject, entry.job_id)).alone
    assert not await subject.ledger.begin_alone(entry)


async def test_a_job_held_to_run_alone_whose_record_is_busy_is_left_to_that_records_runner(
    subject: Subject,
) -> None:
    entry = await running(subject.ledger, a_message("A"))
    await subject.ledger.put_on_hold(entry, ALONE, LATER)
    await running(subject.ledger, a_message("A", kind=JobKind.OUTBOUND_ORDER))

    assert await subject.ledger.take_held_alone([QUEUE], a_lease()) is None

    assert (await seen(subject, entry.job_id)).held_by == RECORD


@pytest.mark.parametrize("leave", ["fails", "is handed back", "is held"])
async def test_a_newer_job_inherits_how_often_the_worker_has_died(subject: Subject, leave: str) -> None:
    entry = await running(subject.ledger, a_message("A"))
    await subject.ledger.complete(entry, replace(FAILED, deaths=Deaths(2, 1)), LATER)
    again = await running(subject.ledger, entry.message().reissued(2))
    newer = await recorded(subject.ledger, a_message("A"))

    if leave == "fails":
        await subject.ledger.complete(again, FAILED, LATER)
    elif leave == "is handed back":
        await subject.ledger.hand_back(again, LATER)
    else:
        await subject.ledger.put_on_hold(again, ALONE, LATER)

    inherits = await seen(subject, newer.job_id)
    assert (await seen(subject, entry.job_id)).state is JobState.SUPERSEDED
    assert inherits.worker_deaths == Deaths(2, 1)
    assert inherits.failures == 1
