"""What people call a record is kept as they may type it, each number once, and never a name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flow_omnium.jobs.handler import Journal
from flow_omnium.jobs.numbers import MAX_NUMBERS, joined_numbers, spelled, told_numbers
from flow_omnium.masking import mask_personal


@pytest.mark.parametrize(
    ("number", "kept"),
    [(" SO-1234 ", "so-1234"), (68, "68"), ("STRASSE-1", "strasse-1"), ("Straße-1", "strasse-1")],
)
def test_a_number_is_kept_without_case_and_blanks(number: object, kept: str) -> None:
    assert spelled(number) == kept


@pytest.mark.parametrize("number", [None, "", "  ", True, 1.5, "1" * 101, "1\0", "1\ud800", ["1"]])
def test_what_is_no_number_is_none(number: object) -> None:
    assert spelled(number) is None


@pytest.mark.parametrize("text", ["Anna Hansen", "anna1@example.no", "+47 912 34 567", "web"])
def test_what_may_be_of_a_person_is_left_out(text: str) -> None:
    assert joined_numbers((), [text]) == ()


@given(st.from_regex(r"(tlf|mobile|phone|00)?[^\W_]{1,30}", fullmatch=True))
def test_letters_and_digits_alone_are_nothing_of_a_person(text: str) -> None:
    assert mask_personal(text) == text


def test_each_number_is_kept_once_in_the_order_in_which_it_came() -> None:
    journal = Journal()
    journal.called("SO-2", None, "so-1")
    journal.called("so-2 ", 7)

    assert journal.numbers == ["so-2", "so-1", "7"]


def test_an_order_with_very_many_receipts_keeps_the_first_numbers() -> None:
    kept = joined_numbers(["so-1"], range(1_000))

    assert len(kept) == MAX_NUMBERS
    assert kept[:2] == ("so-1", "0")


def test_an_event_of_omnium_tells_the_number_of_its_order_and_one_of_flow_none() -> None:
    assert told_numbers({"objectId": "om-1", "objectNumber": "SO-1"}) == ("so-1",)
    assert told_numbers({"action": "ORDER_SETTLED", "orderUid": "700"}) == ()
