"""A job in words: what a person reads first."""

import re
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from admin_console.jobs import advice
from admin_console.jobs.words import Alike, Rendering, cause_text, clock, lines_of, standing, subject
from flow_omnium.jobs.attention import settled_by_report
from flow_omnium.jobs.cause import Cause
from flow_omnium.jobs.kinds import QUEUE_BY_KIND, JobKind
from flow_omnium.jobs.operator.known_values import failure_classes
from flow_omnium.testing.entries import CAUSE, NOW, an_entry

TOLD = Rendering(NOW, ZoneInfo("Europe/Oslo"))
RUNBOOK = Path(__file__).parents[3] / "docs" / "runbook.md"


def test_a_waiting_job_says_why_when_next_and_then_how_often() -> None:
    assert standing(an_entry(), TOLD) == (
        "Waiting. Failed once: Unavailable: Flow POST /orders answered 502: bad gateway. "
        "Next try 13:00:53 Europe/Oslo, in 53 s; then after 2, 5, 10 … min."
    )


def test_the_first_four_lines_are_state_record_cause_and_what_to_do() -> None:
    told = Rendering(NOW, ZoneInfo("Europe/Oslo"), alike=Alike(6, NOW - timedelta(minutes=2)))
    state, record, cause, do, more = lines_of(an_entry(), told)
    assert state.startswith("Waiting.")
    assert record == "om-fe70 (number 1234), order, Omnium → Flow, tenant acme, store oslo."
    assert cause == (
        "Same cause: 6 other jobs since 12:58:00 Europe/Oslo: `flow-omnium jobs list --cause 0123456789ab`"
    )
    assert do.startswith("Do: nothing, unless it lasts")
    assert more == "More: docs/runbook.md#flowomniumdownstreamerrors"


def test_a_job_alone_with_its_cause_mentions_no_others() -> None:
    told = Rendering(NOW, ZoneInfo("UTC"), alike=Alike(0, None))
    assert not [line for line in lines_of(an_entry(), told) if "Same cause" in line]


def test_a_next_try_that_is_due_is_not_told_as_a_time_of_the_past() -> None:
    assert standing(an_entry(nextAttemptAt=NOW - timedelta(seconds=1)), TOLD).endswith(
        "Its next try is due now."
    )


@pytest.mark.parametrize(
    ("failures", "unit", "further"),
    [(1, 60, "2, 5, 10 …"), (9, 60, "120, 120, 120 …"), (40, 60, "120, 120, 120 …"), (1, 30, "1, 2.5, 5 …")],
)
def test_further_tries_are_those_of_the_table(failures: int, unit: float, further: str) -> None:
    told = Rendering(NOW, ZoneInfo("UTC"), unit_seconds=unit)
    assert f"then after {further} min" in standing(an_entry(failures=failures), told)


def test_a_time_of_another_day_says_which() -> None:
    assert clock(NOW, TOLD) == "13:00:00 Europe/Oslo"
    assert clock(NOW - timedelta(days=1), TOLD) == "2029-12-31 13:00:00 Europe/Oslo"
    # At 23:30 UTC it is tomorrow already in Oslo.
    assert clock(NOW.replace(hour=23, minute=30), TOLD) == "2030-01-02 00:30:00 Europe/Oslo"


def test_a_done_job_says_when_what_it_wrote_and_which_try_it_took() -> None:
    attempt = an_entry().attempts[0].model_dump(by_alias=True)
    worked = attempt | {
        "errorClass": None,
        "message": None,
        "outcome": "done",
        "changes": ["created order 68"],
    }
    done = an_entry(
        state="done",
        finishedAt=NOW - timedelta(minutes=5),
        nextAttemptAt=None,
        attemptCount=2,
        attempts=[attempt, worked],
    )
    assert standing(done, TOLD) == "Done at 12:55:00 Europe/Oslo, 5 min ago, 2nd try: created order 68."
    assert [*lines_of(done, TOLD)] == [standing(done, TOLD), subject(done)]


def test_an_ignored_job_says_why() -> None:
    ignored = an_entry(state="ignored", reason="both sides agree already", attempts=[], finishedAt=NOW)
    assert standing(ignored, TOLD) == "Ignored at 13:00:00 Europe/Oslo, 0 s ago: both sides agree already."


@pytest.mark.parametrize(
    ("held_by", "words", "command"),
    [
        ("tenant:acme", "since tenant acme is paused", "jobs resume --tenant acme`"),
        ("kind:receivement", "since kind receivement is paused", "jobs resume --kind receivement`"),
        ("store:acme/oslo", "since store acme/oslo is paused", "jobs resume --tenant acme --store oslo`"),
        ("inactive:acme", "since tenant acme is not active", "tenants activate acme`"),
        ("poison", "by poison", "jobs retry 3f2a91bc77e0`"),
        ("outage:acme/flow", "since Flow does not answer: it comes back by itself", "#flowomniumcircuitopen"),
        ("unreadable", "by unreadable", "#flowomniumjobsunreadable"),
    ],
)
def test_a_held_job_says_what_holds_it_and_what_ends_that(held_by: str, words: str, command: str) -> None:
    held = an_entry(state="held", heldBy=held_by, heldAt=NOW - timedelta(minutes=7), nextAttemptAt=None)
    first, *others = lines_of(held, TOLD)
    assert first.startswith(f"Held for 7 min, {words}.")
    assert command in " ".join(others)


def test_what_is_flagged_is_shown_and_what_is_settled_says_by_whom() -> None:
    flagged = an_entry(state="done", attention=["line 2: look"], attempts=[])
    assert "ATTENTION line 2: look" in [*lines_of(flagged, TOLD)]
    note = {"by": "kari", "at": NOW, "note": "asked the shop", "flags": ["line 2: look"]}
    settled = an_entry(state="done", attention=[], settled=note, attempts=[])
    assert "Settled at 13:00:00 Europe/Oslo by kari: asked the shop" in [*lines_of(settled, TOLD)]


def test_what_a_comparison_has_settled_names_it_once() -> None:
    by_report = settled_by_report("5f1c", ["line 2: look"], NOW).model_dump(by_alias=True)
    by_job = by_report | {"note": "a later job agrees", "jobId": "3f2a91bc77e04d5f", "reportId": None}
    told = [[*lines_of(an_entry(state="done", settled=one), TOLD)] for one in (by_report, by_job)]
    assert "Settled at 13:00:00 Europe/Oslo: a reconciliation (5f1c) has found both sides agreed" in told[0]
    assert "Settled at 13:00:00 Europe/Oslo: a later job agrees (3f2a91bc)" in told[1]


def test_a_cause_is_class_call_answer_and_text() -> None:
    assert cause_text(Cause.model_validate(CAUSE)) == (
        "Unavailable: Flow POST /orders answered 502: bad gateway"
    )
    assert cause_text(Cause(key="1", error="InvalidData", text="orderLines: … is not a list")) == (
        "InvalidData: orderLines: … is not a list"
    )


@pytest.mark.parametrize("kind", list(JobKind))
def test_every_kind_says_which_way_it_goes(kind: JobKind) -> None:
    assert " → " in subject(an_entry(kind=kind.value, queue=QUEUE_BY_KIND[kind]))


def test_every_part_of_the_runbook_that_is_named_exists() -> None:
    headings = set(re.findall(r"^## (\w+)$", RUNBOOK.read_text(), re.MULTILINE))
    named = {*advice.PARTS.values(), advice.OTHER_FAILURES, advice.ASIDE, advice.FOREIGN, advice.OUTAGE}
    assert named | {advice.HELD} <= headings


def test_every_failure_of_ours_has_its_part_of_the_runbook() -> None:
    assert set(failure_classes()) <= advice.PARTS.keys()
