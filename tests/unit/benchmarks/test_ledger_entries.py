"""The entries of the full ledger are entries as the ledger has them, and of every sort that an operator looks for."""

from collections import Counter
from datetime import UTC, datetime

from benchmarks.ledger import spread
from benchmarks.ledger.entries import entries, numbers_of
from benchmarks.ledger.page import page_of, too_slow
from benchmarks.ledger.timing import Timed

from flow_omnium.jobs.entry import JobEntry

NOON = datetime(2026, 11, 27, 12, tzinfo=UTC)
MADE = list(entries(range(5_000), NOON))


def test_each_can_be_read_and_has_its_numbers() -> None:
    read = [JobEntry.model_validate(document) for document in MADE]
    assert [set(entry.numbers) for entry in read] == [set(numbers_of(number)) for number in range(5_000)]


def test_they_are_the_same_each_time() -> None:
    assert list(entries(range(5_000), NOON)) == MADE


def test_no_two_of_what_is_pending_are_about_the_same_record() -> None:
    pending = [(one["tenantUid"], one["kind"], one["key"]) for one in MADE if one.get("pending")]
    assert len(set(pending)) == len(pending)


def test_every_state_that_an_operator_looks_for_is_among_them() -> None:
    states = Counter(one["state"] for one in MADE)
    assert {"waiting", "held", "queued", "done", "ignored", "superseded", "cancelled"} == set(states)
    assert 0.5 * spread.PENDING_SHARE < sum(bool(one.get("pending")) for one in MADE) / len(MADE) < 0.02


def test_what_waits_says_for_what_it_fails() -> None:
    waiting = [one for one in MADE if one["state"] == "waiting"]
    assert all(len(one["cause"]["key"]) == 12 for one in waiting)
    assert len({one["cause"]["key"] for one in waiting}) > 3
    assert not [one for one in MADE if one["state"] == "done" and "cause" in one]


def test_a_command_that_takes_a_second_is_too_slow_and_one_that_is_missing_is_named() -> None:
    answers = [
        Timed(("jobs", "list"), 1.2, 0, 3, ""),
        Timed(("status",), 0.1, 0, 3, ""),
        Timed(("find", "1"), 0.0, 2, 0, "No such command 'find'."),
        Timed(("overdue",), 0.0, 1, 0, "the database is away"),
    ]
    assert [one.words for one in too_slow(answers)] == [("jobs", "list")]
    page = page_of(answers, 10, "a machine")
    assert "| `jobs list` | 1200 **too slow** | 3 |" in page
    assert "- `overdue`: the database is away" in page.partition("Answered with an error")[2]
    assert "- `find 1`" in page.partition("Not in this version")[2]
