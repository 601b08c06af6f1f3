"""Which stock levels Omnium must be told of after a reception that it has no purchase order for. No I/O.

Levels are totals, never changes of them: a total may be sent twice (omnium.md 6).
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from flow_omnium.flow.amounts import from_flow
from flow_omnium.flow.models.stock import ProductStock
from flow_omnium.jobs.sync import FieldChange
from flow_omnium.omnium.models.inventory import NewLevel
from flow_omnium.outcomes import InvalidData
from receivement_sync.changes import SetLevels
from receivement_sync.gathered import ReceivedProduct, WarehouseLevels
from receivement_sync.items import ReceivedItem
from receivement_sync.wording import plain

_ZERO = Decimal(0)


def products_by_warehouse(
    items: Iterable[ReceivedItem], store_uid: str
) -> Mapping[str, Sequence[ReceivedProduct]]:
    """Group what was received by the warehouse that it went to, each product once, as its last reception tells it."""
    groups: dict[str, dict[str, ReceivedProduct]] = {}
    for received in items:
        uid = received.item.product.product_uid
        if uid is not None:
            product = ReceivedProduct(uid, received.sku or uid)
            groups.setdefault(received.warehouse(store_uid), {})[uid] = product
    return {warehouse: tuple(products.values()) for warehouse, products in groups.items()}


def unnamed(items: Iterable[ReceivedItem]) -> Iterator[InvalidData]:
    """Name the items whose level cannot be asked for."""
    places = (one.place("product.productUid") for one in items if one.item.product.product_uid is None)
    yield from (InvalidData(place, None, "given") for place in places)


def ambiguous(levels: WarehouseLevels) -> Iterator[InvalidData]:
    """Name the SKUs that several products have in common: Omnium keeps one level for them."""
    for sku in dict.fromkeys(product.sku for product in levels.products if _shares_sku(product, levels)):
        yield InvalidData("product.sku", sku, "of one product only")


def _shares_sku(product: ReceivedProduct, levels: WarehouseLevels) -> bool:
    return Counter(one.sku for one in levels.products)[product.sku] > 1


def levels_in_flow(
    stock: Iterable[ProductStock], products: Sequence[ReceivedProduct], warehouse_uid: str
) -> Mapping[str, Decimal]:
    """Read the levels off Flow's answer, by SKU; a product without one has none there."""
    found = {
        one.product_uid: details.quantity_stock
        for one in stock
        for details in one.warehouse_stock_details
        if details.warehouse_uid == warehouse_uid
    }
    return {product.sku: from_flow(found.get(product.product_uid, 0)) for product in products}


def level_change(levels: WarehouseLevels) -> SetLevels | None:
    """Plan the levels that differ; None if none does. What lies nowhere in Omnium counts as nothing there."""
    differing = tuple(
        product
        for product in levels.products
        if levels.in_flow[product.sku] != (levels.in_omnium[product.sku] or _ZERO)
        and not _shares_sku(product, levels)
    )
    if not differing:
        return None
    fields = tuple(
        FieldChange(
            f"stock of {product.sku}",
            _told(levels.in_omnium[product.sku]),
            _told(levels.in_flow[product.sku]),
        )
        for product in differing
    )
    return SetLevels(levels.warehouse_code, differing, fields)


def new_levels(
    products: Sequence[ReceivedProduct], in_flow: Mapping[str, Decimal], warehouse_code: str
) -> tuple[NewLevel, ...]:
    """Word the levels as Omnium takes them."""
    return tuple(
        NewLevel(
            sku=product.sku,
            warehouse_code=warehouse_code,
            inventory=in_flow[product.sku],
        )
        for product in products
    )


def _told(level: Decimal | None) -> str | None:
    return None if level is None else plain(level)
