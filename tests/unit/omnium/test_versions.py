"""Which version of an order of Omnium's somebody has seen: the same listed or read."""

from typing import Any

import pytest

from flow_omnium.omnium.models import Order
from flow_omnium.omnium.models.order_search import OrderVersion
from flow_omnium.omnium.versions import version_of
from flow_omnium.rest.reading import read_as

ORDER = {"id": "F-1", "status": "New"}
MODIFIED = {"modified": "2026-03-02T12:00:00.1234567Z"}


@pytest.mark.parametrize(
    ("fields", "version"),
    [
        ({"versionId": "17", **MODIFIED}, "17"),
        ({"versionId": 17}, "17"),
        ({"versionId": " ", **MODIFIED}, "2026-03-02T12:00:00.123456Z"),
        (MODIFIED, "2026-03-02T12:00:00.123456Z"),
    ],
)
def test_an_order_has_omniums_version_else_the_moment_of_its_change(
    fields: dict[str, Any], version: str
) -> None:
    listed, read = read_as(OrderVersion, {**ORDER, **fields}), read_as(Order, {**ORDER, **fields})
    assert version_of(listed) == version_of(read) == version


def test_an_order_that_tells_neither_has_another_version_in_another_status() -> None:
    unset = {**ORDER, "modified": "0001-01-01T00:00:00"}
    listed, read = read_as(OrderVersion, unset), read_as(Order, unset)
    changed = read_as(Order, {**unset, "status": "Completed"})
    assert version_of(listed) == version_of(read) != version_of(changed)
