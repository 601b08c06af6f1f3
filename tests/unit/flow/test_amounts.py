"""Decimals and Flow's integers, ids and Flow's uids."""

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flow_omnium.flow.amounts import from_flow, to_flow
from flow_omnium.flow.uids import LONGEST, marked_uid, sanitize_uid, uids_of, without_mark

UID = re.compile(r"[A-Za-z0-9_-]+")


@pytest.mark.parametrize(
    ("amount", "scaled"),
    [
        ("199.50", 19950),
        ("1.5", 150),
        ("0.333", 33),
        ("0.005", 1),
        ("-0.005", -1),
        ("0.0049", 0),
        ("25", 2500),
    ],
)
def test_the_third_decimal_is_rounded_half_away_from_zero(amount: str, scaled: int) -> None:
    assert to_flow(Decimal(amount)) == scaled


@given(st.integers(-(10**15), 10**15))
def test_an_integer_of_flow_comes_back_unchanged(amount: int) -> None:
    assert to_flow(from_flow(amount)) == amount


@pytest.mark.parametrize(
    ("text", "uid"),
    [("901580", "901580"), ("web/1015 å", "web_1015__"), ("a_b-C", "a_b-C"), ("Nike Air", "Nike_Air")],
)
def test_a_uid_holds_only_what_flow_accepts(text: str, uid: str) -> None:
    assert sanitize_uid(text) == uid


@pytest.mark.parametrize("text", ["kari.n@x.no", "æøå", "a" * 500, "", "\ud800"])
def test_a_marked_uid_is_one_that_flow_takes_and_no_look_alike_has(text: str) -> None:
    others = {"kari_n@x.no", "kari_n_x_no", "øæå", "a" * 501, "_"}
    uid = marked_uid(text)
    assert UID.fullmatch(uid)
    assert len(uid) <= LONGEST
    assert uid not in {marked_uid(other) for other in others}


def test_both_uids_of_an_id_are_of_one_record() -> None:
    assert {without_mark(uid) for uid in uids_of("10/01")} == {"10_01"}
    assert without_mark("WEB-10012345") == "WEB-10012345"
