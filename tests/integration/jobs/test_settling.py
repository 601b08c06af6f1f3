"""A person settles what a job has flagged, with a note; the same flag is not opened again by a later job of the record."""

from flow_omnium.jobs.attempt_result import AttemptResult
from flow_omnium.jobs.entry import Attempt, AuditEntry, JobEntry
from flow_omnium.jobs.operator.attention import AttentionLog
from flow_omnium.jobs.state import JobState
from flow_omnium.runtime.database import Database
from flow_omnium.testing.jobs import NOON, a_message
from flow_omnium.testing.operator_bench import OperatorBench

FLAG, OTHER = "line 2: 1 came back", "the total differs"
NOTE = AuditEntry(act="settle", by="kari", at=NOON, reason="the customer was refunded by hand")


def flagged(*flags: str, state: JobState = JobState.DONE) -> AttemptResult:
    attempt = Attempt(number=1, started_at=NOON, duration_seconds=1, outcome=state.value, flags=flags)
    return AttemptResult(state, attempt=attempt, has_compared=True)


async def read(bench: OperatorBench, entry: JobEntry) -> JobEntry:
    found = await bench.log.get(entry.job_id)
    assert found is not None
    return found


async def test_what_a_person_settles_needs_nobody_any_more(bench: OperatorBench, database: Database) -> None:
    entry = await bench.completed(a_message(), flagged(FLAG, OTHER))

    outcome = await AttentionLog(database).settle(entry.job_id, NOTE)

    assert (outcome.done, outcome.what) == (True, "needs nobody any more: 2 flags settled")
    settled = await read(bench, entry)
    assert settled.attention == ()
    assert settled.settled is not None
    assert (settled.settled.by, settled.settled.note, settled.settled.flags) == (
        "kari",
        NOTE.reason,
        (FLAG, OTHER),
    )
    assert [act.act for act in settled.acts] == ["settle"]


async def test_the_same_flag_of_a_later_job_stays_settled_and_another_is_open(
    bench: OperatorBench, database: Database
) -> None:
    entry = await bench.completed(a_message(), flagged(FLAG))
    await AttentionLog(database).settle(entry.job_id, NOTE)

    same = await bench.completed(a_message(), flagged(FLAG))
    more = await bench.completed(a_message(), flagged(FLAG, OTHER))

    assert (await read(bench, same)).attention == ()
    assert (await read(bench, more)).attention == (OTHER,)


async def test_what_a_later_job_has_settled_is_open_when_it_comes_back(
    bench: OperatorBench,
) -> None:
    await bench.completed(a_message(), flagged(FLAG))
    await bench.completed(a_message(), flagged(state=JobState.IGNORED))

    again = await bench.completed(a_message(), flagged(FLAG))

    assert (await read(bench, again)).attention == (FLAG,)


async def test_one_flag_is_one(bench: OperatorBench, database: Database) -> None:
    entry = await bench.completed(a_message(), flagged(FLAG))

    outcome = await AttentionLog(database).settle(entry.job_id, NOTE)

    assert outcome.what == "needs nobody any more: 1 flag settled"


async def test_where_nothing_is_flagged_there_is_nothing_to_settle(
    bench: OperatorBench, database: Database
) -> None:
    attention = AttentionLog(database)
    plain = await bench.completed(a_message("1"), flagged())
    entry = await bench.completed(a_message("2"), flagged(FLAG))
    await attention.settle(entry.job_id, NOTE)

    outcomes = [await attention.settle(job_id, NOTE) for job_id in (plain.job_id, entry.job_id, "nowhere")]

    assert [outcome.done for outcome in outcomes] == [False] * 3
    assert [outcome.what for outcome in outcomes] == [
        "has flagged nothing",
        "was settled already by kari: the customer was refunded by hand",
        "is not in the ledger",
    ]
