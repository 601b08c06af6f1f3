"""How the filter's options are read."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import typer

from admin_console.audit.keeping import an_act
from admin_console.failures import WrongUse
from admin_console.jobs.choosing import job_filter
from admin_console.jobs.filter import JobChoice, StateWord, pending_only, read_cause
from admin_console.options import read_duration, read_when
from flow_omnium.flow.uids import sanitize_uid
from flow_omnium.jobs.kinds import JobKind
from flow_omnium.jobs.operator.held_by import HeldBy
from flow_omnium.jobs.operator.job_log import JobFilter
from flow_omnium.jobs.state import PENDING, JobState

NOW = datetime(2030, 1, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "duration"),
    [
        ("90s", timedelta(seconds=90)),
        ("30m", timedelta(minutes=30)),
        ("2h", timedelta(hours=2)),
        (" 3d ", timedelta(days=3)),
    ],
)
def test_a_duration_is_a_number_and_a_unit(text: str, duration: timedelta) -> None:
    assert read_duration(text) == duration


@pytest.mark.parametrize("text", ["", "3", "d", "-1h", "1.5h", "1w", "1h30m", "999999d"])
def test_anything_else_is_no_duration(text: str) -> None:
    with pytest.raises(typer.BadParameter, match="is not a duration"):
        read_duration(text)


def test_every_state_can_be_named_and_pending_besides() -> None:
    assert {word.value for word in StateWord} == {state.value for state in JobState} | {"pending"}


def test_what_was_typed_becomes_the_ledgers_filter() -> None:
    choice = JobChoice(
        "acme", JobKind.INBOUND_ORDER, [StateWord.WAITING], "O-1", "NotFound", timedelta(hours=2), True, 7
    )
    assert job_filter(choice, NOW) == JobFilter(
        tenant_uid="acme",
        kind=JobKind.INBOUND_ORDER,
        state=JobState.WAITING,
        key="O-1",
        limit=7,
        error_class="NotFound",
        attention=True,
        accepted_before=NOW - timedelta(hours=2),
    )
    assert job_filter(JobChoice(state=[StateWord.PENDING]), NOW) == JobFilter(pending=True, limit=None)


def test_several_states_mean_any_of_them_and_pending_three() -> None:
    both = JobChoice(state=[StateWord.HELD, StateWord.DONE])
    assert job_filter(both, NOW).states == {JobState.HELD, JobState.DONE}
    with_pending = JobChoice(state=[StateWord.PENDING, StateWord.DONE])
    assert job_filter(with_pending, NOW).states == PENDING | {JobState.DONE}
    spelled_out = JobChoice(state=[StateWord.QUEUED, StateWord.HELD, StateWord.WAITING])
    assert job_filter(spelled_out, NOW) == JobFilter(pending=True, limit=None)


def test_what_people_say_becomes_what_the_ledger_keeps() -> None:
    choice = JobChoice(
        tenant="acme", number=" AB-12 ", store="Oslo City", cause="abcd", http_status=502, attempts=3
    )
    wanted = job_filter(choice, NOW)
    assert (wanted.number, wanted.store_uid) == ("ab-12", sanitize_uid("Oslo City"))
    assert (wanted.cause, wanted.http_status, wanted.attempts) == ("abcd", 502, 3)


def test_a_store_is_one_of_a_tenant() -> None:
    with pytest.raises(WrongUse, match="--store needs --tenant"):
        job_filter(JobChoice(store="oslo"), NOW)


def test_a_time_is_so_long_ago_or_a_moment_and_the_earlier_of_two_ends_counts() -> None:
    choice = JobChoice(since=read_when("3h"), until=read_when("2030-01-01T12:30+01:00"))
    assert job_filter(choice, NOW).accepted_since == NOW - timedelta(hours=3)
    assert job_filter(choice, NOW).accepted_before == NOW - timedelta(minutes=30)
    narrower = replace(choice, older_than=timedelta(hours=2))
    assert job_filter(narrower, NOW).accepted_before == NOW - timedelta(hours=2)
    assert read_when("2030-01-01").at == datetime(2030, 1, 1, tzinfo=UTC)
    with pytest.raises(typer.BadParameter, match="nor a duration"):
        read_when("yesterday")


def test_a_choice_can_be_typed_again() -> None:
    choice = JobChoice(
        tenant="acme",
        state=[StateWord.HELD, StateWord.WAITING],
        older_than=timedelta(hours=2),
        attention=True,
        limit=5,
        since=read_when("3d"),
    )
    typed = "--tenant acme --state held --state waiting --older-than 7200s --attention --since 3d"
    assert " ".join(choice.options()) == typed


def test_the_beginning_of_a_cause_s_key_must_say_something() -> None:
    assert (read_cause("ABCD"), read_cause("abcdef012345")) == ("abcd", "abcdef012345")
    with pytest.raises(typer.BadParameter, match="jobs summary"):
        read_cause("abc")


@pytest.mark.parametrize(
    "choice",
    [
        JobChoice(),
        JobChoice(limit=5),
        JobChoice(state=[StateWord.PENDING]),
        JobChoice(state=[StateWord.QUEUED, StateWord.HELD, StateWord.WAITING]),
    ],
)
def test_a_number_or_the_word_pending_narrows_nothing(choice: JobChoice) -> None:
    assert not choice.restricts


@pytest.mark.parametrize(
    "choice",
    [
        JobChoice(tenant="acme"),
        JobChoice(state=[StateWord.HELD]),
        JobChoice(older_than=timedelta(hours=1)),
        JobChoice(attention=True),
        JobChoice(number="1"),
        JobChoice(cause="abcd"),
        JobChoice(http_status=500),
        JobChoice(attempts=2),
        JobChoice(store="oslo"),
        JobChoice(since=read_when("1h")),
        JobChoice(state=[StateWord.PENDING], tenant="acme"),
    ],
)
def test_everything_else_narrows(choice: JobChoice) -> None:
    assert choice.restricts


@pytest.mark.parametrize("word", list(StateWord))
def test_only_pending_jobs_are_dealt_with_in_numbers(word: StateWord) -> None:
    if word is StateWord.PENDING or JobState(word.value) in PENDING:
        assert pending_only(JobChoice(state=[word])).state == [word]
        return
    with pytest.raises(WrongUse, match="by their ID"):
        pending_only(JobChoice(state=[word]))


def test_a_choice_is_kept_in_words() -> None:
    assert (
        str(JobChoice(tenant="acme", state=[StateWord.HELD], limit=3)) == "tenant acme, state held, limit 3"
    )
    assert str(JobChoice(attention=True)) == "attention True"
    assert str(JobChoice()) == "all"


def test_who_acts_is_the_one_named_else_the_user_of_the_machine() -> None:
    assert an_act("retry", "kari").by == "kari"
    user, _, host = an_act("retry", None).by.partition("@")
    assert user
    assert host


def test_names_and_reasons_are_bounded() -> None:
    act = an_act("cancel", "k" * 1000, "r" * 10_000)
    assert (len(act.by), len(act.reason or "")) == (100, 500)


def test_what_holds_jobs_is_asked_of_held_ones_alone() -> None:
    paused = JobChoice(held_by=HeldBy.PAUSE)
    assert job_filter(paused, NOW).held_by is HeldBy.PAUSE
    assert paused.restricts
    assert paused.options() == ["--held-by", "pause"]
    assert job_filter(replace(paused, state=[StateWord.PENDING]), NOW).held_by is HeldBy.PAUSE
    with pytest.raises(WrongUse, match="nothing holds jobs that are waiting"):
        job_filter(replace(paused, state=[StateWord.WAITING]), NOW)
