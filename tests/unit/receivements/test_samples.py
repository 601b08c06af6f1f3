"""Each folder of tests/samples/receivement is one case: both sides and our settings in, Omnium's writes out.

`flow.json` holds a store's purchase order, all receptions of it and the stock; `omnium.json` the purchase orders, the keys
that are confirmed, the deliveries of ours, the levels and the warehouses. Expected is `writes.json`. What is gathered from
running systems is held against the same files by `tests/integration/receivements/test_samples.py`.
"""

import json
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from flow_omnium.flow.models.purchase import PurchaseOrder, Receivement
from flow_omnium.flow.models.stock import ProductStock
from flow_omnium.omnium.models.purchase import PurchaseOrder as OmniumOrder
from flow_omnium.outcomes import InvalidData
from flow_omnium.runtime.exact_json import decode
from flow_omnium.runtime.wire import read_as
from flow_omnium.tenants.tenant import Tenant
from flow_omnium.testing.tenants import a_tenant
from local_stack.receptions.telling import told
from receivement_sync.gathered import Gathered, KnownOrder, WarehouseLevels
from receivement_sync.items import items_of
from receivement_sync.levels import levels_in_flow, products_by_warehouse
from receivement_sync.plan import plan
from receivement_sync.references import references

SAMPLES = Path(__file__).parents[2] / "samples" / "receivement"
CASES = sorted(SAMPLES.iterdir())
SETTINGS = (
    ("connector", "ExportDeliveryAsPo"),
    ("stores", "OMNIUM_FLOW_STOCK_MASTER"),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_receptions_become_the_expected_writes(case: Path) -> None:
    assert outcome_of(case) == decode((case / "writes.json").read_bytes())


@pytest.mark.parametrize(("section", "key"), SETTINGS)
def test_two_samples_differ_in_a_setting_alone_and_in_their_writes(section: str, key: str) -> None:
    by_the_rest: dict[str, set[str]] = {}
    for case in CASES:
        by_the_rest.setdefault(all_but(section, key, case), set()).add((case / "writes.json").read_text())
    assert any(len(writes) > 1 for writes in by_the_rest.values())


def all_but(section: str, key: str, case: Path) -> str:
    settings = json.loads((case / "settings.json").read_text())
    given = settings.get(section, {})
    for keys in given.values() if section == "stores" else [given]:
        keys.pop(key, None)
    others = [(case / name).read_text() for name in ("flow.json", "omnium.json")]
    return json.dumps([settings, others])


def outcome_of(case: Path) -> dict[str, Any]:
    try:
        return told(plan(gathered(case)))
    except InvalidData as failure:
        return {"failure": str(failure)}


def gathered(case: Path) -> Gathered:
    flow, omnium = (decode((case / f"{name}.json").read_bytes()) for name in ("flow", "omnium"))
    tenant = a_tenant(**json.loads((case / "settings.json").read_text()))
    receivements = [read_as(Receivement, one) for one in flow["receivements"]]
    order = read_as(PurchaseOrder, flow["purchaseOrder"]) if "purchaseOrder" in flow else None
    store = tenant.stores[flow["storeUid"]]
    warehouses = {one.warehouse(flow["storeUid"]) for one in items_of(receivements)}
    known = known_order(tenant, receivements, order, omnium)
    return Gathered(
        receivements,
        flow["storeUid"],
        store.omnium_flow_stock_master,
        order,
        known,
        tuple(levels(receivements, flow, omnium)),
        frozenset(warehouses - set(omnium["warehouses"])),
    )


def known_order(
    tenant: Tenant, receivements: Sequence[Receivement], order: PurchaseOrder | None, omnium: dict[str, Any]
) -> KnownOrder | None:
    uid, external_id = receivements[0].purchase_order_uid, order.external_id if order else None
    orders = {one["id"]: read_as(OmniumOrder, one) for one in omnium["purchaseOrders"]}
    deliveries_first = tenant.connector is not None and tenant.connector.export_delivery_as_po
    found = references(uid, external_id, deliveries_first=deliveries_first) if uid else ()
    there = [reference for reference in found if reference.purchase_order_id in orders]
    for reference in there:
        lines = reference.lines_of(orders[reference.purchase_order_id])
        if lines:
            return KnownOrder(
                reference.purchase_order_id,
                lines,
                orders[reference.purchase_order_id].status,
                frozenset(omnium.get("confirmed", ())),
                frozenset(omnium.get("deliveries", ())),
            )
    if there:
        name = there[0].purchase_order_id
        raise InvalidData("purchaseOrderUid", uid, f"a delivery of purchase order {name}")
    return None


def levels(
    receivements: Sequence[Receivement], flow: dict[str, Any], omnium: dict[str, Any]
) -> Iterator[WarehouseLevels]:
    in_omnium = {
        (one["sku"], one["warehouseCode"]): Decimal(one["inventory"]) for one in omnium.get("levels", ())
    }
    groups = products_by_warehouse(items_of(receivements), flow["storeUid"])
    stock = [in_stock(one) for one in flow.get("stock", ())]
    for code, products in groups.items():
        if code in omnium["warehouses"]:
            of_omnium = {product.sku: in_omnium.get((product.sku, code)) for product in products}
            in_flow = levels_in_flow(stock, products, code)
            yield WarehouseLevels(code, products, in_flow, of_omnium)


def in_stock(level: dict[str, Any]) -> ProductStock:
    return read_as(ProductStock, {"productUid": level["productUid"], "warehouseStockDetails": [level]})
