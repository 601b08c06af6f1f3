"""What jobs have flagged of a record is settled by a reconciliation: the same in memory and on MongoDB."""

from datetime import timedelta

import pytest

from flow_omnium.jobs.attempt_result import AttemptResult
from flow_omnium.jobs.entry import Attempt, JobEntry
from flow_omnium.jobs.flagged import FlaggedRecords
from flow_omnium.jobs.kinds import JobKind
from flow_omnium.jobs.ledger.flagged import MongoFlagged
from flow_omnium.jobs.state import JobState
from flow_omnium.testing.jobs import NOON, a_message
from flow_omnium.testing.ledgers import Subject, running, seen
from flow_omnium.testing.memory_ledger import MemoryLedger

INBOUND, OUTBOUND = JobKind.INBOUND_ORDER, JobKind.OUTBOUND_ORDER
LATER = NOON + timedelta(days=1)
FLAG, OTHER = "line 2: 1 came back, and the shop has none", "the total differs"
RECORD = {(INBOUND, "1")}


@pytest.fixture
def records(subject: Subject, request: pytest.FixtureRequest) -> FlaggedRecords:
    ledger = subject.ledger
    return ledger if isinstance(ledger, MemoryLedger) else MongoFlagged(request.getfixturevalue("empty"))


async def flagging(
    subject: Subject, *flags: str, key: str = "1", kind: JobKind = INBOUND, waits: bool = False
) -> JobEntry:
    """Let a job of a record end with flags, or be tried on with them."""
    state = JobState.WAITING if waits else JobState.DONE
    attempt = Attempt(number=1, started_at=NOON, duration_seconds=1, outcome=state.value, flags=flags)
    result = (
        AttemptResult(state, attempt=attempt, delay_ms=1, failures=5)
        if waits
        else AttemptResult(state, attempt=attempt, has_compared=True)
    )
    entry = await running(subject.ledger, a_message(key, kind=kind))
    await subject.ledger.complete(entry, result, NOON)
    return await seen(subject, entry.job_id)


async def test_what_a_report_settles_names_it_and_can_still_be_read(
    subject: Subject, records: FlaggedRecords
) -> None:
    entry = await flagging(subject, FLAG, OTHER)

    await records.settle(await records.flagged("acme", RECORD), "report-1", LATER)

    after = await seen(subject, entry.job_id)
    assert (after.attention, after.attempts[-1].flags) == ((), (FLAG, OTHER))
    assert after.settled is not None
    assert (after.settled.report_id, after.settled.job_id, after.settled.at) == ("report-1", None, LATER)
    assert after.settled.flags == (FLAG, OTHER)
    assert after.settled.note == "a reconciliation (report-1) has found both sides agreed"
    assert await records.flagged("acme", RECORD) == []


async def test_records_of_another_tenant_kind_or_key_are_left_out(
    subject: Subject, records: FlaggedRecords
) -> None:
    await flagging(subject, FLAG)

    assert await records.flagged("globex", RECORD) == []
    assert await records.flagged("acme", {(OUTBOUND, "1"), (INBOUND, "2")}) == []
    assert await records.flagged("acme", set()) == []


async def test_of_several_records_each_is_found_by_its_own_kind(
    subject: Subject, records: FlaggedRecords
) -> None:
    first = await flagging(subject, FLAG)
    second = await flagging(subject, FLAG, key="2", kind=OUTBOUND)
    await flagging(subject, FLAG, key="2")

    found = await records.flagged("acme", {(INBOUND, "1"), (OUTBOUND, "2")})

    assert {one.job_id for one in found} == {first.job_id, second.job_id}


async def test_a_job_that_is_tried_on_keeps_its_flags(subject: Subject, records: FlaggedRecords) -> None:
    await flagging(subject, FLAG, waits=True)

    assert await records.flagged("acme", RECORD) == []


async def test_a_look_at_what_has_changed_in_a_warehouse_is_settled_by_nothing(
    subject: Subject, records: FlaggedRecords
) -> None:
    await flagging(subject, FLAG, key="oslo", kind=JobKind.STOCK_LEVEL)

    assert await records.flagged("acme", {(JobKind.STOCK_LEVEL, "oslo")}) == []


async def test_what_was_flagged_or_settled_meanwhile_is_left_as_it_is(
    subject: Subject, records: FlaggedRecords
) -> None:
    entry = await flagging(subject, FLAG)
    read = await records.flagged("acme", RECORD)
    newer = await flagging(subject, OTHER)

    await records.settle(read, "report-1", LATER)

    settled, is_open = await seen(subject, entry.job_id), await seen(subject, newer.job_id)
    assert settled.settled is not None
    # The newer job has settled it before the report could.
    assert (settled.settled.job_id, settled.settled.report_id) == (newer.job_id, None)
    assert is_open.attention == (OTHER,)


async def test_what_a_report_has_settled_is_open_when_it_comes_back(
    subject: Subject, records: FlaggedRecords
) -> None:
    await flagging(subject, FLAG)
    await records.settle(await records.flagged("acme", RECORD), "report-1", LATER)

    again = await flagging(subject, FLAG)

    assert again.attention == (FLAG,)
