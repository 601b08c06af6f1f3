"""Which of a product's cost prices counts (catalog.md 4.13): one of the SKU before one of its product, then the store's, its
store group's, the market's, its group's, and those that name none; of equal ones the latest, and one of no single supplier."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Final

from catalog_sync.prices.choice import Codes
from catalog_sync.prices.dimensions import (
    Context,
    is_in_currency,
    is_in_force,
    is_of_market,
    is_of_place,
    is_of_unit,
    next_change,
    place_rank,
)
from flow_omnium.omnium.models.catalogue import CostPrice

_LONG_AGO: Final = datetime(1, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class CostChoice:
    """The cost that counts, when that may change by date alone (UTC), and the currency of one that does not count for it."""

    price: CostPrice | None = None
    changes_at: datetime | None = None
    other_currency: str | None = None


def choose_cost(
    prices: Iterable[CostPrice], codes: Codes, context: Context, kind: str | None = None
) -> CostChoice:
    """Choose among the costs of a kind (`type`); None: the normal ones. In another currency than the tenant's none counts."""
    possible = [price for price in prices if _is_possible(price, codes, context, kind)]
    valid = [price for price in possible if is_in_force(price, context.at)]
    ours = [price for price in valid if is_in_currency(price, context.scope)]
    best = min(ours, key=lambda price: _rank(price, codes, context), default=None)
    other = next((price.currency_code for price in valid), None) if best is None else None
    return CostChoice(best, next_change(possible, context.at), other)


def _is_possible(price: CostPrice, codes: Codes, context: Context, kind: str | None) -> bool:
    # Omnium writes a cost that nobody gave as 0.
    return (
        bool(price.cost)
        and price.type == kind
        and price.sku_id in (None, codes.sku)
        and price.product_id in (None, codes.product)
        and is_of_market(price, context.scope)
        and is_of_place(price, context)
        and is_of_unit(price, context)
    )


def _rank(price: CostPrice, codes: Codes, context: Context) -> tuple[bool, int, int, bool, float, Decimal]:
    return (
        price.sku_id != codes.sku,
        place_rank(price, context),
        _market_rank(price),
        price.supplier is not None,
        -(price.valid_from or _LONG_AGO).timestamp(),
        price.cost or Decimal(0),
    )


def _market_rank(price: CostPrice) -> int:
    if price.market_id is not None:
        return 0
    return 1 if price.market_group_id is not None else 2
