"""A figure that the till counts is raised before the till has begun, and never written over after (catalog.md 9 #7)."""

from dataclasses import replace
from typing import Any

import pytest

from catalog_sync.rows.kinds import RowKind
from catalog_sync.rows.plan import Action, RowWrite
from catalog_sync.rows.raising import as_it_may_be, raises
from catalog_sync.rows.row import Row
from catalog_sync.rows.writing import RowWriting
from rigs.catalogue.memory_flow import MemoryFlow
from rigs.catalogue.row_bench import RowBench

LINE = Row(
    RowKind.PURCHASE_ORDER_LINE,
    "oslo/1/l1",
    "l1",
    "1",
    {"quantityOrdered": 1000, "quantityReceived": 300},
    within={"storeUid": "oslo", "purchaseOrderUid": "1"},
)


@pytest.mark.parametrize(
    ("record", "is_raised"),
    [
        ({"quantityReceived": 0}, True),
        ({}, True),
        ({"quantityReceived": 200}, True),
        ({"quantityReceived": 200, "receivementItems": [{"quantity": 200}]}, False),
        ({"quantityReceived": 300}, False),
        ({"quantityReceived": 400}, False),
    ],
)
def test_it_is_raised_only_where_no_till_counts(record: dict[str, Any], is_raised: bool) -> None:
    row = as_it_may_be(LINE, record)
    assert raises(row) is is_raised
    assert (row.digest, "quantityOrdered" in row.written) == (LINE.digest, True)


def test_a_row_without_such_a_figure_is_as_it_was() -> None:
    row = replace(LINE, fields={"quantityOrdered": 1000})
    assert as_it_may_be(row, {"quantityReceived": 400}) is row


async def test_what_a_till_counts_in_the_very_moment_is_not_written_over() -> None:
    flow = MemoryFlow()
    flow.holds(LINE, quantityReceived=500, quantityOrdered=900)
    await RowWriting(flow).result(RowWrite(LINE, Action.CHANGE))
    assert flow.records[str(LINE)] == {"quantityOrdered": 1000, "quantityReceived": 500}


async def test_a_line_that_is_made_anew_tells_what_came_before() -> None:
    bench = RowBench()
    await bench.bring(LINE)
    assert bench.flow.records[str(LINE)]["quantityReceived"] == 300


async def test_a_line_that_was_there_already_keeps_its_figure() -> None:
    bench = RowBench()
    bench.flow.holds(LINE, quantityReceived=500, quantityOrdered=900)
    await bench.bring(LINE)
    assert bench.flow.records[str(LINE)] == {"quantityOrdered": 1000, "quantityReceived": 500}
