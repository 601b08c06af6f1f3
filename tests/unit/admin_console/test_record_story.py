"""A record's story: what an operator reads who asks where order 1234 is."""

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from admin_console.find.asking import Answers, Outlook, Sighting
from admin_console.find.story import lines_of, unknown_lines
from admin_console.jobs.words import Rendering
from flow_omnium.jobs.kinds import JobKind
from flow_omnium.jobs.lookup import FoundRecord, RecordJob, RecordType
from flow_omnium.jobs.operator.finding import LedgerRecord
from flow_omnium.testing.entries import NOW, an_entry

TOLD = Rendering(NOW, ZoneInfo("UTC"))
IN = RecordJob(JobKind.INBOUND_ORDER, "om-fe70")
IN_OMNIUM = Sighting(RecordType.ORDER, FoundRecord("order om-fe70 of Omnium (number 1234)", (IN,)))


def ended(job_id: str, **changes: Any) -> Any:
    quiet: dict[str, Any] = {
        "attempts": [],
        "nextAttemptAt": None,
        "failures": 0,
        "finishedAt": NOW - timedelta(hours=1),
    }
    return an_entry(job_id, **{"state": "done", "reason": None, **quiet, **changes})


def a_record(*jobs: Any) -> LedgerRecord:
    return LedgerRecord("acme", "order:om-fe70", jobs)


def test_it_begins_with_what_the_record_is_called_and_how_each_direction_stands() -> None:
    back = ended("b" * 12, kind="outbound-order", numbers=["68"])
    told = [*lines_of(a_record(an_entry(), back), None, TOLD)]
    assert told[0] == "Order om-fe70, also called 1234, 68, tenant acme, store oslo."
    assert any(line.startswith("Omnium → Flow (inbound-order): Waiting. Failed once") for line in told)
    assert any(line.startswith("Flow → Omnium (outbound-order): Done at 11:00:00 UTC") for line in told)
    assert "Omnium and Flow were not asked." in told


def test_what_waits_can_be_tried_now_and_what_has_ended_compared_again() -> None:
    waiting = [*lines_of(a_record(an_entry()), None, TOLD)]
    assert waiting[-2:] == [
        "More: `flow-omnium jobs show 3f2a91bc`",
        "Try it now: `flow-omnium jobs retry 3f2a91bc`",
    ]
    over = [*lines_of(a_record(ended("c" * 12)), None, TOLD)]
    assert over[-1] == "Compare it again: `flow-omnium sync order om-fe70 --tenant acme`"


def test_the_job_that_needs_somebody_is_the_one_to_look_at() -> None:
    newer = ended("d" * 12, acceptedAt=NOW)
    flagged = ended("e" * 12, kind="outbound-order", attention=["look"])
    told = [*lines_of(a_record(newer, flagged), None, TOLD)]
    assert "More: `flow-omnium jobs show eeeeeeee`" in told
    assert "  ATTENTION look" in told


def test_runs_of_before_are_folded_into_one_line() -> None:
    before = [
        ended(str(number) * 12, state="ignored", acceptedAt=NOW - timedelta(days=2)) for number in range(3)
    ]
    told = [*lines_of(a_record(ended("f" * 12), *before), None, TOLD)]
    assert "Before that: 3 jobs, 3 of them with nothing to do, the first 2 d ago." in told


def test_what_both_systems_say_and_what_a_run_would_write_is_told() -> None:
    outlook = Outlook(IN, writes=("create order om-fe70 in store oslo",), flags=("line 1: look",))
    told = [*lines_of(a_record(an_entry()), Answers([IN_OMNIUM, IN_OMNIUM], [outlook]), TOLD)]
    assert told.count("Found: order om-fe70 of Omnium (number 1234)") == 1
    assert "A run of inbound-order om-fe70 would write: create order om-fe70 in store oslo" in told
    assert "  ATTENTION line 1: look" in told


def test_a_run_that_would_write_nothing_or_fail_says_so() -> None:
    nothing, fails = Outlook(IN, reason="both sides agree already"), Outlook(IN, why_not="no such handling")
    told = [*lines_of(a_record(an_entry()), Answers(outlooks=[nothing, fails]), TOLD)]
    assert "A run of inbound-order om-fe70 would write nothing: both sides agree already" in told
    assert "A run of inbound-order om-fe70 would fail: no such handling" in told


def test_who_could_not_be_asked_is_named_and_the_ledger_still_answers() -> None:
    told = [*lines_of(a_record(an_entry()), Answers(why_not=("TOKEN_MANAGER_URL: Field required",)), TOLD)]
    assert "Not asked: TOKEN_MANAGER_URL: Field required" in told
    assert told[1].startswith("Omnium → Flow")


def test_a_record_that_is_unknown_here_is_offered_to_be_brought_over() -> None:
    told = [*unknown_lines("1234", "acme", Answers([IN_OMNIUM]))]
    assert told == [
        "No job of tenant acme is about '1234'.",
        "Found: order om-fe70 of Omnium (number 1234)",
        "Bring it over: `flow-omnium sync order 1234 --tenant acme`",
    ]


def test_what_neither_system_has_any_more_is_said() -> None:
    assert "Neither Omnium nor Flow has it." in [*lines_of(a_record(an_entry()), Answers(), TOLD)]


def test_a_name_with_blanks_is_quoted_in_what_is_to_be_typed() -> None:
    told = [*unknown_lines("12 34", "acme", Answers([IN_OMNIUM]))]
    assert told[-1] == "Bring it over: `flow-omnium sync order '12 34' --tenant acme`"
