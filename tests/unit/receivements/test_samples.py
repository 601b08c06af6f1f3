"""Each folder of tests/samples/receivement is one case: both sides and our settings in, Omnium's writes out.

`flow.json` holds a store's purchase order, all receptions of it and the stock; `omnium.json` the purchase orders, the keys
that are confirmed, the deliveries of ours, the levels and the warehouses. Expected is `writes.json`. What is gathered from
running systems is held against the same files by `tests/integration/receivements/test_samples.py`.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from flow_omnium.flow.models.purchase import ProductStock, PurchaseOrder, Receivement
from flow_omnium.omnium.models.purchase import PurchaseOrder as OmniumOrder
from flow_omnium.omnium.models.purchase import PurchaseOrderLine
from flow_omnium.rest.exact_json import decode
from flow_omnium.rest.reading import read_as
from flow_omnium.tenants.tenant import Tenant
from flow_omnium.testing.tenants import a_tenant
from receivement_sync.gathered import Gathered, KnownOrder, WarehouseLevels
from receivement_sync.items import ReceivedItem, items_of
from receivement_sync.levels import levels_in_flow, named_today, owner_of, products_by_warehouse
from receivement_sync.matching import names_of
from receivement_sync.plan import plan
from receivement_sync.references import is_of, references
from rigs.receptions.telling import told

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
    return told(plan(gathered(case)))


def gathered(case: Path) -> Gathered:
    flow, omnium = (decode((case / f"{name}.json").read_bytes()) for name in ("flow", "omnium"))
    tenant = a_tenant(**json.loads((case / "settings.json").read_text()))
    receivements = [
        read_as(Receivement, {"storeUid": flow["storeUid"], **one}) for one in flow["receivements"]
    ]
    order = read_as(PurchaseOrder, flow["purchaseOrder"]) if "purchaseOrder" in flow else None
    uid = order.purchase_order_uid if order else receivements[0].purchase_order_uid
    received = items_of(receivements, order)
    warehouses = {one.warehouse for one in received}
    return Gathered(
        tenant,
        uid,
        receivements,
        flow["storeUid"],
        order,
        known_order(tenant, uid, received, order, omnium),
        tuple(levels(received, tenant, flow, omnium)),
        frozenset(warehouses - set(omnium["warehouses"])),
        orders_of_lines=flow.get("ordersOfLines", {}),
    )


def known_order(
    tenant: Tenant,
    uid: str | None,
    received: Sequence[ReceivedItem],
    order: PurchaseOrder | None,
    omnium: dict[str, Any],
) -> KnownOrder | None:
    orders = {one["id"]: read_as(OmniumOrder, one) for one in omnium["purchaseOrders"]}
    deliveries_first = tenant.connector is not None and tenant.connector.export_delivery_as_po
    external_id = order.external_id if order else None
    found = references(uid, external_id, deliveries_first=deliveries_first) if uid else ()
    stores = {one.receivement.store_uid or "" for one in received}
    named = {name for item in order.items for name in names_of(item)} if order else set()
    without_lines = None
    for reference in found:
        there = orders.get(reference.purchase_order_id)
        if there is None or not is_of(there, order, named, stores):
            continue
        lines = reference.lines_of(there, order)
        if lines or reference.delivery_id is None:
            return replace(known(there, lines, omnium), lost_delivery=reference.lost_in(there))
        without_lines = KnownOrder(there.id, (), there.status, lost_delivery=reference.delivery_id)
    return without_lines


def known(order: OmniumOrder, lines: Sequence[PurchaseOrderLine], omnium: dict[str, Any]) -> KnownOrder:
    booked = {key: Decimal(str(quantity)) for key, quantity in omnium.get("confirmed", {}).items()}
    is_explained = sum(booked.values()) == sum(line.delivered_quantity for line in order.lines)
    there = frozenset(omnium.get("deliveries", ()))
    return KnownOrder(order.id, lines, order.status, booked, is_explained, there)


def levels(
    received: Sequence[ReceivedItem], tenant: Tenant, flow: dict[str, Any], omnium: dict[str, Any]
) -> Iterator[WarehouseLevels]:
    in_omnium = {
        (one["sku"], one["warehouseCode"]): Decimal(one["inventory"]) for one in omnium.get("levels", ())
    }
    stock = [in_stock(one) for one in flow.get("stock", ())]
    for code, products in products_by_warehouse(received).items():
        owner = owner_of(code, stock) or (code if code in tenant.stores else flow["storeUid"])
        if code in omnium["warehouses"] and tenant.is_stock_master(owner):
            today = named_today(products, stock)
            of_omnium = {product.sku: in_omnium.get((product.sku, code)) for product in today}
            yield WarehouseLevels(code, today, levels_in_flow(stock, today, code), of_omnium)


def in_stock(level: dict[str, Any]) -> ProductStock:
    product = {"productUid": level["productUid"], "productSku": level.get("productSku")}
    return read_as(ProductStock, {**product, "warehouseStockDetails": [level]})
