"""Each rule of stock levels changes what it should, and nothing else.

A file of tests/samples/catalog/stock-pairs holds what two cases have in common (`both`) and two things in which they differ
alone (`one`, `other`). Under `differs` stands what becomes of each level that ends otherwise, by one and by the other:

    {"settings": {…}, "stores": {…}, "items": […], "packages": […], "inFlow": {…}, "inFlowLater": {…}, "written": {…},
     "jobs": [{"kind", "key", "storeUid", "products"}], "costs": {…}}

Levels are named `warehouse/SKU`; `inFlow` is read before Omnium, `inFlowLater` just before the write.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from catalog_sync.basis import Basis
from catalog_sync.rows.kinds import RowKind
from catalog_sync.stock.levels import LevelRow, level_row, stock_in
from catalog_sync.stock.places import StockPlace, stock_places
from catalog_sync.stock.plan import compare, held_back, unmoved
from catalog_sync.stock.under_way import UnderWay, under_way
from catalog_sync.stores.mapping import map_stores
from catalog_sync.uids import record_uid
from flow_omnium.exported_rows.row import ExportedRow
from flow_omnium.jobs.work import Work
from flow_omnium.omnium.models.inventory import StockItem
from flow_omnium.rest.exact_json import decode, encode
from flow_omnium.rest.reading import read_as
from flow_omnium.tenants.tenant import Store
from rigs.catalogue.samples import AT, basis, store, warehouses

PAIRS = Path(__file__).parents[2] / "samples" / "catalog" / "stock-pairs"
CASES = sorted(PAIRS.iterdir())
SHOP = store(availableWarehouses=[{"warehouseCode": code} for code in ("central", "cloud")])
LISTS = ("items", "jobs", "packages")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_two_cases_differ_in_just_this(case: Path) -> None:
    pair = decode(case.read_bytes())
    one, other = (decode(encode(outcome(merged(pair["both"], pair[name])))) for name in ("one", "other"))
    both = {key: [one.get(key, "left out"), other.get(key, "left out")] for key in sorted(one | other)}
    assert {key: ends for key, ends in both.items() if ends[0] != ends[1]} == pair["differs"]
    assert pair["differs"]


def merged(both: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    """Join what is common and what is not: lists follow one another, sections are merged."""
    joined: dict[str, Any] = {}
    for name in {**both, **own}:
        parts = [each[name] for each in (both, own) if name in each]
        joined[name] = [one for part in parts for one in part] if name in LISTS else {**parts[0], **parts[-1]}
    return joined


def outcome(case: Mapping[str, Any]) -> Mapping[str, Any]:
    """Play a run on typed models, as the export does; what becomes of each level."""
    on = settled(case)
    items = [read_as(StockItem, decode(encode(one))) for one in case.get("items", ())]
    told = dict[str, Any]()
    for place in places(on):
        rows = [
            level_row(place, sku, record_uid(sku), stock, on, costs(case))
            for sku, stock in stock_in(items, place).items()
            if sku not in case.get("packages", ())
        ]
        told |= decided(rows, case)
    return told


def settled(case: Mapping[str, Any]) -> Basis:
    on = basis(connector={"OmniumIsMasterForStock": True, **case.get("settings", {})})
    stores = {uid: Store.model_validate(said) for uid, said in case.get("stores", {}).items()}
    return replace(on, tenant=on.tenant.model_copy(update={"stores": stores}))


def places(on: Basis) -> tuple[StockPlace, ...]:
    rows = [row for row in map_stores([SHOP, *warehouses()], on).rows if row.kind is RowKind.WAREHOUSE]
    uid = on.connector.flow_web_warehouse
    web = None if uid is None else StockPlace(uid, "oslo_s")
    return stock_places(rows, {row.key for row in rows}, on.tenant, web).written


def costs(case: Mapping[str, Any]) -> Mapping[tuple[str, str], Decimal]:
    named = ((key.split("/"), cost) for key, cost in case.get("costs", {}).items())
    return {(warehouse, sku): Decimal(cost) for (warehouse, sku), cost in named}


def decided(rows: list[LevelRow], case: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    def levels(name: str) -> Mapping[str, int | None]:
        found = case.get(name, case.get("inFlow", {}))
        return {row.uid: found[row.key] for row in rows if row.key in found}

    written = {row.key for row in rows if case.get("written", {}).get(row.key) == dict(row.fields)}
    known = {
        (row.kind, row.key): ExportedRow(row.kind, row.key, row.uid, AT, row.digest)
        for row in rows
        if row.key in written
    }
    compared = compare(rows, levels("inFlow"), known)
    free, waiting = held_back(compared.different, jobs(case))
    still, moved = unmoved(free, levels("inFlow"), levels("inFlowLater"))
    yield from ((row.key, "agrees") for row in compared.agreed)
    yield from ((fault.key, str(fault.reason)) for fault in compared.faults)
    yield from ((one.row.key, f"waits for {one.reason}") for one in (*waiting, *moved))
    yield from (
        (row.key, {**row.fields, **({"notes": list(row.notes)} if row.notes else {})}) for row in still
    )


def jobs(case: Mapping[str, Any]) -> UnderWay:
    listed = (
        (
            Work(job["kind"], job["key"], job.get("storeUid")),
            None if job.get("products") is None else frozenset(job["products"]),
        )
        for job in case.get("jobs", ())
    )
    return under_way(listed)
