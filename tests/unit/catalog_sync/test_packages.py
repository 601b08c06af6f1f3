"""Packages and bundles: a slot for each component, and what may fill it (catalog.md 4.10)."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from catalog_sync.rows.kinds import RowKind
from catalog_sync.rows.row import Row
from rigs.catalogue.samples import basis, mapped, of_kind, product, sample

ON = basis({"CreatePackageSlots": True})
CUP, PLATE, _ = sample("package")["components"]


def rows_of(kind: RowKind, **changes: Any) -> Sequence[Row]:
    return of_kind(mapped(product("package", **changes), on=ON), kind)


def test_each_component_has_a_slot_for_one_product() -> None:
    rows = rows_of(RowKind.SLOT)
    assert [(row.uid, row.within) for row in rows] == [
        ("set-cup", {"productUid": "set"}),
        ("set-plate", {"productUid": "set"}),
    ]
    assert rows[0].fields == {
        "name": "Cup",
        "position": 0,
        "minComponentsAllowed": 1,
        "maxComponentsAllowed": 1,
    }
    assert (rows[1].fields["name"], rows[1].fields["position"]) == ("plate", 1)


def test_a_slot_is_filled_by_its_component_in_hundredths() -> None:
    cup = rows_of(RowKind.COMPONENT)[0]
    assert (cup.uid, cup.within) == (
        "set-cup-AB_12_3",
        {"productUid": "set", "productPackageSlotUid": "set-cup"},
    )
    assert cup.fields == {
        "productUid": "AB_12_3",
        "quantity": 200,
        "position": 0,
        "specialPrice": 0,
        "required": True,
    }


def test_a_slot_with_options_is_filled_by_them_at_what_they_add_in_the_leading_market() -> None:
    options = rows_of(RowKind.COMPONENT)[1:]
    assert [
        (row.fields["productUid"], row.fields["specialPrice"], row.fields["position"]) for row in options
    ] == [
        ("plate-red", 1250, 0),
        ("plate-blue", 0, 1),
    ]
    assert {row.fields["quantity"] for row in options} == {100}


def test_a_bundle_costs_what_its_parts_do() -> None:
    rows = rows_of(RowKind.COMPONENT, isPackage=False, isBundle=True)
    assert len(rows) == 3
    assert all("specialPrice" not in row.fields for row in rows)


@pytest.mark.parametrize(
    "change", [{"isPackage": False}, {"isPackage": False, "isKit": True}, {"components": []}]
)
def test_what_is_not_made_of_parts_has_no_slots(change: Mapping[str, Any]) -> None:
    assert rows_of(RowKind.SLOT, **change) == []
    assert len(rows_of(RowKind.PRODUCT, **change)) == 1


def test_where_the_settings_want_no_slots_a_package_is_an_ordinary_product() -> None:
    whole = mapped(product("package"))
    assert {row.kind for row in whole.rows} == {RowKind.PRODUCT}
