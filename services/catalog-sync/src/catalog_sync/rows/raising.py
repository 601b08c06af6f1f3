"""A figure that Flow counts up by itself, what a till has received of a line: it is never lowered, and never counted twice."""

from dataclasses import replace
from typing import Final

from catalog_sync.rows.kinds import RULES
from catalog_sync.rows.row import Row
from flow_omnium.flow.resources import Record

COUNTED_BY: Final = "receivementItems"
"""What a line is made of that the till has received: once there is some, the figure is the till's (catalog.md 9 #7)."""


def as_it_may_be(row: Row, record: Record) -> Row:
    """Hold the figure back where Flow has as much already, or where the till counts it; else return the row as it is."""
    name = RULES[row.kind].only_raised
    if name is None or name not in row.fields:
        return row
    ours, theirs = row.fields[name] or 0, record.get(name) or 0
    if ours > theirs and not record.get(COUNTED_BY):
        return row
    return replace(row, held=row.held | {name})


def raises(row: Row) -> bool:
    """Tell whether a write of the row would set such a figure."""
    name = RULES[row.kind].only_raised
    return name is not None and name in row.written
