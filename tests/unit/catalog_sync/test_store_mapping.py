"""How all stores become organizations, price lists, stores, warehouses and access to them (catalog.md 4.1 to 4.4)."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from catalog_sync.rows.kinds import RowKind
from catalog_sync.rows.row import Mapped, Row
from catalog_sync.stores.mapping import ROLES, map_stores
from flow_omnium.omnium.models.catalogue import Store
from rigs.catalogue.samples import basis, of_kind, store, warehouses


def bergen(**changes: Any) -> Store:
    return store("store-without-warehouse", **changes)


def mapped(*stores: Store, **settings: Any) -> Mapped:
    return map_stores([*stores, *warehouses()], basis(settings))


def rows_of(kind: RowKind, *stores: Store, **settings: Any) -> Sequence[Row]:
    return of_kind(mapped(*stores, **settings), kind)


def test_each_layer_stands_on_the_one_before() -> None:
    whole = mapped(store(), bergen(), StorePriceListsInFlow=True)
    assert [{row.kind for row in layer} for layer in whole.layers] == [
        {RowKind.ORGANIZATION},
        {RowKind.PRICE_LIST},
        {RowKind.STORE},
        {RowKind.WAREHOUSE},
        {RowKind.ACCESS},
        {RowKind.STORE},
    ]


def test_a_store_is_made_without_its_warehouses_and_told_of_them_later() -> None:
    first, second = rows_of(RowKind.STORE, store())
    assert first.is_only_made
    assert not second.is_only_made
    assert first.fields["defaultWarehouseUid"] is None
    assert second.fields["defaultWarehouseUid"] == second.fields["defaultReturnWarehouseUid"] == "oslo_s"
    assert {
        **first.fields,
        "defaultWarehouseUid": "oslo_s",
        "defaultReturnWarehouseUid": "oslo_s",
    } == second.fields


def test_a_new_store_gets_the_main_price_list_and_its_number_series_once() -> None:
    series = {"PurchaseNumberSeriesUid": "p-1", "VoucherNumberSeriesUid": "v-1"}
    first, second = rows_of(RowKind.STORE, store(), **series)
    assert first.once == {
        "salesPriceUid": "main",
        "purchaseNumberSeriesUid": "p-1",
        "voucherNumberSeriesUid": "v-1",
    }
    assert second.once == {}


@pytest.mark.parametrize(
    ("change", "is_sold"),
    [
        ({}, True),
        ({"availableOnMarkets": []}, True),
        ({"availableOnMarkets": ["swe"]}, False),
        ({"isPrimaryStore": False}, False),
        ({"isInactive": True}, True),
    ],
)
def test_the_primary_stores_of_the_shops_markets_are_stores(change: Mapping[str, Any], is_sold: bool) -> None:
    assert bool(rows_of(RowKind.STORE, store(**change))) is is_sold


def test_stores_of_one_number_belong_to_one_organization_which_the_first_one_describes() -> None:
    later = bergen(organizationalNumber="NO 999888777")
    (organization,) = rows_of(RowKind.ORGANIZATION, store(), later)
    assert (organization.key, organization.uid) == ("NO 999888777", "NO_999888777")
    assert organization.fields["name"] == "Bergen"
    assert {row.fields["organizationUid"] for row in rows_of(RowKind.STORE, store(), bergen())} == {
        "NO_999888777",
        "org",
    }


def test_a_warehouse_is_named_by_the_store_that_it_is_else_by_its_code() -> None:
    named = {row.uid: row.fields for row in rows_of(RowKind.WAREHOUSE, store(), bergen())}
    assert named == {
        "north": {"name": "north", "externalId": "north"},
        "oslo_s": {"name": "Oslo", "externalId": "oslo s"},
        "central": {"name": "Central", "externalId": "central"},
    }


def test_a_stores_own_warehouse_is_its_default_one_else_the_first_by_priority() -> None:
    *_, first, second = rows_of(
        RowKind.STORE, store(availableWarehouses=[{"warehouseCode": "north"}]), bergen()
    )
    assert (first.uid, first.fields["defaultWarehouseUid"]) == ("bergen", "north")
    assert (second.uid, second.fields["defaultWarehouseUid"]) == ("oslo_s", "oslo_s")


def test_a_virtual_warehouse_is_none_and_a_store_without_any_has_no_default() -> None:
    only_virtual = bergen(availableWarehouses=[{"warehouseCode": "cloud"}, {"warehouseCode": None}])
    assert rows_of(RowKind.WAREHOUSE, only_virtual) == []
    assert rows_of(RowKind.STORE, only_virtual)[-1].fields["defaultWarehouseUid"] is None
    assert rows_of(RowKind.WAREHOUSE, store(isVirtual=True)) == []


def test_a_warehouse_stands_below_the_store_that_it_is_else_below_the_first_that_uses_it() -> None:
    # Bergen comes first, and uses the warehouse of Oslo.
    keepers = {row.uid: row.within["storeUid"] for row in rows_of(RowKind.WAREHOUSE, bergen(), store())}
    assert keepers == {"north": "bergen", "oslo_s": "oslo_s", "central": "bergen"}


def test_a_store_that_shares_anothers_warehouse_gets_each_role_there() -> None:
    rows = rows_of(RowKind.ACCESS, bergen(), store())
    assert [(row.uid, row.within["storeUid"], row.fields["role"]) for row in rows] == [
        ("oslo_s", "bergen", role) for role in ROLES
    ]
    assert len({row.key for row in rows}) == len(ROLES)


def test_a_warehouse_of_one_store_alone_needs_no_access() -> None:
    assert rows_of(RowKind.ACCESS, bergen()) == []


def test_each_store_has_a_price_list_only_where_the_settings_want_it() -> None:
    assert rows_of(RowKind.PRICE_LIST, store()) == []
    (row,) = rows_of(RowKind.PRICE_LIST, store(), StorePriceListsInFlow=True)
    assert (row.key, row.uid) == ("oslo s", "oslo_s-pricelist")
    assert row.fields == {"name": "Oslo", "externalId": "oslo s"}


def test_a_store_without_a_name_is_set_aside_and_hinders_no_other() -> None:
    whole = mapped(store(name=None), bergen())
    assert [(fault.kind, fault.key) for fault in whole.faults] == [(RowKind.STORE, "oslo s")]
    assert {row.uid for row in of_kind(whole, RowKind.STORE)} == {"bergen"}


def test_the_order_in_which_omnium_lists_stores_changes_nothing() -> None:
    assert mapped(store(), bergen()) == mapped(bergen(), store())
