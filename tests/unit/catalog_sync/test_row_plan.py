"""What is done about a row: from how it is to stand, what was written of it before, and what Flow has."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest

from catalog_sync.rows.current import Current
from catalog_sync.rows.kinds import RowKind
from catalog_sync.rows.plan import Action, Before, RowPlan, leftovers, plan_rows
from catalog_sync.rows.row import Mapped, Row
from flow_omnium.exported_rows.row import ExportedRow
from rigs.catalogue.samples import AT

MUG = Row(RowKind.PRODUCT, "mug", "mug", "m-1", {"name": "Mug"})
BRAND = Row(RowKind.BRAND, "nike", "nike", "nike", {"name": "Nike"})
SLOT = Row(RowKind.SLOT, "set-cup", "set-cup", "set", {"name": "Cup"}, within={"productUid": "set"})
IMAGE = Row(RowKind.MEDIA, "mug/a", "a", "m-1", {"mainUrl": "x"}, within={"productUid": "mug"})
OUT = replace(MUG, fields={"allowPurchase": False}, is_withdrawal=True)


def written(row: Row, **changes: Any) -> ExportedRow:
    return replace(ExportedRow(row.kind, row.key, row.uid, AT, row.digest, row.record), **changes)


def planned(
    *rows: Row,
    known: Sequence[ExportedRow] = (),
    owners: Sequence[ExportedRow] = (),
    listed: Mapping[str, Mapping[str, Any]] | None = None,
) -> RowPlan:
    current = Current()
    if listed is not None:
        current.put(rows[0].kind, listed, *rows[0].within.values())
    before = Before(
        {(RowKind(one.kind), one.key): one for one in known},
        {(RowKind(one.kind), one.uid): one for one in owners},
        current,
        {},
    )
    return plan_rows(rows, before)


def actions_of(plan: RowPlan) -> list[tuple[Action, str]]:
    return [(write.action, write.row.key) for write in plan.writes]


def test_a_row_that_was_never_written_is_made() -> None:
    plan = planned(MUG)
    assert [str(write.describe()) for write in plan.writes] == ["make product mug (name: Mug)"]


def test_a_row_that_was_written_just_so_costs_nothing() -> None:
    plan = planned(MUG, known=[written(MUG)])
    assert (plan.writes, plan.agreed, plan.unchanged) == ([], [], 1)


@pytest.mark.parametrize("change", [{"digest": "of other content"}, {"error": "refused"}, {"uid": "other"}])
def test_a_row_that_was_written_otherwise_or_refused_is_changed(change: Mapping[str, Any]) -> None:
    assert actions_of(planned(MUG, known=[written(MUG, **change)])) == [(Action.CHANGE, "mug")]


def test_a_row_that_was_refused_before_it_was_ever_written_is_made() -> None:
    aside = written(MUG, digest=None, error="refused")
    assert actions_of(planned(MUG, known=[aside])) == [(Action.CREATE, "mug")]


def test_what_is_made_once_is_never_changed() -> None:
    other = replace(BRAND, fields={"name": "NIKE"})
    assert planned(other, known=[written(BRAND)]).unchanged == 1
    assert planned(other, listed={"nike": {"name": "Nike"}}).agreed == [other]
    store = Row(RowKind.STORE, "s", "s", "s", {"name": "Oslo"}, is_only_made=True)
    assert planned(store, known=[written(replace(store, is_only_made=False))]).unchanged == 1


def test_what_flow_has_no_call_to_change_is_told() -> None:
    plan = planned(SLOT, known=[written(SLOT, digest="of other content")])
    assert plan.writes == []
    assert "by hand: name: Cup" in str(plan.faults[0])
    (fault,) = planned(SLOT, listed={"set-cup": {"name": "Mug"}}).faults
    assert "name: Mug → Cup" in str(fault)


def test_a_full_comparison_goes_by_flow_and_not_by_what_was_written() -> None:
    known = [written(MUG)]
    assert actions_of(planned(MUG, known=known, listed={})) == [(Action.CREATE, "mug")]
    (write,) = planned(MUG, known=known, listed={"mug": {"name": "Edited"}}).writes
    assert str(write.describe()) == "change product mug (name: Edited → Mug)"
    assert planned(MUG, known=known, listed={"mug": {"name": "Mug", "more": 1}}).unchanged == 1


def test_what_stands_in_flow_already_is_remembered_from_now_on() -> None:
    for known in ([], [written(MUG, digest="old")], [written(MUG, error="refused")]):
        plan = planned(MUG, known=known, listed={"mug": {"name": "Mug"}})
        assert (plan.writes, plan.agreed) == ([], [MUG])


def test_a_record_goes_out_of_use_once_and_only_where_it_is() -> None:
    assert actions_of(planned(OUT, known=[written(MUG)])) == [(Action.CHANGE, "mug")]
    assert planned(OUT, known=[written(OUT)]).writes == []
    assert planned(OUT).writes == []
    assert planned(OUT, known=[written(MUG)], listed={}).writes == []


def test_an_image_that_is_gone_is_removed() -> None:
    gone = replace(IMAGE, is_withdrawal=True)
    assert actions_of(planned(gone, known=[written(IMAGE)])) == [(Action.REMOVE, "mug/a")]
    assert planned(gone).gone == [gone]


A_SLASH = Row(RowKind.PRODUCT, "A/1", "A_1", "p-1", {"name": "First"})
A_UNDER = Row(RowKind.PRODUCT, "A_1", "A_1", "p-2", {"name": "Second"})


def test_of_two_records_with_one_uid_the_first_has_it_and_the_other_is_told() -> None:
    plan = planned(A_SLASH, A_UNDER)
    assert actions_of(plan) == [(Action.CREATE, "A/1")]
    (fault,) = plan.faults
    assert fault.key == "A_1"
    assert "A_1 is that of A/1" in str(fault)


def test_a_record_that_was_written_before_keeps_its_uid_whichever_comes_first() -> None:
    known = [written(A_UNDER, digest="old")]
    for rows in ((A_SLASH, A_UNDER), (A_UNDER, A_SLASH)):
        plan = planned(*rows, known=known, owners=known)
        assert actions_of(plan) == [(Action.CHANGE, "A_1")]
        assert [fault.key for fault in plan.faults] == ["A/1"]


def test_of_two_records_with_one_code_the_first_is_written_and_the_other_told_under_a_key_of_its_own() -> (
    None
):
    plan = planned(MUG, replace(MUG, record="m-2", fields={"name": "Twin"}))
    assert [write.row.fields["name"] for write in plan.writes] == ["Mug"]
    (fault,) = plan.faults
    assert (fault.record, fault.uid) == ("m-2", "mug")
    assert fault.key != "mug"
    assert "m-1 has it, and m-2 too" in str(fault)


def test_a_variant_that_moved_to_another_product_is_no_twin_of_what_it_was() -> None:
    assert planned(OUT, replace(MUG, record="m-2"), known=[written(MUG)]).faults == []


@pytest.mark.parametrize("kind", [RowKind.MEDIA, RowKind.SIBLINGS, RowKind.ACCESS, RowKind.COMPONENT])
def test_rows_that_are_told_apart_by_what_they_stand_below_may_share_uids(kind: RowKind) -> None:
    rows = [replace(IMAGE, kind=kind, key=f"{uid}/a", within={"productUid": uid}) for uid in ("mug", "cup")]
    assert planned(*rows).faults == []


def test_leftover_is_what_was_written_of_a_record_that_is_whole_and_has_it_no_more() -> None:
    cup = replace(MUG, key="cup", uid="cup")
    other = replace(MUG, key="hat", uid="hat", record="m-2")
    stored = [written(each) for each in (MUG, cup, other)]
    assert [one.key for one in leftovers(Mapped(((MUG,),)), stored, frozenset({"m-1"}))] == ["cup"]
