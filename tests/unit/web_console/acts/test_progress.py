"""How far an act on many jobs is, what comes next, and what can be taken back of an act."""

from datetime import timedelta
from typing import Any

import pytest

from admin_console.acts.bulk_run import moved
from admin_console.acts.members import ActNow
from admin_console.acts.output import result_of
from admin_console.acts.undo import Undo, UndoKind, left_to_try, undo_of
from admin_console.web.acts.progress import progress_of
from admin_console.web.acts.showing import event_of
from flow_omnium.jobs.entry import AuditEntry
from flow_omnium.jobs.operator.bulk_acts import BulkAct, BulkState, BulkStep
from flow_omnium.jobs.operator.fates import Fate, Member
from flow_omnium.jobs.operator.kept_acts import KeptEntry
from flow_omnium.jobs.operator.repair import Outcome
from flow_omnium.jobs.state import JobState
from flow_omnium.testing.jobs import NOON

LEASED = NOON + timedelta(seconds=10)


def an_act(**fields: Any) -> BulkAct:
    act = AuditEntry(act="retry", by="kari", at=NOON)
    return BulkAct.model_validate(
        {"number": 7, "repair": "retry", "act": act, "total": 10, "at": NOON, **fields}
    )


@pytest.mark.parametrize(
    ("fields", "step"),
    [
        ({}, BulkStep.WORK),
        ({"position": 9}, BulkStep.WORK),
        ({"position": 10}, BulkStep.END),
        ({"position": 10, "stop": "stopped by ola"}, BulkStep.END),
        ({"stop": "stopped by ola"}, BulkStep.STOP),
        ({"first": 2, "position": 1}, BulkStep.WORK),
        ({"first": 2, "position": 2}, BulkStep.AWAIT),
        ({"first": 2, "position": 2, "stop": "x"}, BulkStep.STOP),
        ({"first": 2, "position": 2, "first_is_well": True}, BulkStep.WORK),
        ({"first": 10, "position": 9}, BulkStep.WORK),
        ({"total": 0}, BulkStep.END),
    ],
)
def test_what_comes_next(fields: dict[str, Any], step: BulkStep) -> None:
    assert an_act(**fields).next_step is step


def test_no_job_beyond_the_first_is_dealt_with_before_those_are_well() -> None:
    assert an_act(first=2).bound == 2
    assert an_act(first=2, first_is_well=True).bound == 10
    assert an_act(first=0).bound == an_act(first=10).bound == an_act(first=99).bound == 10


def test_each_job_is_counted_once_by_what_became_of_it() -> None:
    act = an_act()
    for outcome in (
        Outcome(True, "is queued"),
        Outcome(False, "is running"),
        Outcome(False, "is gone", is_over=True),
    ):
        act = moved(act, outcome)
    assert (act.position, act.done, act.refused, act.skipped, act.left) == (3, 1, 1, 1, 7)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        (
            {"lease_until": LEASED, "position": 4, "done": 3, "refused": 1},
            "It goes on. 4 of 10 jobs dealt with",
        ),
        ({"lease_until": NOON - timedelta(seconds=1)}, "as soon as a server takes it"),
        ({"first": 2, "position": 2}, "The first 2 were dealt with: it waits"),
        ({"stop": "stopped by ola"}, "It is being stopped."),
        (
            {"state": BulkState.FAILED, "why": "servers met a defect in it 5 times", "position": 4},
            "It has failed: servers met a defect in it 5 times. 4 of 10 jobs dealt with; 6 jobs left alone.",
        ),
        (
            {"at": NOON - timedelta(minutes=20), "lease_until": LEASED},
            "It stands still: no job was dealt with for 20 min. 0 of 10 jobs dealt with",
        ),
        (
            {
                "at": NOON - timedelta(hours=2),
                "moved_at": NOON - timedelta(minutes=14),
                "lease_until": LEASED,
            },
            "It goes on. 0 of 10",
        ),
        (
            {"state": BulkState.STOPPED, "why": "stopped by ola", "position": 4},
            "It has stopped: stopped by ola. 4 of 10 jobs dealt with; 6 jobs left alone.",
        ),
        (
            {"state": BulkState.DONE, "position": 10, "done": 10},
            "It has ended: 10 of 10 jobs dealt with (10 done).",
        ),
    ],
)
def test_how_far_it_is_in_words(fields: dict[str, Any], words: str) -> None:
    assert words in progress_of(an_act(**fields), NOON).words


def test_what_has_ended_or_is_being_stopped_is_stopped_by_nobody() -> None:
    assert progress_of(an_act(), NOON).can_be_stopped
    assert not progress_of(an_act(stop="x"), NOON).can_be_stopped
    assert not progress_of(an_act(state=BulkState.DONE), NOON).can_be_stopped
    assert progress_of(an_act(position=4), NOON).percent == 40


def test_an_open_page_is_told_numbers_and_nothing_else() -> None:
    act = an_act(position=4, done=4, why="om-1 of Kari")
    assert event_of(act) == {
        "state": "open",
        "total": 10,
        "position": 4,
        "done": 4,
        "skipped": 0,
        "refused": 0,
    }


def kept(act: str) -> KeptEntry:
    return KeptEntry(act=act, by="kari", at=NOON, target="all", sequence=7, result="done", count=3)


CANCELLED = Member("1", Fate.CANCELLED, state=JobState.CANCELLED)
PENDING = Member("2", Fate.FAILING, "no", JobState.WAITING)
BACK = Member("3", Fate.BROUGHT_BACK, state=JobState.QUEUED)


def test_only_a_cancellation_and_a_pause_are_taken_back() -> None:
    assert undo_of(ActNow(kept("cancel"), [CANCELLED, BACK])) == Undo(UndoKind.BRING_BACK, 1)
    assert undo_of(ActNow(kept("cancel"), [BACK])) is None
    assert undo_of(ActNow(kept("pause"), [])) == Undo(UndoKind.RESUME)
    for act in ("retry", "resume", "apply", "settle"):
        assert undo_of(ActNow(kept(act), [PENDING])) is None


def test_what_is_left_of_a_retry_can_be_tried_again() -> None:
    assert left_to_try(ActNow(kept("retry"), [PENDING, CANCELLED])) == 1
    assert left_to_try(ActNow(kept("cancel"), [PENDING])) == 0


def test_an_act_that_a_server_carries_out_has_no_outcome_yet() -> None:
    unknown = kept("retry").model_copy(update={"result": "unknown", "count": 0})
    assert result_of(ActNow(unknown, (), an_act(position=4))) == (
        "goes on in the web console, 4 of 10 jobs dealt with"
    )
    assert result_of(ActNow(kept("retry"), (), an_act(state=BulkState.DONE))) == "done, 3 changed"
    assert result_of(ActNow(unknown, ())) == "unknown, 0 changed"
