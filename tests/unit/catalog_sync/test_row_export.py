"""Bringing rows to Flow: what was written is remembered, what is refused is set aside and tried again."""

from dataclasses import replace

import pytest

from catalog_sync.rows.kinds import RowKind
from catalog_sync.rows.pool import ROWS_AT_ONCE
from catalog_sync.rows.row import Mapped, Row, RowFault
from flow_omnium.outcomes import InvalidData, Rejected, Unavailable
from rigs.catalogue.memory_flow import CALL
from rigs.catalogue.row_bench import RowBench

BRAND = Row(RowKind.BRAND, "nike", "nike", "nike", {"name": "Nike"})
MUG = Row(RowKind.PRODUCT, "mug", "mug", "mug", {"name": "Mug", "brandUid": "nike"})
MANY = tuple(replace(MUG, key=f"p{number}", uid=f"p{number}") for number in range(ROWS_AT_ONCE + 2))
REFUSED = Rejected(CALL, "no such group", http_status=400)


@pytest.fixture
def bench() -> RowBench:
    return RowBench()


async def test_layers_are_written_one_after_the_other_and_a_second_run_writes_nothing(
    bench: RowBench,
) -> None:
    whole = Mapped(((BRAND,), (MUG,)))
    brought = await bench.export().bring(whole)
    assert bench.flow.calls == ["create nike", "create mug"]
    assert (len(brought.written), brought.unchanged) == (2, 0)
    again = await bench.export().bring(whole)
    assert (bench.flow.calls[2:], again.written, again.unchanged) == ([], [], 2)


async def test_each_write_is_told_before_it_is_made(bench: RowBench) -> None:
    bench.flow.fails["mug"] = [Unavailable(CALL, "down")]
    with pytest.raises(Unavailable):
        await bench.bring(MUG)
    assert bench.told == ["make product mug (name: Mug, brandUid: nike)"]


async def test_a_changed_row_is_changed_and_remembered(bench: RowBench) -> None:
    await bench.bring(MUG)
    changed = replace(MUG, fields={"name": "Cup"})
    await bench.bring(changed)
    await bench.bring(changed)
    assert bench.flow.calls == ["create mug", "change mug"]


async def test_a_record_of_a_run_that_died_before_it_could_remember_is_met_again(bench: RowBench) -> None:
    bench.flow.holds(MUG, name="Half")
    assert (await bench.bring(MUG)).faults == []
    assert bench.flow.records["product mug"]["name"] == "Mug"


async def test_a_record_that_vanished_from_flow_is_made_again(bench: RowBench) -> None:
    await bench.bring(MUG)
    bench.flow.records.clear()
    await bench.bring(replace(MUG, fields={"name": "Cup"}))
    assert bench.flow.records["product mug"] == {"name": "Cup"}


async def test_a_row_that_is_refused_is_set_aside_and_keeps_nobody_waiting(bench: RowBench) -> None:
    bench.flow.fails["p0"] = [REFUSED]
    brought = await bench.bring(*MANY)
    assert len(brought.written) == len(MANY) - 1
    assert [fault.key for fault in brought.faults] == ["p0"]
    assert await bench.aside() == {"p0": (str(REFUSED), 1)}


async def test_a_row_that_is_set_aside_is_tried_again_until_it_is_taken(bench: RowBench) -> None:
    bench.flow.fails["mug"] = [REFUSED, REFUSED]
    await bench.bring(MUG)
    await bench.bring(MUG)
    assert await bench.aside() == {"mug": (str(REFUSED), 2)}
    await bench.bring(MUG)
    assert await bench.aside() == {}
    assert "product mug" in bench.flow.records


async def test_what_was_written_of_a_row_stays_known_while_it_is_set_aside(bench: RowBench) -> None:
    await bench.bring(MUG)
    bench.flow.fails["mug"] = [REFUSED]
    await bench.bring(replace(MUG, fields={"name": "Cup"}))
    await bench.bring(MUG)
    assert bench.flow.calls == ["create mug", "change mug"]


async def test_what_could_not_be_mapped_is_set_aside_too(bench: RowBench) -> None:
    fault = RowFault(RowKind.PRODUCT, "torn", "torn", "torn", InvalidData("name", None, "given"))
    brought = await bench.bring(MUG, faults=(fault,))
    assert brought.faults == [fault]
    assert (await bench.aside()).keys() == {"torn"}


async def test_a_failure_of_all_ends_the_run_and_what_was_done_is_kept(bench: RowBench) -> None:
    bench.flow.fails["p1"] = [Unavailable(CALL, "down")]
    bench.flow.fails["p2"] = [REFUSED]
    with pytest.raises(Unavailable):
        await bench.bring(*MANY)
    done = set(bench.flow.records)
    assert {"product p0", "product p3"} <= done < {str(row) for row in MANY}
    assert (await bench.aside()).keys() == {"p2"}
    bench.flow.calls.clear()

    brought = await bench.bring(*MANY)

    made = {
        f"product {call.removeprefix('create ')}" for call in bench.flow.calls if call.startswith("create")
    }
    assert made == {str(row) for row in MANY} - done
    assert (brought.unchanged, await bench.aside()) == (len(done), {})


async def test_what_a_run_that_died_was_about_to_make_is_known_to_be_ours(bench: RowBench) -> None:
    bench.flow.fails["mug"] = [Unavailable(CALL, "no answer")]
    with pytest.raises(Unavailable):
        await bench.bring(MUG)
    bench.flow.holds(MUG)
    out = replace(MUG, fields={"allowPurchase": False}, is_withdrawal=True)
    await bench.bring(out)
    assert bench.flow.records["product mug"]["allowPurchase"] is False


async def test_a_dry_run_tells_old_and_new_and_writes_nothing_anywhere(bench: RowBench) -> None:
    await bench.bring(MUG)
    bench.flow.calls.clear()
    bench.told.clear()
    fault = RowFault(RowKind.PRODUCT, "torn", "torn", "torn", REFUSED)
    brought = await bench.bring(replace(MUG, fields={"name": "Cup"}), BRAND, is_dry=True, faults=(fault,))
    assert bench.told == ["change product mug (name: Mug → Cup)", "make brand nike (name: Nike)"]
    assert (len(brought.written), bench.flow.calls, await bench.aside()) == (2, [], {})
    await bench.bring(MUG)
    assert bench.flow.calls == []
