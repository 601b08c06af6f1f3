"""The line of time of a record: both directions, in words, with what found nothing to do folded away."""

from datetime import timedelta

from admin_console.testing.entries import NOON, a_failure, an_attempt, an_entry, echo, failing, settled
from admin_console.web.records.timeline import Kind, is_echo, timeline
from flow_omnium.jobs.kinds import JobKind
from flow_omnium.jobs.state import JobState


def test_a_job_is_told_from_its_event_to_its_last_try_the_latest_first() -> None:
    job = an_entry(
        state=JobState.DONE,
        finished_at=NOON + timedelta(minutes=2, seconds=1),
        attempts=(a_failure(1), an_attempt(2, minutes=2, changes=("POST Flow /orders",))),
    )
    told = timeline([job])
    assert [one.kind for one in told] == [Kind.WROTE, Kind.FAILED, Kind.EVENT]
    assert told[0].text == "Omnium → Flow (inbound-order): 1 change written"
    assert told[0].details == ("POST Flow /orders",)
    assert told[1].text.endswith("try 1 failed: Unavailable: Flow POST /orders answered 502: bad gateway")
    assert told[2].text == "Omnium → Flow (inbound-order): an event came (created)"


def test_runs_that_found_nothing_are_folded_where_they_follow_one_another() -> None:
    told = timeline([echo(9), echo(8), echo(7), failing(minutes=6), echo(1)])
    assert told[0].text == "3 runs found nothing to do"
    assert [one.at for one in told[0].folded] == [NOON + timedelta(minutes=n) for n in (9, 8, 7)]
    assert not any(one.folded for one in told[1:])
    assert told[1].kind is Kind.EVENT


def test_one_such_run_is_told_by_itself() -> None:
    (only,) = timeline([echo(1)])
    assert only.text == "Flow → Omnium (outbound-order): nothing to do: both sides agree"


def test_a_run_with_something_to_look_at_is_never_folded() -> None:
    assert is_echo(echo(1))
    for fields in (
        {"attention": ("look",)},
        {"attempts": (an_attempt(flags=("look",)),)},
        {"attempts": (a_failure(),)},
        {"acts": failing().acts},
        {"settled": settled().settled},
    ):
        assert not is_echo(echo(1).model_copy(update=fields))


def test_what_people_did_and_what_holds_a_job_stands_in_the_line() -> None:
    held = failing(state=JobState.HELD, held_by="tenant:acme", held_at=NOON + timedelta(minutes=3))
    told = {one.kind: one for one in timeline([held])}
    assert told[Kind.ACT].text == "kari: retry: INC-77"
    assert told[Kind.ACT].act_id == 7
    assert told[Kind.HELD].text == "Omnium → Flow (inbound-order): held (tenant:acme)"
    assert {one.kind for one in timeline([settled()])} == {Kind.EVENT, Kind.SETTLED, Kind.ENDED}


def test_jobs_of_both_directions_stand_in_one_line_by_time() -> None:
    other = an_entry(kind=JobKind.OUTBOUND_ORDER, minutes=1, event={})
    told = timeline([an_entry(), other])
    assert [one.text for one in told] == [
        "Flow → Omnium (outbound-order): a run was asked for",
        "Omnium → Flow (inbound-order): an event came (created)",
    ]
