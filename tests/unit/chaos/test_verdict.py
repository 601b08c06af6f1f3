"""The verdict finds each kind of fault that is planted, and none where there is none."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from rigs.chaos.evidence import Accepted, Attempt, Call, Evidence, Job, ShopOrder, Wanted
from rigs.chaos.verdict import judge

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
WANTED = Wanted("acme", "o-1", "CONFIRMED", ("1", "2"), "ship")
ORDER = ShopOrder("acme", "o-1", "CONFIRMED", ("1", "2"), ("ship",))


def after(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def a_run(begin: float, end: float, outcome: str = "done") -> Attempt:
    return Attempt(after(begin), after(end), outcome)


def a_job(*attempts: Attempt, job_id: str = "j-1", state: str = "done") -> Job:
    return Job(job_id, "acme", "o-1", "order:o-1", state, 1, 0, NOON, attempts)


def a_call(effect: str | None, begin: float, end: float, *, succeeded: bool = True) -> Call:
    return Call("o-1", effect, after(begin), after(end), succeeded, begins_run=effect is None)


GOOD = Evidence(
    wanted=[WANTED],
    accepted=[Accepted("o-1", after(0))],
    jobs=[a_job(a_run(1, 2))],
    orders=[ORDER],
    calls=[a_call(None, 1, 1.1), a_call("made the order", 1.1, 1.2), a_call("made items 1", 1.2, 1.3)],
)


def test_an_event_that_was_worked_off_once_is_no_fault() -> None:
    assert judge(GOOD).faults == []


def test_an_accepted_event_without_an_order_is_lost() -> None:
    assert judge(replace(GOOD, orders=[])).lost == ["o-1: not in the shop"]


def test_an_accepted_event_without_a_job_is_lost() -> None:
    assert judge(replace(GOOD, jobs=[])).lost == ["o-1: no successful run after the last accepted event"]


def test_an_event_that_came_after_the_last_run_began_is_lost() -> None:
    late = [*GOOD.accepted, Accepted("o-1", after(1.5))]
    assert judge(replace(GOOD, accepted=late)).lost == [
        "o-1: no successful run after the last accepted event"
    ]


def test_a_failed_run_is_no_answer_to_an_event() -> None:
    failed = [a_job(a_run(1, 2, "failed"))]
    assert judge(replace(GOOD, jobs=failed)).lost == ["o-1: no successful run after the last accepted event"]


def test_an_order_that_is_only_begun_is_lost() -> None:
    begun = replace(ORDER, state="OPEN", lines=("1",), handlings=())
    assert judge(replace(GOOD, orders=[begun])).lost == [
        "o-1: is OPEN, not CONFIRMED",
        "o-1: lacks line 2",
        "o-1: lacks handling ship",
    ]


def test_an_order_that_nobody_was_told_to_bring_is_not_missed() -> None:
    assert judge(Evidence([WANTED], [], [], [], [])).faults == []


def test_an_order_line_or_handling_that_stands_twice_is_doubled() -> None:
    twice = replace(ORDER, lines=("1", "2", "2"), handlings=("ship", "ship"))
    assert judge(replace(GOOD, orders=[twice, twice])).doubled == [
        "o-1: stands in the shop 2 times",
        *["o-1: has line 2 2 times", "o-1: has 2 handlings"] * 2,
    ]


def test_a_write_that_succeeded_twice_is_doubled() -> None:
    again = [*GOOD.calls, a_call("made the order", 1.4, 1.5)]
    assert judge(replace(GOOD, calls=again)).doubled == ["o-1: made the order 2 times"]


def test_a_repeated_write_that_was_refused_is_not_doubled() -> None:
    refused = [*GOOD.calls, a_call("made the order", 1.4, 1.5, succeeded=False)]
    assert judge(replace(GOOD, calls=refused)).faults == []


def test_runs_of_one_record_that_overlap_are_found_over_all_its_jobs() -> None:
    other = a_job(a_run(1.9, 2.5), job_id="j-2")
    assert judge(replace(GOOD, jobs=[*GOOD.jobs, other])).overlapping == ["order:o-1: two jobs ran at once"]


def test_a_lost_run_overlaps_no_run_that_begins_after_it_was_given_up() -> None:
    lost = a_job(a_run(0.5, 2.1, "lost"), a_run(2.2, 2.3), job_id="j-2")
    assert judge(replace(GOOD, jobs=[*GOOD.jobs, lost])).faults == []


def test_calls_for_one_order_that_overlap_are_found() -> None:
    at_once = [*GOOD.calls, a_call("made items 2", 1.25, 1.35)]
    assert judge(replace(GOOD, calls=at_once)).overlapping == ["o-1: two calls at once"]


def test_a_run_that_the_ledger_does_not_know_is_found_by_its_first_read() -> None:
    zombie = [*GOOD.calls, a_call(None, 1.5, 1.6)]
    assert judge(replace(GOOD, calls=zombie)).overlapping == ["o-1: a run began within another"]


def test_jobs_that_are_not_finished_are_stuck() -> None:
    states = ("queued", "held", "waiting", "running", "done", "ignored", "superseded", "cancelled")
    jobs = [*GOOD.jobs, *(a_job(job_id=state, state=state) for state in states)]
    assert [fault.split()[-1] for fault in judge(replace(GOOD, jobs=jobs)).stuck] == list(states[:4])
