"""When a row stands in Flow already: what is ours agrees, what is not ours is not looked at."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest

from catalog_sync.rows.difference import agrees, differences, new_fields
from catalog_sync.rows.kinds import RowKind
from catalog_sync.rows.row import Row


def a_row(**fields: Any) -> Row:
    return Row(RowKind.PRODUCT, "mug", "mug", "mug", fields)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (None, None),
        (None, ""),
        ((), None),
        (None, []),
        ({}, None),
        (250, Decimal("250.0")),
        (Decimal("59.90"), Decimal("59.9")),
        ("2026-01-01T00:00:00Z", "2026-01-01T00:00:00.000Z"),
        ("2026-01-01T00:00:00Z", "2026-01-01T01:00:00+01:00"),
        ("2026-01-01T00:00:00Z", "2026-01-01T00:00:00"),
        (({"gtin": "1", "primary": True},), [{"gtin": "1", "primary": True, "type": "EAN"}]),
        ({"monday": {"isOpen": False, "openFrom": None}}, {"monday": {"isOpen": False}, "tuesday": {}}),
    ],
)
def test_values_agree_however_flow_writes_them(ours: Any, theirs: Any) -> None:
    assert agrees(ours, theirs)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (False, None),
        (0, None),
        (250, 251),
        ("a", "A"),
        ("2026-01-01T00:00:00Z", "2026-01-01T00:00:01Z"),
        ("2026", "2026.0"),
        (("a", "b"), ["b", "a"]),
        (("a",), ["a", "b"]),
        (("a",), "a"),
        ({"amount": 1}, {"amount": 2}),
        ({"amount": 1}, 1),
    ],
)
def test_other_values_differ(ours: Any, theirs: Any) -> None:
    assert not agrees(ours, theirs)


def test_only_fields_of_ours_that_differ_are_listed_with_old_and_new_value() -> None:
    record: Mapping[str, Any] = {"name": "Cup", "sku": "mug", "brandUid": "b", "internalInfo": "theirs"}
    told = differences(a_row(name="Mug", sku="mug", brandUid=None, weight=250), record)
    assert [(one.field, one.old, one.new) for one in told] == [
        ("name", "Cup", "Mug"),
        ("brandUid", "b", None),
        ("weight", None, "250"),
    ]


def test_of_a_new_row_every_value_is_listed_those_of_its_making_too() -> None:
    row = Row(RowKind.STORE, "s", "s", "s", {"name": "Oslo", "city": None}, once={"salesPriceUid": "main"})
    assert [(one.field, one.new) for one in new_fields(row)] == [("name", "Oslo"), ("salesPriceUid", "main")]


def test_a_long_text_is_shown_by_its_beginning() -> None:
    (told,) = differences(a_row(description="x" * 500), {})
    assert told.new == "x" * 119 + "…"
