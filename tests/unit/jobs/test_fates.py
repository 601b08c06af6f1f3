"""How the jobs of an act have fared, judged from their entries."""

from datetime import timedelta
from typing import Any

import pytest

from flow_omnium.jobs.entry import Attempt, AuditEntry, JobEntry
from flow_omnium.jobs.ledger.documents import new_document
from flow_omnium.jobs.ledger.pauses import Pause
from flow_omnium.jobs.ledger.unreadable import UnreadableEntry
from flow_omnium.jobs.operator.choosing import counted
from flow_omnium.jobs.operator.fates import Fate, Member, causes_of, counts_of, fate_of
from flow_omnium.jobs.operator.pause_holds import is_about
from flow_omnium.jobs.state import JobState
from flow_omnium.testing.jobs import NOON, a_message

ACT = AuditEntry(act="retry", by="kari", at=NOON, act_id=7)


def attempt(after: timedelta, error: str | None = "Rejected") -> Attempt:
    return Attempt(number=1, started_at=NOON + after, duration_seconds=1, outcome="failed", error_class=error)


def judged(state: JobState, *, acts: Any = (ACT,), attempts: Any = ()) -> Fate:
    entry = JobEntry.model_validate(new_document(a_message())).model_copy(
        update={"state": state, "acts": acts, "attempts": attempts}
    )
    return fate_of(entry, 7, NOON)


@pytest.mark.parametrize(
    ("state", "fate"),
    [
        (JobState.DONE, Fate.DONE),
        (JobState.IGNORED, Fate.DONE),
        (JobState.SUPERSEDED, Fate.DONE),
        (JobState.CANCELLED, Fate.CANCELLED),
        (JobState.RUNNING, Fate.RUNNING),
        (JobState.QUEUED, Fate.PENDING),
        (JobState.HELD, Fate.PENDING),
        (JobState.WAITING, Fate.PENDING),
    ],
)
def test_a_job_has_fared_as_its_state_says(state: JobState, fate: Fate) -> None:
    assert judged(state) is fate


def test_a_failure_counts_only_if_it_came_after_the_act() -> None:
    before, after = attempt(timedelta(seconds=-1)), attempt(timedelta(seconds=1))
    assert judged(JobState.WAITING, attempts=(before,)) is Fate.PENDING
    assert judged(JobState.WAITING, attempts=(before, after)) is Fate.FAILING
    assert judged(JobState.WAITING, attempts=(attempt(timedelta(seconds=1), None),)) is Fate.PENDING


def test_what_failed_and_was_left_to_a_newer_job_is_no_success() -> None:
    before, after = attempt(timedelta(seconds=-1)), attempt(timedelta(seconds=1))
    assert judged(JobState.SUPERSEDED, attempts=(before,)) is Fate.DONE
    assert judged(JobState.SUPERSEDED, attempts=(before, after)) is Fate.FAILING


def test_what_another_act_did_is_not_counted_for_this_one() -> None:
    other = ACT.model_copy(update={"act_id": 8})
    assert judged(JobState.CANCELLED, acts=(other,)) is Fate.LEFT_ALONE
    assert judged(JobState.DONE, acts=()) is Fate.LEFT_ALONE


def test_a_cancelled_job_that_another_does_again_was_brought_back() -> None:
    again = AuditEntry(act="retry", by="ola", at=NOON, act_id=8, made="another")
    assert judged(JobState.CANCELLED, acts=(ACT, again)) is Fate.BROUGHT_BACK


def test_what_is_gone_or_unreadable_is_told_as_such() -> None:
    assert fate_of(None, 7, NOON) is Fate.GONE
    assert fate_of(UnreadableEntry("kind", "odd", {"_id": "1"}), 7, NOON) is Fate.UNREADABLE


def test_fates_are_counted_and_causes_named_with_an_example_the_most_frequent_first() -> None:
    members = [
        Member("1", Fate.FAILING, "Rejected: no"),
        Member("2", Fate.FAILING, "Unavailable: away"),
        Member("3", Fate.FAILING, "Unavailable: away"),
        Member("4", Fate.DONE),
    ]
    assert counts_of(members) == {Fate.DONE: 1, Fate.FAILING: 3}
    assert [(cause.text, cause.count, cause.example) for cause in causes_of(members)] == [
        ("Unavailable: away", 2, "2"),
        ("Rejected: no", 1, "1"),
    ]


def test_chosen_jobs_are_counted_by_what_they_are() -> None:
    documents: list[dict[str, Any]] = [
        {
            "_id": "1",
            "state": "held",
            "heldBy": "tenant:acme",
            "kind": "a",
            "tenantUid": "acme",
            "acceptedAt": NOON,
        },
        {"_id": "2", "state": "waiting", "kind": "a", "tenantUid": "acme", "acceptedAt": NOON - timedelta(1)},
        {"_id": "3", "state": "waiting", "acceptedAt": "yesterday"},
    ]
    chosen = counted(["1", "2", "3", "gone"], documents)
    assert (chosen.count, chosen.oldest) == (4, NOON - timedelta(1))
    assert chosen.states == {"waiting": 2, "held (tenant:acme)": 1}
    assert chosen.kinds == {"a": 2, "-": 1}
    assert chosen.tenants == {"acme": 2, "-": 1}
    assert counted([], []).oldest is None


@pytest.mark.parametrize(
    ("scope", "is_of_acme"),
    [
        ("tenant:acme", True),
        ("store:acme/oslo", True),
        ("store:acme2/oslo", False),
        ("tenant:acme2", False),
        ("kind:a", False),
    ],
)
def test_a_pause_is_about_its_tenant_alone(scope: str, is_of_acme: bool) -> None:
    assert is_about(Pause(scope, "kari", NOON), "acme") is is_of_acme
