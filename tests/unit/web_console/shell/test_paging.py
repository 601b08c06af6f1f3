"""Pages by the key of their last row."""

from datetime import UTC, datetime, timedelta

import pytest

from admin_console.web.answers import BadAsk
from admin_console.web.paging import After, behind, paged, paged_by_name

NOON = datetime(2026, 11, 27, 12, 0, 0, 123_000, tzinfo=UTC)


def test_an_address_brings_back_where_a_page_begins() -> None:
    after = After(NOON, "0198-job")
    assert After.read(after.written()) == after
    assert After.read(None) is None


@pytest.mark.parametrize(
    "text", ["x", "e30", "WzEsMl0x", "W10", "WyJhIiwxXQ", "æøå", "=" * 9, "WzFlOTksIngiXQ"]
)
def test_an_address_that_nobody_has_written_is_told_of(text: str) -> None:
    with pytest.raises(BadAsk):
        After.read(text)


def test_a_row_more_than_a_page_has_tells_of_another_page() -> None:
    rows = [(NOON - timedelta(minutes=number), f"job-{number}") for number in range(4)]
    page = paged(rows, lambda row: row, size=3)
    assert page.rows == rows[:3]
    assert page.after == After(*rows[2])


def test_the_last_page_has_none_after_it() -> None:
    rows = [(NOON, "job")]
    assert paged(rows, lambda row: row, size=1).after is None
    assert paged([], lambda row: row, size=1).rows == []


def test_a_page_begins_behind_its_row_also_where_many_are_of_one_time() -> None:
    rows = [(NOON, "c"), (NOON, "a"), (NOON, "b"), (NOON - timedelta(minutes=1), "d")]
    assert behind(rows, lambda row: row, None) == rows
    assert behind(rows, lambda row: row, After(NOON, "a")) == rows[2:]


def test_a_page_whose_row_has_gone_begins_with_what_is_older() -> None:
    rows = [(NOON, "c"), (NOON - timedelta(minutes=1), "d")]
    assert behind(rows, lambda row: row, After(NOON, "gone")) == rows[1:]


def test_names_are_listed_page_by_page() -> None:
    names = ["a", "b", "c"]
    assert paged_by_name(names, None, 2) == (["a", "b"], "b")
    assert paged_by_name(names, "b", 2) == (["c"], None)
    assert paged_by_name(names, None, 3) == (names, None)
    assert paged_by_name([], "b", 2) == ([], None)
