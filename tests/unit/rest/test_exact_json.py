"""JSON that keeps money exact."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flow_omnium.rest.exact_json import decode, encode


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**12), max_value=10**12))
def test_a_decimal_goes_out_and_comes_back_unchanged(amount: Decimal) -> None:
    assert decode(encode({"amount": amount})) == {"amount": amount}


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (Decimal("199.50"), b"199.50"),
        (Decimal("1E+3"), b"1000"),
        (Decimal("1E-7"), b"0.0000001"),
        (datetime(2026, 3, 2, 8, tzinfo=UTC), b'"2026-03-02T08:00:00Z"'),
        ("å", '"å"'.encode()),
    ],
)
def test_values_are_written_as_json_knows_them(value: object, written: bytes) -> None:
    assert encode(value) == written


@pytest.mark.parametrize("value", [Decimal("NaN"), Decimal("Infinity"), object()])
def test_what_json_does_not_know_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        encode(value)


def test_half_an_emoji_does_not_stop_the_text_from_being_written_again() -> None:
    document = decode(rb'{"name": ["Kari \ud83d", "\ud83d\ude00"]}')
    assert document == {"name": ["Kari �", "😀"]}
    assert decode(encode(document)) == document
