"""What every ledger promises of events and what becomes of them: the same tests on the fake and on MongoDB."""

from datetime import timedelta

from flow_omnium.jobs.attempt_result import AttemptResult
from flow_omnium.jobs.entry import JobEntry
from flow_omnium.jobs.kinds import JobKind
from flow_omnium.jobs.ledger.contract import Refusal, RunLedger
from flow_omnium.jobs.state import JobState
from flow_omnium.testing.jobs import NOON, a_lease, a_message
from flow_omnium.testing.ledgers import Subject, recorded, running, seen

LATER = NOON + timedelta(minutes=5)
DONE = AttemptResult(JobState.DONE)
FAILED = AttemptResult(JobState.WAITING, delay_ms=120_000, failures=1)


async def test_an_event_for_a_record_with_a_pending_job_joins_it(ledger: RunLedger) -> None:
    first, second = a_message(), a_message()

    results = [*await ledger.record([first]), *await ledger.record([second])]

    assert [result.is_new for result in results] == [True, False]
    assert results[1].job_id == first.job_id


async def test_duplicates_of_one_group_become_one_job(ledger: RunLedger) -> None:
    group = [a_message("1"), a_message("2"), a_message("1"), a_message("1")]

    results = await ledger.record(group)

    assert [result.is_new for result in results] == [True, True, False, False]
    assert {result.job_id for result in results} == {group[0].job_id, group[1].job_id}


async def test_a_pending_job_learns_that_its_record_is_deleted_and_nothing_else(subject: Subject) -> None:
    first = a_message("1001")
    deletion, update = (
        a_message("1001").model_copy(update={"event": {"category": category}})
        for category in ("DELETED", "Updated")
    )
    await subject.ledger.record([first])

    (joined,) = await subject.ledger.record([deletion])
    await subject.ledger.record([update])

    assert joined.job_id == first.job_id
    assert (await seen(subject, first.job_id)).event == {"category": "DELETED"}


async def test_the_same_key_of_another_tenant_or_kind_is_another_job(ledger: RunLedger) -> None:
    group = [a_message(), a_message(tenant_uid="other"), a_message(kind=JobKind.OUTBOUND_ORDER)]

    assert [result.is_new for result in await ledger.record(group)] == [True, True, True]


async def test_an_event_that_arrives_while_the_job_runs_makes_a_new_job(ledger: RunLedger) -> None:
    await running(ledger, a_message())

    (result,) = await ledger.record([a_message()])

    assert result.is_new


async def test_an_event_that_arrives_while_the_job_waits_for_its_retry_joins_it(ledger: RunLedger) -> None:
    entry = await running(ledger, a_message())
    await ledger.complete(entry, FAILED, LATER)

    (result,) = await ledger.record([a_message()])

    assert (result.is_new, result.job_id) == (False, entry.job_id)


async def test_a_message_that_the_ledger_lacks_is_rebuilt_and_runs(ledger: RunLedger) -> None:
    message = a_message()

    entry = await ledger.claim(message, a_lease())

    assert isinstance(entry, JobEntry)
    assert entry.message() == message


async def test_a_rebuilt_job_was_accepted_at_present_at_the_latest(ledger: RunLedger) -> None:
    ahead = a_message(at=NOON + timedelta(minutes=10))

    entry = await ledger.claim(ahead, a_lease(at=NOON))

    assert isinstance(entry, JobEntry)
    assert (entry.accepted_at, entry.due_at) == (NOON, NOON)


async def test_a_rebuilt_message_joins_a_pending_job_of_its_record(ledger: RunLedger) -> None:
    await recorded(ledger, a_message())

    assert await ledger.claim(a_message(), a_lease()) is Refusal.STALE


async def test_a_job_is_awaited_from_its_event_until_it_has_ended(subject: Subject) -> None:
    message, ledger = a_message("1001"), subject.ledger
    one = (message.tenant_uid, message.kind, "1001")
    assert not await ledger.awaits(*one)
    entry = await running(ledger, message)
    assert await ledger.awaits(*one)
    assert not await ledger.awaits(message.tenant_uid, JobKind.ORDER_RECEIPT, "1001")
    assert not await ledger.awaits("other", message.kind, "1001")
    await ledger.complete(entry, FAILED, NOON)
    assert await ledger.awaits(*one)
    again = await running(ledger, message.model_copy(update={"ticket": entry.ticket + 1}))
    await ledger.complete(again, DONE, NOON)
    assert not await ledger.awaits(*one)
