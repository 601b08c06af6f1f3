"""What a job has flagged needs nobody any more once a later job of the record has compared both sides, or a person has settled it."""

from datetime import timedelta

import pytest

from flow_omnium.jobs.attempt_result import AttemptResult
from flow_omnium.jobs.entry import Attempt, JobEntry
from flow_omnium.jobs.kinds import JobKind
from flow_omnium.jobs.state import JobState
from flow_omnium.testing.jobs import NOON, a_message
from flow_omnium.testing.ledgers import Subject, running, seen

LATER = NOON + timedelta(minutes=5)
FLAG = "line 2: 1 came back, and the shop has none"


def ended(*flags: str, state: JobState = JobState.DONE, has_compared: bool = True) -> AttemptResult:
    attempt = Attempt(number=1, started_at=NOON, duration_seconds=1, outcome=state.value, flags=flags)
    return AttemptResult(state, attempt=attempt, has_compared=has_compared)


async def ran(
    subject: Subject, result: AttemptResult, key: str = "1", kind: JobKind = JobKind.INBOUND_ORDER
) -> JobEntry:
    entry = await running(subject.ledger, a_message(key, kind=kind))
    await subject.ledger.complete(entry, result, LATER)
    return await seen(subject, entry.job_id)


async def test_what_a_later_job_finds_agreed_is_settled_by_it(subject: Subject) -> None:
    flagged = await ran(subject, ended(FLAG))
    assert flagged.attention == (FLAG,)

    later = await ran(subject, ended(state=JobState.IGNORED))

    settled = await seen(subject, flagged.job_id)
    assert settled.attention == ()
    assert settled.settled is not None
    assert (settled.settled.job_id, settled.settled.at, settled.settled.flags) == (
        later.job_id,
        LATER,
        (FLAG,),
    )
    assert settled.settled.note == "a later job of the record has found both sides agreed"
    # What was flagged can still be read.
    assert settled.attempts[-1].flags == (FLAG,)


async def test_what_a_later_job_flags_again_is_open_there_alone(subject: Subject) -> None:
    flagged = await ran(subject, ended(FLAG))

    later = await ran(subject, ended(FLAG))

    before = await seen(subject, flagged.job_id)
    assert (before.attention, later.attention) == ((), (FLAG,))
    assert before.settled is not None
    assert before.settled.note == "a later job of the record flags what is left"


@pytest.mark.parametrize(
    ("key", "kind", "result"),
    [
        ("2", JobKind.INBOUND_ORDER, ended()),
        ("1", JobKind.OUTBOUND_ORDER, ended()),
        ("1", JobKind.INBOUND_ORDER, ended(state=JobState.IGNORED, has_compared=False)),
        ("1", JobKind.INBOUND_ORDER, AttemptResult(JobState.WAITING, delay_ms=1, failures=1)),
    ],
)
async def test_a_job_of_another_record_or_direction_or_one_that_compared_nothing_settles_nothing(
    subject: Subject, key: str, kind: JobKind, result: AttemptResult
) -> None:
    flagged = await ran(subject, ended(FLAG))

    await ran(subject, result, key, kind)

    assert (await seen(subject, flagged.job_id)).attention == (FLAG,)


async def test_a_look_at_what_has_changed_in_a_warehouse_settles_no_earlier_one(subject: Subject) -> None:
    flagged = await ran(subject, ended(FLAG), "oslo", JobKind.STOCK_LEVEL)

    await ran(subject, ended(), "oslo", JobKind.STOCK_LEVEL)

    assert (await seen(subject, flagged.job_id)).attention == (FLAG,)


async def test_what_a_job_of_the_record_has_flagged_while_it_is_tried_on_is_its_own(subject: Subject) -> None:
    entry = await running(subject.ledger, a_message())
    failing = Attempt(
        number=1, started_at=NOON, duration_seconds=1, outcome="failed", error_class="Rejected", flags=(FLAG,)
    )
    waits = AttemptResult(JobState.WAITING, delay_ms=1, failures=5, attempt=failing)
    await subject.ledger.complete(entry, waits, LATER)

    await ran(subject, ended(), "2")

    assert (await seen(subject, entry.job_id)).attention == (FLAG,)
