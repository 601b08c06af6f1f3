"""What is said of a log that holds, and of one that is not there."""

import pytest

from flow_omnium.audit.kinds import FIELDS, Kind
from flow_omnium.audit.record import NO_HEAD, new_record
from flow_omnium.audit.signing import Verifier
from flow_omnium.audit.verdict import lines_of
from flow_omnium.audit.verification import verify
from flow_omnium.testing.audit_logs import NOON, SAMPLES, a_log, keys


@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_of_record_is_a_line_of_one_table_and_holds(kind: Kind) -> None:
    assert SAMPLES[kind].keys() == FIELDS[kind].all
    records = [new_record(NO_HEAD, kind, SAMPLES[kind], NOON)]
    assert verify(records, Verifier()).holds
    with pytest.raises(ValueError, match="has the fields"):
        new_record(NO_HEAD, kind, {**SAMPLES[kind], "password": "hush"}, NOON)


def test_a_log_that_nobody_touched_holds_and_says_from_when_to_when_and_by_what_anchor() -> None:
    verdict = verify(a_log(), keys())

    assert (verdict.holds, verdict.count, verdict.anchored_through) == (True, 8, 5)
    assert list(lines_of(verdict)) == [
        "holds: 8 records, 1 (2026-03-01 12:00:00+00:00) to 8 (2026-03-01 19:00:00+00:00)",
        "anchor: the signed checkpoint 5 (2026-03-01 16:00:00+00:00)",
        "records 6 to 8 are newer than any anchor: that none was replaced or removed from the end shows by the next",
    ]


def test_a_part_of_the_log_is_verified_from_where_it_was_asked() -> None:
    verdict = verify(a_log()[3:], keys(), is_part=True)
    assert (verdict.holds, verdict.first and verdict.first.head.sequence) == (True, 4)


def test_no_secret_gets_in() -> None:
    content = {
        **SAMPLES[Kind.ACT],
        "reason": "tried with Bearer hush-hush, and https://ola:hush@host/ \udcff",
    }
    record = new_record(NO_HEAD, Kind.ACT, content, NOON)
    assert record["content"]["reason"] == "tried with Bearer ***, and https://***@host/ ?"
    assert verify([record], Verifier()).holds


def test_a_faulty_log_of_any_length_is_told_in_a_bounded_number_of_lines() -> None:
    records = a_log(length=300)
    for record in records:
        record["content"]["by"] = "mallory"
    verdict = verify(records, keys())
    assert (len(verdict.faults), verdict.first_fault) == (100, 1)


def test_an_empty_log_is_told_as_such() -> None:
    assert " ".join(lines_of(verify([], Verifier()))) == "the audit log is empty"
    assert not verify([], keys()).holds
