"""What a run that has ended leaves."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from flow_omnium.outcomes import ApiCall, Deferral, Deferred, Ignored, InvalidData, Misconfigured, Unavailable
from flow_omnium.tasks.due import Due
from flow_omnium.tasks.ending import (
    Plan,
    RunEnd,
    after_loss,
    after_run,
    end_of,
    entry_of,
    entry_of_loss,
    handed_back,
)
from flow_omnium.tasks.kind import TaskName
from flow_omnium.tasks.record import LastRun, RunResult, TaskRecord, TaskState
from flow_omnium.tasks.request import RunRequest
from flow_omnium.tasks.tally import MAX_FLAGS, MAX_LINE, MAX_TOLD, Counts, Tally
from flow_omnium.tasks.task import RunRefused

NOW = datetime(2026, 1, 5, 9, tzinfo=UTC)
ENDED = NOW + timedelta(minutes=2)
NEXT = NOW + timedelta(minutes=30)
OLD = NOW - timedelta(days=1)
PLAN = Plan("NO", "*/30 * * * * UTC", NEXT)
RUN = TaskRecord(
    "acme",
    TaskName.PRICE,
    scope="NO",
    watermark=OLD,
    full_at=OLD,
    schedule="0 2 * * * UTC",
    due_at=NOW,
    failures=2,
    state=TaskState.RUNNING,
    owner="worker-1",
    lease_until=ENDED,
    started_at=NOW,
    counts=Counts(read=7),
    ticket=4,
    version=9,
)
DELTA, FULL = Due(is_full=False, since=OLD), Due(is_full=True)
ASKED = RunRequest("kari", NOW)
DRY, SOME = replace(ASKED, is_dry=True), replace(ASKED, skus=("A",))
DONE = RunEnd(RunResult.DONE, ENDED)
FAILED = RunEnd(RunResult.FAILED, ENDED, "no", "Unavailable")
REFUSED = RunEnd(RunResult.REFUSED, ENDED, "which list?", "Misconfigured")
STOPPED = RunEnd(RunResult.STOPPED, ENDED, "slow down", "Deferred", 90)


def after(end: RunEnd, run: TaskRecord = RUN, due: Due = DELTA) -> TaskRecord:
    return after_run(run, due, end, PLAN, retry_unit_seconds=60)


def asked(request: RunRequest) -> tuple[TaskRecord, Due]:
    return replace(RUN, running=request), replace(DELTA, request=request)


def test_a_run_that_is_done_moves_the_watermark_to_where_it_began() -> None:
    done = after(DONE)
    assert (done.watermark, done.full_at, done.due_at) == (NOW, OLD, NEXT)
    assert (done.failures, done.retry_at, done.last) == (0, None, LastRun(RunResult.DONE, ENDED))
    assert (done.state, done.owner, done.lease_until) == (TaskState.IDLE, None, None)
    assert done.schedule == PLAN.schedule


def test_a_full_run_that_is_done_is_remembered_with_what_it_covers() -> None:
    done = after_run(RUN, FULL, DONE, replace(PLAN, scope="NO SE"), retry_unit_seconds=60)
    assert (done.full_at, done.scope) == (NOW, "NO SE")


@pytest.mark.parametrize("end", [FAILED, REFUSED, STOPPED])
def test_a_run_that_is_not_done_keeps_the_watermark_and_what_it_covers(end: RunEnd) -> None:
    kept = after_run(RUN, FULL, end, replace(PLAN, scope="NO SE"), retry_unit_seconds=60)
    assert (kept.watermark, kept.full_at, kept.scope) == (OLD, OLD, "NO")
    assert (kept.due_at, kept.last) == (NEXT, LastRun(end.result, ENDED, end.text))


def test_failures_are_tried_again_by_the_table() -> None:
    assert (after(FAILED).retry_at, after(FAILED).failures) == (ENDED + timedelta(minutes=5), 3)
    assert after(FAILED, replace(RUN, failures=0)).retry_at == ENDED + timedelta(minutes=2)


def test_a_run_that_was_stopped_goes_on_soon_and_counts_as_no_failure() -> None:
    assert (after(STOPPED).retry_at, after(STOPPED).failures) == (ENDED + timedelta(seconds=90), 2)
    assert after(replace(STOPPED, stops_for=0)).retry_at == ENDED + timedelta(seconds=5)


def test_what_a_person_must_mend_is_tried_again_by_the_schedule() -> None:
    assert (after(REFUSED).retry_at, after(REFUSED).due_at, after(REFUSED).failures) == (None, NEXT, 3)


@pytest.mark.parametrize("request_", [DRY, SOME])
@pytest.mark.parametrize("end", [DONE, FAILED, REFUSED])
def test_a_dry_run_and_one_of_some_products_leave_no_trace_in_the_task(
    request_: RunRequest, end: RunEnd
) -> None:
    run, due = asked(request_)
    idle = replace(handed_back(run), request=None)
    assert after_run(run, due, end, PLAN, retry_unit_seconds=60) == idle
    assert (idle.watermark, idle.due_at, idle.failures) == (OLD, NOW, 2)


@pytest.mark.parametrize("request_", [DRY, SOME, ASKED])
def test_a_request_that_was_stopped_goes_on(request_: RunRequest) -> None:
    run, due = asked(request_)
    waiting = after_run(run, due, STOPPED, PLAN, retry_unit_seconds=60)
    assert waiting.request == replace(request_, not_before=ENDED + timedelta(seconds=90))


def test_a_request_that_failed_is_tried_again_and_one_that_was_refused_is_not() -> None:
    run, due = asked(ASKED)
    failed = after_run(run, due, FAILED, PLAN, retry_unit_seconds=60)
    assert failed.request == replace(ASKED, not_before=failed.retry_at)
    assert after_run(run, due, REFUSED, PLAN, retry_unit_seconds=60).request is None
    assert after_run(run, due, DONE, PLAN, retry_unit_seconds=60).request is None


def test_a_run_that_is_handed_back_is_due_as_before_for_the_same_request() -> None:
    run, _ = asked(DRY)
    back = handed_back(run)
    assert (back.state, back.request, back.running) == (TaskState.IDLE, DRY, None)
    assert (back.due_at, back.watermark, back.failures, back.last) == (NOW, OLD, 2, None)


def test_a_lost_run_counts_as_a_failure() -> None:
    lost = after_loss(RUN, PLAN, ENDED, retry_unit_seconds=60)
    assert (lost.failures, lost.retry_at, lost.watermark) == (3, ENDED + timedelta(minutes=5), OLD)
    assert lost.last is not None
    assert lost.last.result is RunResult.LOST
    entry = entry_of_loss(RUN, ENDED)
    assert entry is not None
    assert (entry.result, entry.counts, entry.ticket) == (RunResult.LOST, Counts(read=7), 4)


def test_a_lost_dry_run_is_not_begun_for_ever() -> None:
    run, _ = asked(DRY)
    assert after_loss(run, PLAN, ENDED, retry_unit_seconds=60).request is None


@pytest.mark.parametrize(
    ("error", "result", "name"),
    [
        (None, RunResult.DONE, None),
        (Ignored("nothing to do"), RunResult.DONE, None),
        (Deferred("slow", cause=Deferral.RATE_LIMITED, after_seconds=90), RunResult.STOPPED, "Deferred"),
        (RunRefused("900 of 1,000 would go"), RunResult.REFUSED, "RunRefused"),
        (Misconfigured("no list"), RunResult.REFUSED, "Misconfigured"),
        (InvalidData("sku", "", "a text"), RunResult.FAILED, "InvalidData"),
        (Unavailable(ApiCall("Flow", "GET", "/x"), "no"), RunResult.FAILED, "Unavailable"),
        (KeyError("x"), RunResult.FAILED, "Unexpected KeyError"),
    ],
)
def test_how_a_run_ended_is_told_by_what_it_raised(
    error: Exception | None, result: RunResult, name: str | None
) -> None:
    end = end_of(error, ENDED)
    assert (end.result, end.error) == (result, name)


def test_no_secret_and_no_endless_text_is_kept() -> None:
    end = end_of(ValueError("Bearer abc.def " + "x" * 9_000), ENDED)
    assert len(end.text) == 2_000
    assert "abc.def" not in end.text
    entry = entry_of(RUN, DELTA, FAILED, Tally(told=["password Bearer abc.def"], flags=["Bearer abc.def"]))
    assert entry is not None
    assert "abc.def" not in repr(entry)


def test_half_a_character_that_a_peer_sent_does_not_keep_a_result_from_being_stored() -> None:
    end = end_of(ValueError("hat \ud800"), ENDED)
    entry = entry_of(RUN, DELTA, end, Tally(told=["hat \ud800"]))
    assert entry is not None
    assert (entry.text, entry.told) == ("hat ?", ("hat ?",))


def test_a_scheduled_run_that_did_nothing_leaves_no_entry() -> None:
    assert entry_of(RUN, DELTA, DONE, Tally(read=5, unchanged=5)) is None


@pytest.mark.parametrize(
    "tally", [Tally(written=1), Tally(set_aside=1), Tally(told=["x"]), Tally(flags=["x"])]
)
def test_a_run_that_did_something_leaves_an_entry(tally: Tally) -> None:
    assert entry_of(RUN, DELTA, DONE, tally) is not None


def test_what_a_person_asked_for_leaves_its_lines() -> None:
    run, due = asked(DRY)
    entry = entry_of(run, due, DONE, Tally(told=["price A: 10 → 12"], told_left_out=3))
    assert entry is not None
    assert (entry.told, entry.told_left_out, entry.request) == (("price A: 10 → 12",), 3, DRY)


def test_a_tally_keeps_so_many_lines_and_counts_the_others() -> None:
    tally = Tally(read=1)
    for number in range(MAX_TOLD + 5):
        tally.tell(f"{number}" + "x" * MAX_LINE)
        tally.flag(f"{number}")
        tally.flag(f"{number}")
    assert (len(tally.told), tally.told_left_out, len(tally.flags)) == (MAX_TOLD, 5, MAX_FLAGS)
    assert max(map(len, tally.told)) == MAX_LINE
    assert tally.flags[:2] == ["0", "1"]
    assert tally.counts == Counts(read=1)
