"""Which stock levels are sent to Omnium after a reception, where the stock is Flow's.

Levels are totals, not changes, so one may be sent twice (omnium.md 6). A goods reception raises Omnium's stock by itself
(omnium.md 5.3): levels are compared again after it, so the shop's figure comes last.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from flow_omnium.flow.amounts import from_flow
from flow_omnium.flow.models.purchase import ProductStock, WarehouseStock
from flow_omnium.jobs.sync import FieldChange
from flow_omnium.omnium.models.inventory import NewLevel
from flow_omnium.outcomes import InvalidData
from receivement_sync.changes import SetLevels
from receivement_sync.gathered import ReceivedProduct, WarehouseLevels
from receivement_sync.items import ReceivedItem, plain
from receivement_sync.unfolding import PartItem

_ZERO = Decimal(0)


def products_by_warehouse(items: Iterable[ReceivedItem]) -> Mapping[str, Sequence[ReceivedProduct]]:
    """Group what was received by warehouse, each product once, with the SKU of its last reception."""
    groups: dict[str, dict[str, ReceivedProduct]] = {}
    for received in items:
        uid = received.item.product.product_uid
        if uid is not None:
            groups.setdefault(received.warehouse, {})[uid] = ReceivedProduct(uid, received.sku or uid)
    return {warehouse: tuple(products.values()) for warehouse, products in groups.items()}


def named_today(
    products: Iterable[ReceivedProduct], stock: Iterable[ProductStock]
) -> tuple[ReceivedProduct, ...]:
    """Give each product its current SKU: it may have changed since the reception."""
    skus = {one.product_uid: one.product_sku for one in stock if one.product_sku}
    return tuple(ReceivedProduct(one.product_uid, skus.get(one.product_uid, one.sku)) for one in products)


def owner_of(warehouse_uid: str, stock: Iterable[ProductStock]) -> str | None:
    """Return the store that a warehouse belongs to, by Flow's levels; None if no level says it."""
    stores = (one.store_uid for one in _of_warehouse(stock, warehouse_uid).values())
    return next((store_uid for store_uid in stores if store_uid), None)


def unnamed(items: Iterable[ReceivedItem]) -> Iterator[str]:
    """Flag the items without a product uid: their level cannot be read."""
    # A part of a package has none: what lies in the shop is the package, whose level is no part's.
    own = (one for one in items if not isinstance(one.item, PartItem))
    places = (one.place("product.productUid") for one in own if one.item.product.product_uid is None)
    yield from (f"{InvalidData(place, None, 'given')}: its stock level is not told" for place in places)


def ambiguous(levels: WarehouseLevels) -> Iterator[str]:
    """Flag the SKUs that several products share: Omnium keeps a single level for them."""
    for sku in dict.fromkeys(product.sku for product in levels.products if _shares_sku(product, levels)):
        fault = InvalidData("product.sku", sku, "of one product only")
        yield f"{fault}: its stock level in warehouse {levels.warehouse_code} is not told"


def unreadable(levels: WarehouseLevels) -> Iterator[InvalidData]:
    """Yield a failure for each level of Flow that cannot be read: it must not count as zero."""
    for product in levels.products:
        if levels.in_flow[product.sku] is None:
            field = f"stock of product {product.product_uid} in warehouse {levels.warehouse_code}"
            yield InvalidData(field, None, "a number")


def _shares_sku(product: ReceivedProduct, levels: WarehouseLevels) -> bool:
    return Counter(one.sku for one in levels.products)[product.sku] > 1


def levels_in_flow(
    stock: Iterable[ProductStock], products: Sequence[ReceivedProduct], warehouse_uid: str
) -> Mapping[str, Decimal | None]:
    """Return Flow's levels by SKU: zero where Flow has no level of the product, None where it cannot be read."""
    found = _of_warehouse(stock, warehouse_uid)
    return {product.sku: _level(found.get(product.product_uid)) for product in products}


def _of_warehouse(stock: Iterable[ProductStock], warehouse_uid: str) -> Mapping[str | None, WarehouseStock]:
    return {
        one.product_uid: details
        for one in stock
        for details in one.warehouse_stock_details
        if details.warehouse_uid == warehouse_uid
    }


def _level(details: WarehouseStock | None) -> Decimal | None:
    if details is None:
        return _ZERO
    return None if details.quantity_stock is None else from_flow(details.quantity_stock)


def level_change(levels: WarehouseLevels) -> SetLevels | None:
    """Plan the levels that differ; None if none does. A SKU without a level in Omnium counts as zero there."""
    wanted = tuple(product for product in levels.products if _differs(product, levels))
    if not wanted:
        return None
    fields = tuple(
        FieldChange(
            f"stock of {product.sku}",
            _shown(levels.in_omnium[product.sku]),
            _shown(levels.in_flow[product.sku]),
        )
        for product in wanted
    )
    return SetLevels(levels.warehouse_code, wanted, fields)


def _differs(product: ReceivedProduct, levels: WarehouseLevels) -> bool:
    in_flow, in_omnium = levels.in_flow[product.sku], levels.in_omnium[product.sku]
    # Omnium keeps one level for a SKU: of several products neither's would be right (`ambiguous`).
    if in_flow is None or _shares_sku(product, levels):
        return False
    return in_flow != (in_omnium or _ZERO)


def new_levels(
    products: Sequence[ReceivedProduct], in_flow: Mapping[str, Decimal | None], warehouse_code: str
) -> tuple[NewLevel, ...]:
    """Return the levels in Omnium's form; one that cannot be read is left out."""
    levels = ((product, in_flow[product.sku]) for product in products)
    return tuple(
        NewLevel(sku=product.sku, warehouse_code=warehouse_code, inventory=level)
        for product, level in levels
        if level is not None
    )


def _shown(level: Decimal | None) -> str | None:
    return None if level is None else plain(level)
