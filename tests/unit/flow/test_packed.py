"""Tests for lists of Flow that are kept as bytes."""

import tracemalloc
from decimal import Decimal

from flow_omnium.flow.packed import PackedRecords, packed

RECORDS = {f"p{number}": {"uid": f"p{number}", "price": Decimal("12.50")} for number in range(200)}
PER_RECORD = 200
"""Bytes: a small record with the object that holds it."""


def test_records_come_back_in_order_and_digit_for_digit() -> None:
    records = PackedRecords({uid: packed(record) for uid, record in RECORDS.items()})
    assert dict(records) == RECORDS
    assert list(records) == list(RECORDS)
    assert str(records["p0"]["price"]) == "12.50"


def test_what_is_packed_holds_no_more_than_its_bytes() -> None:
    tracemalloc.start()
    try:
        kept = [packed(record) for record in RECORDS.values()]
        held, _peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert held < PER_RECORD * len(kept)
