"""What was written of products and is no longer part of them: variants go out of use, images are removed.

What was refused and is no longer part of them is forgotten: nobody can mend it any more.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence

from catalog_sync.rows.calls import PRODUCT
from catalog_sync.rows.kinds import OF_PRODUCTS, RowKind
from catalog_sync.rows.plan import leftovers
from catalog_sync.rows.row import Mapped, Row
from catalog_sync.withdrawal import withdrawals
from flow_omnium.exported_rows.contract import RowStore
from flow_omnium.exported_rows.row import ExportedRow
from flow_omnium.omnium.models.catalogue import Product
from flow_omnium.rest.batches import Batch


async def leftover_layers(
    rows: RowStore, tenant_uid: str, mapped: Mapped, batch: Batch[Product], *, is_dry: bool = False
) -> tuple[tuple[Row, ...], ...]:
    """Map what is left over of the products of a batch; what could not be mapped keeps all that it has."""
    complete = frozenset(product.product_id for product in batch.records)
    if not complete:
        return ()
    left = [*leftovers(mapped, await rows.of_records(tenant_uid, OF_PRODUCTS, complete), complete)]
    if not is_dry:
        await _forget(rows, tenant_uid, left)
    gone = [row for row in left if row.digest is not None]
    sold = frozenset(row.uid for row in mapped.rows if row.kind is RowKind.PRODUCT and not row.is_withdrawal)
    layers = (_variants(gone), _images(gone, sold))
    return tuple(layer for layer in layers if layer)


async def forget_refused(rows: RowStore, tenant_uid: str, records: Collection[str]) -> None:
    """Forget what was refused of products that Omnium has no more; what was written of them stays known."""
    await _forget(rows, tenant_uid, await rows.of_records(tenant_uid, OF_PRODUCTS, records))


async def _forget(rows: RowStore, tenant_uid: str, left: Sequence[ExportedRow]) -> None:
    keys: dict[str, list[str]] = defaultdict(list)
    for row in left:
        if row.digest is None:
            keys[row.kind].append(row.key)
    for kind, each in keys.items():
        await rows.forget(tenant_uid, kind, each)


def _variants(gone: Sequence[ExportedRow]) -> tuple[Row, ...]:
    return withdrawals(RowKind.PRODUCT, [row for row in gone if row.kind == RowKind.PRODUCT])


def _images(gone: Sequence[ExportedRow], sold: frozenset[str]) -> tuple[Row, ...]:
    """Remove the images of products that are sold still: one that is out of use keeps its own."""
    return tuple(
        Row(
            RowKind.MEDIA,
            row.key,
            row.uid,
            row.record or "",
            {},
            within={PRODUCT: _product_of(row)},
            is_withdrawal=True,
        )
        for row in gone
        if row.kind == RowKind.MEDIA and _product_of(row) in sold
    )


def _product_of(image: ExportedRow) -> str:
    return image.key.removesuffix(f"/{image.uid}")
