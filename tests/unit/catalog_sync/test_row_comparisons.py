"""Rows compared with what stands in Flow, in a full run or for one event; and whose a uid is."""

from dataclasses import replace

import pytest

from catalog_sync.rows.current import Current
from catalog_sync.rows.kinds import RowKind
from catalog_sync.rows.row import Mapped, Row
from flow_omnium.outcomes import Rejected
from rigs.catalogue.memory_flow import CALL
from rigs.catalogue.row_bench import RowBench

BRAND = Row(RowKind.BRAND, "nike", "nike", "nike", {"name": "Nike"})
MUG = Row(RowKind.PRODUCT, "mug", "mug", "mug", {"name": "Mug", "brandUid": "nike"})
REFUSED = Rejected(CALL, "no such group", http_status=400)


@pytest.fixture
def bench() -> RowBench:
    return RowBench()


async def test_a_full_comparison_mends_an_edit_by_hand_and_notes_what_it_wrote(bench: RowBench) -> None:
    await bench.bring(MUG)
    bench.flow.holds(MUG, name="Edited")
    current = Current()
    current.put(RowKind.PRODUCT, {"mug": bench.flow.records["product mug"]})
    export = bench.export(current)
    assert len((await export.bring(Mapped(((MUG,),)))).written) == 1
    assert bench.flow.records["product mug"]["name"] == "Mug"
    assert (await export.bring(Mapped(((MUG,),)))).unchanged == 1


async def test_of_two_records_with_one_uid_the_one_that_was_written_keeps_it(bench: RowBench) -> None:
    old = replace(MUG, key="A_1", uid="A_1", record="old")
    await bench.bring(old)
    new = replace(MUG, key="A/1", uid="A_1", record="new")
    export = bench.export()
    assert [fault.key for fault in (await export.bring(Mapped(((new,),)))).faults] == ["A/1"]
    later = await export.bring(Mapped(((old,),)))
    assert (later.faults, later.unchanged) == ([], 1)


async def test_an_image_that_was_removed_is_forgotten(bench: RowBench) -> None:
    image = Row(RowKind.MEDIA, "mug/a", "a", "mug", {"mainUrl": "x"}, within={"productUid": "mug"})
    await bench.bring(image)
    gone = replace(image, fields={}, is_withdrawal=True)
    await bench.bring(gone, is_dry=True)
    assert "image a" in bench.flow.records
    await bench.bring(gone)
    assert bench.flow.records == {}
    assert await bench.rows.known("acme", [(RowKind.MEDIA, "mug/a")]) == {}


async def test_a_plan_compares_every_write_with_flow_and_writes_nothing(bench: RowBench) -> None:
    bench.flow.holds(BRAND)
    bench.flow.holds(MUG, name="Cup")
    plan = await bench.export().plan(Mapped(((BRAND,), (MUG,))))
    assert [str(write.describe()) for write in plan.writes] == ["change product mug (name: Cup → Mug)"]
    assert (plan.agreed, bench.flow.calls) == ([BRAND], [])


async def test_one_write_is_carried_out_and_remembered_or_set_aside(bench: RowBench) -> None:
    bench.flow.fails["mug"] = [REFUSED]
    export = bench.export()
    (write,) = (await export.plan(Mapped(((MUG,),)))).writes
    fault = await export.apply(write)
    assert fault is not None
    assert (await bench.aside()).keys() == {"mug"}
    assert await export.apply(write) is None
    assert await bench.aside() == {}
