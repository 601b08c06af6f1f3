"""A plan says how a record stands: what would be written is what differs."""

from dataclasses import dataclass

import pytest

from flow_omnium.jobs.kinds import JobKind
from flow_omnium.jobs.sync import FieldChange, Plan, Summary
from flow_omnium.outcomes import Deferral, Deferred, Failed, Ignored, InvalidData
from flow_omnium.reconciliation.judging import MOST_WRITES, Judgement, Meaning, judged, judged_by, stops
from flow_omnium.reconciliation.result import Counts, Result

IN, OUT = JobKind.INBOUND_ORDER, JobKind.OUTBOUND_ORDER


@dataclass(frozen=True)
class Told:
    """A write that says what a test wants."""

    what: str
    fields: tuple[FieldChange, ...] = ()

    def describe(self) -> Summary:
        """See `Write.describe`."""
        return Summary(self.what, self.fields)


MEANING = Meaning(
    makes=lambda write: str(write.describe()).startswith("create"),
    notes=lambda write: str(write.describe()).startswith("note"),
)


def test_a_plan_without_writes_agrees() -> None:
    assert judged(IN, Plan(reason="both sides agree already"), MEANING).result is Result.AGREE


def test_only_a_plan_that_neither_writes_nor_flags_leaves_nothing() -> None:
    note, failure = Told("note that Omnium has it"), InvalidData("taxRate", "x", "a number")
    assert judged(IN, Plan(), MEANING).leaves_nothing
    assert not judged(IN, Plan([note]), MEANING).leaves_nothing
    assert not judged(IN, Plan(flags=("line 2: look",)), MEANING).leaves_nothing
    assert not judged(IN, Plan(), MEANING, noted=["line 2: look"]).leaves_nothing
    assert not judged(IN, Plan(failure=failure), MEANING).leaves_nothing


def test_what_has_compared_nothing_leaves_what_was_there() -> None:
    assert not judged_by(Ignored("of no interest")).leaves_nothing
    assert judged_by(Ignored("agreed", has_compared=True)).leaves_nothing


def test_what_a_plan_only_notes_for_ourselves_is_no_difference() -> None:
    assert judged(OUT, Plan([Told("note that Omnium has it")]), MEANING).result is Result.AGREE


@pytest.mark.parametrize(("kind", "result"), [(IN, Result.MISSING_IN_FLOW), (OUT, Result.MISSING_IN_OMNIUM)])
def test_a_record_that_would_be_made_is_missing_where_it_would(kind: JobKind, result: Result) -> None:
    found = judged(kind, Plan([Told("create order 1"), Told("add line 1")]), MEANING)
    assert (found.result, found.told) == (result, ("create order 1", "add line 1"))


def test_any_other_write_is_a_difference_told_without_personal_values() -> None:
    write = Told("change the header", (FieldChange("name", "Ola", "Kari", is_personal=True),))
    assert judged(IN, Plan([write]), MEANING) == Judgement(Result.DIFFER, ("change the header (name)",))


def test_of_very_many_differences_the_first_are_told() -> None:
    writes = [Told(f"change line {number}") for number in range(MOST_WRITES + 5)]
    assert judged(IN, Plan(writes), MEANING).told[-1] == "and 5 more"


def test_what_cannot_be_written_is_told_beside_what_can() -> None:
    failure = InvalidData("taxRate", "x", "a number")
    some, none = (judged(IN, Plan(writes, failure=failure), MEANING) for writes in ([Told("set")], []))
    assert (some.result, some.error_class) == (Result.DIFFER, "InvalidData")
    assert (none.result, none.error) == (Result.NOT_COMPARABLE, str(failure))


@pytest.mark.parametrize(
    ("outcome", "result"),
    [
        (Ignored("of no interest"), Result.AGREE),
        (Deferred("queued", cause=Deferral.STILL_QUEUED, after_seconds=5), Result.PENDING),
        (Failed("who knows"), Result.NOT_COMPARABLE),
    ],
)
def test_without_a_plan_the_outcome_says_how_it_stands(outcome: Exception, result: Result) -> None:
    assert judged_by(outcome).result is result


def test_only_a_limit_of_the_system_is_about_more_than_the_record() -> None:
    assert stops(Deferred("slowly", cause=Deferral.RATE_LIMITED, after_seconds=2))
    assert not stops(Deferred("queued", cause=Deferral.STILL_QUEUED, after_seconds=2))
    assert not stops(Failed("no"))


def test_counts_add_up() -> None:
    counts = Counts().and_of([(Result.AGREE, False), (Result.DIFFER, True)], 3)
    assert (counts.looked_at, counts.agree, counts.drift, counts.fixed) == (6, 3, 3, 3)
