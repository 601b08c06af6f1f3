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


@pytest.mark.parametrize(
    "text", ['{"a": [1.50]}', ' {"a": [1.50]}', '{"a": [1.50]}\r\n\t ', '\n{"a": [1.50]} ']
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32-be"])
def test_blanks_around_a_document_are_none_of_it_in_any_encoding(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == {"a": [Decimal("1.50")]}


@pytest.mark.parametrize("raw", [b"{} {}", b"[1]x", b"{}\x0b", b"{}\xc2\xa0", b"", b" ", b"{", b"\xff{}"])
def test_what_is_more_or_less_than_one_document_is_refused(raw: bytes) -> None:
    with pytest.raises(ValueError, match=r".+"):
        decode(raw)


def test_half_an_emoji_does_not_stop_the_text_from_being_written_again() -> None:
    document = decode(rb'{"name": ["Kari \ud83d", "\ud83d\ude00"]}')
    assert document == {"name": ["Kari �", "😀"]}
    assert decode(encode(document)) == document
