"""Which stock levels Omnium must be told of after a reception, where the stock is Flow's. No I/O.

Levels are totals, never changes of them: a total may be sent twice (omnium.md 6). A goods reception raises Omnium's stock
by itself (omnium.md 5.3): both sides are compared once more after it, so that the shop's figure comes last.
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

_ZERO = Decimal(0)


def products_by_warehouse(items: Iterable[ReceivedItem]) -> Mapping[str, Sequence[ReceivedProduct]]:
    """Group what was received by the warehouse that it went to, each product once, as its last reception tells it."""
    groups: dict[str, dict[str, ReceivedProduct]] = {}
    for received in items:
        uid = received.item.product.product_uid
        if uid is not None:
            groups.setdefault(received.warehouse, {})[uid] = ReceivedProduct(uid, received.sku or uid)
    return {warehouse: tuple(products.values()) for warehouse, products in groups.items()}


def named_today(
    products: Iterable[ReceivedProduct], stock: Iterable[ProductStock]
) -> tuple[ReceivedProduct, ...]:
    """Give each product the SKU that it has today: its reception may be older than its name."""
    skus = {one.product_uid: one.product_sku for one in stock if one.product_sku}
    return tuple(ReceivedProduct(one.product_uid, skus.get(one.product_uid, one.sku)) for one in products)


def owner_of(warehouse_uid: str, stock: Iterable[ProductStock]) -> str | None:
    """Return the store whose the warehouse is, by Flow's levels of it; None where none tells."""
    told = (one.store_uid for one in _of_warehouse(stock, warehouse_uid).values())
    return next((store_uid for store_uid in told if store_uid), None)


def unnamed(items: Iterable[ReceivedItem]) -> Iterator[str]:
    """Name the items whose level cannot be asked for."""
    places = (one.place("product.productUid") for one in items if one.item.product.product_uid is None)
    yield from (f"{InvalidData(place, None, 'given')}: its stock level is not told" for place in places)


def ambiguous(levels: WarehouseLevels) -> Iterator[str]:
    """Name the SKUs that several products have in common: Omnium keeps one level for them."""
    for sku in dict.fromkeys(product.sku for product in levels.products if _shares_sku(product, levels)):
        fault = InvalidData("product.sku", sku, "of one product only")
        yield f"{fault}: its stock level in warehouse {levels.warehouse_code} is not told"


def unreadable(levels: WarehouseLevels) -> Iterator[InvalidData]:
    """Name the levels of Flow's that cannot be read: none of them counts as nothing."""
    for product in levels.products:
        if levels.in_flow[product.sku] is None:
            field = f"stock of product {product.product_uid} in warehouse {levels.warehouse_code}"
            yield InvalidData(field, None, "a number")


def _shares_sku(product: ReceivedProduct, levels: WarehouseLevels) -> bool:
    return Counter(one.sku for one in levels.products)[product.sku] > 1


def levels_in_flow(
    stock: Iterable[ProductStock], products: Sequence[ReceivedProduct], warehouse_uid: str
) -> Mapping[str, Decimal | None]:
    """Read the levels off Flow's answer, by SKU; a product without one has none there, an unreadable one is None."""
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
    """Plan the levels that differ; None if none does. What lies nowhere in Omnium counts as nothing there."""
    wanted = tuple(product for product in levels.products if _is_told(product, levels))
    if not wanted:
        return None
    fields = tuple(
        FieldChange(
            f"stock of {product.sku}",
            _told(levels.in_omnium[product.sku]),
            _told(levels.in_flow[product.sku]),
        )
        for product in wanted
    )
    return SetLevels(levels.warehouse_code, wanted, fields)


def _is_told(product: ReceivedProduct, levels: WarehouseLevels) -> bool:
    in_flow, in_omnium = levels.in_flow[product.sku], levels.in_omnium[product.sku]
    if in_flow is None or _shares_sku(product, levels):
        return False
    return in_flow != (in_omnium or _ZERO)


def new_levels(
    products: Sequence[ReceivedProduct], in_flow: Mapping[str, Decimal | None], warehouse_code: str
) -> tuple[NewLevel, ...]:
    """Word the levels as Omnium takes them; one that cannot be read is left out."""
    levels = ((product, in_flow[product.sku]) for product in products)
    return tuple(
        NewLevel(sku=product.sku, warehouse_code=warehouse_code, inventory=level)
        for product, level in levels
        if level is not None
    )


def _told(level: Decimal | None) -> str | None:
    return None if level is None else plain(level)
