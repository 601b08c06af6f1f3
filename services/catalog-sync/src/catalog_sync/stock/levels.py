"""What Omnium's levels become in Flow: quantities × 100, and what one costs where the settings say so (catalog.md 4.11, 4.13b). Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
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
    """How much of an SKU lies in one place. `cost` is of one piece, in `currency`; None: Omnium does not tell.

    `stamp` tells this state of Omnium's level from others of the same quantity; empty: it cannot be told.
    """

    quantity: Decimal = Decimal(0)
    cost: Decimal | None = None
    currency: str | None = None
    stamp: str = ""


@dataclass(frozen=True)
class LevelRow(Row):
    """One level as it is to stand in Flow, and from which state of Omnium's it comes.

    The shop moves levels too. So a level that Omnium has changed and changed back is another state: what was written of the
    first one need not stand in Flow any more.
    """

    stamp: str = ""

    @cached_property
    def digest(self) -> str:
        """What is remembered: the content, and the state that it comes from."""
        return f"{self.content}/{self.stamp}"


def content_of(digest: str | None) -> str | None:
    """Return the hash of what was written, of what is remembered."""
    return None if digest is None else digest.partition("/")[0]


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
        # Of a sum no single state can be told.
        stamp = (item.modified or "") if place.code is not None else ""
        found[item.sku] = Stock(quantity, cost, currency, stamp)
    return found


def level_row(
    place: StockPlace, sku: str, product_uid: str, stock: Stock, basis: Basis, costs: Costs
) -> LevelRow:
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
    named = RowKind.STOCK, place.key(sku), product_uid, sku
    return LevelRow(*named, fields, within=within, notes=tuple(notes), stamp=stock.stamp)


def _own_cost(stock: Stock, basis: Basis) -> Decimal | None:
    """Return the cost of the level where it is in the tenant's currency; one without a currency is."""
    is_own = stock.currency is None or stock.currency == basis.scope.currency
    return stock.cost if is_own else None
