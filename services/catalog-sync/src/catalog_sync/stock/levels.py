"""What Omnium's levels become in Flow: quantities × 100, and what one costs where the settings say so (catalog.md 4.11, 4.13b). Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final, TypeAlias

from catalog_sync.basis import Basis
from catalog_sync.products.figures import rounding_note
from catalog_sync.rows.kinds import RowKind
from catalog_sync.rows.row import Row
from catalog_sync.stock.places import STORE, StockPlace
from flow_omnium.flow.amounts import to_flow
from flow_omnium.omnium.models.inventory import StockItem

QUANTITY: Final = "quantityStock"
COST: Final = "costPrice"
WAREHOUSE: Final = "warehouseUid"

Costs: TypeAlias = Mapping[tuple[str, str], Decimal]
"""Cost prices in the tenant's currency by the warehouse's uid and SKU: they come before the cost of the level itself."""


@dataclass(frozen=True)
class Stock:
    """How much of an SKU lies in one place. `cost` is of one piece, in `currency`; None: Omnium does not tell."""

    quantity: Decimal = Decimal(0)
    cost: Decimal | None = None
    currency: str | None = None


NONE_LEFT: Final = Stock()
"""What a level counts for that Omnium has no more."""


def stock_in(items: Iterable[StockItem], place: StockPlace) -> Mapping[str, Stock]:
    """Return what lies in a place by SKU; of web warehouses the sum. Virtual levels are counted in their physical warehouse."""
    found: dict[str, Stock] = {}
    for item in items:
        if item.is_virtual or (place.code is not None and item.warehouse_code != place.code):
            continue
        before = found.get(item.sku, NONE_LEFT)
        # Omnium writes a cost that nobody gave as 0. Of several web warehouses the first cost counts.
        cost, currency = (item.cost or None, item.cost_currency)
        if before.cost is not None:
            cost, currency = before.cost, before.currency
        quantity = item.inventory if place.code is not None else before.quantity + item.inventory
        found[item.sku] = Stock(quantity, cost, currency)
    return found


def level_row(place: StockPlace, sku: str, product_uid: str, stock: Stock, basis: Basis, costs: Costs) -> Row:
    """Map one level. Without a cost the field is left out, and never 0: what stands in Flow stays."""
    fields: dict[str, Any] = {QUANTITY: to_flow(stock.quantity)}
    notes = list(rounding_note(f"stock of {sku} in warehouse {place.uid}", stock.quantity))
    if basis.connector.use_cost_price_list_in_inventory_export:
        cost = costs.get((place.uid, sku)) or _own_cost(stock, basis)
        if cost is not None:
            fields[COST] = to_flow(cost)
            notes += rounding_note(f"cost of {sku} in warehouse {place.uid}", cost)
        elif stock.cost is not None:
            notes.append(
                f"cost of {sku} in warehouse {place.uid} is in {stock.currency}, not {basis.scope.currency}: it is not sent"
            )
    within = {STORE: place.store_uid, WAREHOUSE: place.uid}
    return Row(RowKind.STOCK, place.key(sku), product_uid, sku, fields, within=within, notes=tuple(notes))


def _own_cost(stock: Stock, basis: Basis) -> Decimal | None:
    """Return the cost of the level where it is in the tenant's currency; one without a currency is."""
    is_own = stock.currency is None or stock.currency == basis.scope.currency
    return stock.cost if is_own else None
