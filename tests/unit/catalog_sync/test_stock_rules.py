"""What guards many levels at once: which may fall to 0, whose warehouses they are, what is a package."""

import pytest

from catalog_sync.rows.kinds import RowKind
from catalog_sync.rows.row import Row
from catalog_sync.stock.levels import WAREHOUSE
from catalog_sync.stock.missing import require_plausible_levels
from catalog_sync.stock.packages import packages_in
from catalog_sync.stock.places import STORE, StockPlace, stock_places
from catalog_sync.withdrawal import MOST_ROWS
from flow_omnium.exported_rows.row import ExportedRow
from flow_omnium.flow.models.purchase import ProductStock, WarehouseStock
from flow_omnium.flow.stock_owners import masters_of, owned
from flow_omnium.tasks.task import RunRefused
from flow_omnium.testing.tenants import a_tenant
from rigs.catalogue.samples import AT, product

OSLO = StockPlace("oslo", "oslo", "oslo")
TOO_MANY = MOST_ROWS + 1


def level(number: int, quantity: int) -> ExportedRow:
    within = {STORE: OSLO.store_uid, WAREHOUSE: OSLO.uid}
    row = Row(
        RowKind.STOCK,
        f"oslo/p{number}",
        f"p{number}",
        f"p{number}",
        {"quantityStock": quantity},
        within=within,
    )
    return ExportedRow(row.kind, row.key, row.uid, AT, row.digest, row.record)


def judged(gone: int, known: int, *, quantity: int = 500, confirmed: bool = False) -> None:
    missing = [level(number, quantity) for number in range(gone)]
    require_plausible_levels(missing, known, {"oslo": OSLO}, is_confirmed=confirmed)


def test_many_levels_do_not_fall_to_0_by_themselves() -> None:
    with pytest.raises(RunRefused, match=f"{TOO_MANY} of {TOO_MANY * 2} stock levels"):
        judged(TOO_MANY, TOO_MANY * 2)


@pytest.mark.parametrize(
    ("gone", "known", "quantity", "confirmed"),
    [
        (MOST_ROWS, MOST_ROWS, 500, False),  # few
        (TOO_MANY, TOO_MANY * 5, 500, False),  # a small share
        (TOO_MANY, TOO_MANY, 0, False),  # they are 0 already
        (TOO_MANY, TOO_MANY, 500, True),  # somebody has looked
    ],
)
def test_few_levels_those_at_0_and_what_a_person_has_agreed_to_may(
    gone: int, known: int, quantity: int, *, confirmed: bool
) -> None:
    judged(gone, known, quantity=quantity, confirmed=confirmed)


def test_the_web_warehouse_is_not_written_from_a_second_source() -> None:
    rows = [Row(RowKind.WAREHOUSE, "oslo", "oslo", "oslo", {}, within={STORE: "oslo"})]
    web = StockPlace("oslo", "oslo")
    assert stock_places(rows, {"oslo"}, a_tenant(), web).written == (web,)
    assert stock_places(rows, {"oslo"}, a_tenant()).written == (OSLO,)


def test_a_warehouse_that_flow_has_not_yet_is_told() -> None:
    rows = [Row(RowKind.WAREHOUSE, "oslo", "oslo", "oslo", {}, within={STORE: "oslo"})]
    found = stock_places(rows, set(), a_tenant())
    assert found.written == ()
    assert found.left_out == ("stock of warehouse oslo is not written: it does not stand in Flow yet",)


def test_only_a_stores_own_warehouses_are_its_business() -> None:
    details = (("oslo", "oslo"), ("central", "oslo"), ("web", "bergen"), (None, "oslo"))
    stock = ProductStock(
        warehouse_stock_details=tuple(
            WarehouseStock(warehouse_uid=warehouse, store_uid=store) for warehouse, store in details
        )
    )
    assert owned([stock], "oslo") == ("central", "oslo")


def test_stores_whose_stock_is_flows_are_named() -> None:
    on, off = {"OMNIUM_FLOW_STOCK_MASTER": True}, {"OMNIUM_FLOW_STOCK_MASTER": False}
    assert masters_of(a_tenant(stores={"oslo": on, "bergen": off, "alta": on})) == ("alta", "oslo")


@pytest.mark.parametrize(
    ("flags", "found"), [({}, False), ({"isPackage": True}, True), ({"isBundle": True}, True)]
)
def test_a_package_or_a_bundle_is_known_by_itself_whatever_the_search_gave(
    flags: dict[str, bool], found: bool
) -> None:
    one = product(**flags)
    assert packages_in([one]) == (frozenset({one.sku_id}) if found else frozenset())
