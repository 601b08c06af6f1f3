"""What was written of a product and is no longer part of it."""

from dataclasses import replace
from typing import Any

from catalog_sync.products.leftovers import leftover_layers
from catalog_sync.rows.kinds import RowKind
from catalog_sync.rows.row import Mapped, Row
from flow_omnium.exported_rows.memory import MemoryRows
from flow_omnium.exported_rows.row import ExportedRow
from flow_omnium.omnium.models.catalogue import Product
from flow_omnium.rest.batches import Batch
from rigs.catalogue.samples import AT, mapped, product


async def kept(one: Product, *more: ExportedRow) -> MemoryRows:
    """What is remembered once a product was written."""
    rows = MemoryRows()
    written = [
        ExportedRow(row.kind, row.key, row.uid, AT, row.digest, row.record) for row in mapped(one).rows
    ]
    await rows.note("acme", [*written, *more])
    return rows


async def left(rows: MemoryRows, one: Product, *, is_dry: bool = False) -> list[Row]:
    layers = await leftover_layers(rows, "acme", mapped(one), Batch([one]), is_dry=is_dry)
    return [*Mapped(layers).rows]


def tee(**changes: Any) -> Product:
    return product("tee", **changes)


async def test_a_variant_that_is_gone_goes_out_of_use_with_its_images_and_one_that_is_sold_loses_old_ones() -> (
    None
):
    rows = await kept(tee())
    gone = await left(rows, tee(variants=[{"skuId": "tee-m"}]))
    assert [(row.kind, row.uid, dict(row.fields)) for row in gone if row.kind is RowKind.PRODUCT] == [
        (RowKind.PRODUCT, "tee-s", {"allowPurchase": False})
    ]
    images = [(row.uid, row.within["productUid"]) for row in gone if row.kind is RowKind.MEDIA]
    assert images == [("tee-m-main", "tee-m")]
    assert all(row.is_withdrawal for row in gone)


async def test_of_a_product_that_is_as_it_was_nothing_is_left_over() -> None:
    assert await left(await kept(tee()), tee()) == []


async def test_a_variant_that_could_not_be_mapped_keeps_all_that_it_has() -> None:
    gone = await left(await kept(tee()), tee(name=None, variants=[{"skuId": "tee-s"}]))
    assert [(row.kind, row.uid) for row in gone] == [(RowKind.PRODUCT, "tee-m")]


async def test_what_was_refused_and_is_gone_is_forgotten_but_not_in_a_dry_run() -> None:
    refused = ExportedRow(RowKind.PRODUCT, "tee-xl", "tee-xl", AT, None, "tee", error="refused", failures=3)
    of_another = replace(refused, key="cap", uid="cap", record="cap")
    rows = await kept(tee(), refused, of_another)
    assert await left(rows, tee(), is_dry=True) == []
    assert [row.key for row in await rows.set_aside("acme")] == ["cap", "tee-xl"]
    assert await left(rows, tee()) == []
    assert [row.key for row in await rows.set_aside("acme")] == ["cap"]
