"""Whether a price counts at all: for this market, store, currency and unit, of this product, and when (catalog.md 4.12)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from catalog_sync.scope import Scope
from flow_omnium.omnium.models.catalogue import Dimensions


@dataclass(frozen=True)
class Context:
    """Where a price is wanted, and when (UTC). Without a store it is the one that counts in all stores."""

    scope: Scope
    at: datetime
    store_id: str | None = None
    store_group: str | None = None
    unit: str | None = None


def is_of_market(price: Dimensions, scope: Scope) -> bool:
    """Tell whether it holds in the leading market; what names no market or group holds in all."""
    return price.market_id in (None, scope.leading) and price.market_group_id in (None, scope.leading_group)


def is_in_currency(price: Dimensions, scope: Scope) -> bool:
    """Tell whether it is in the currency that the Flow tenant has."""
    return scope.currency is None or price.currency_code in (None, scope.currency)


def is_of_place(price: Dimensions, context: Context) -> bool:
    """Tell whether it holds in the store, or in its group; what names neither holds everywhere."""
    return price.store_id in (None, context.store_id) and price.store_group_id in (None, context.store_group)


def is_of_unit(price: Dimensions, context: Context) -> bool:
    """Tell whether it is the price of the unit in which the product is sold."""
    return price.unit in (None, context.unit)


def is_in_force(price: Dimensions, at: datetime) -> bool:
    """Tell whether it holds at a moment."""
    begun = price.valid_from is None or price.valid_from <= at
    return begun and (price.valid_until is None or at < price.valid_until)


def next_change(prices: Iterable[Dimensions], at: datetime) -> datetime | None:
    """Return when the next of them begins or ends, which nothing that Omnium tells would show; None: none does."""
    moments = [moment for price in prices for moment in (price.valid_from, price.valid_until)]
    return min((moment for moment in moments if moment is not None and moment > at), default=None)


def place_rank(price: Dimensions, context: Context) -> int:
    """Order by place: the store's own first, then its group's, then those of all stores."""
    if price.store_id is not None and price.store_id == context.store_id:
        return 0
    return 1 if price.store_group_id is not None else 2


def is_of_some_store(price: Dimensions) -> bool:
    """Tell whether it holds in single stores alone."""
    return price.store_id is not None or price.store_group_id is not None
