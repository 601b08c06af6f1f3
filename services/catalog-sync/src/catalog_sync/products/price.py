"""The price of a product that counts in the leading market, and the tax rate that goes with it (catalog.md 4.7, 4.12)."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Final

from catalog_sync.scope import Scope
from flow_omnium.omnium.models.catalogue import Price, ProductDetails

_PERCENT: Final = Decimal(100)
_BLOCKING: Final = "B"


def best_price(details: ProductDetails, scope: Scope, at: datetime) -> Price | None:
    """Return the lowest price that anybody pays for one piece in any store of the leading market now."""
    valid = [price for price in _prices(details) if _is_for_all(price, scope) and _is_in_force(price, at)]
    return min(valid, key=lambda price: price.unit_price or Decimal(0), default=None)


def tax_rate(price: Price | None, scope: Scope) -> Decimal | None:
    """Return the rate in percent: a product has none of its own, so its price's counts, else its market's."""
    return price.tax_rate if price is not None and price.tax_rate is not None else scope.tax_rate


def with_tax(price: Price, scope: Scope) -> Decimal | None:
    """Return what a customer of the shop pays for one piece."""
    rate = tax_rate(price, scope)
    if price.unit_price is None or not price.is_tax_excluded or rate is None:
        return price.unit_price
    return price.unit_price * (1 + rate / _PERCENT)


def _prices(details: ProductDetails) -> Iterable[Price]:
    return details.prices or ([details.price] if details.price else [])


def _is_for_all(price: Price, scope: Scope) -> bool:
    return (
        bool(price.unit_price)
        and price.price_type != _BLOCKING
        and _is_of_market(price, scope)
        and price.store_id is None
        and (price.min_quantity is None or price.min_quantity <= 1)
        and not _is_for_some(price)
    )


def _is_of_market(price: Price, scope: Scope) -> bool:
    return (
        price.market_id in (None, scope.leading)
        and price.market_group_id in (None, scope.leading_group)
        and (scope.currency is None or price.currency_code in (None, scope.currency))
    )


def _is_for_some(price: Price) -> bool:
    is_personal = price.customer_id is not None or price.customer_group is not None
    return is_personal or price.is_customer_club_specific_price


def _is_in_force(price: Price, at: datetime) -> bool:
    begun = price.valid_from is None or price.valid_from <= at
    return begun and (price.valid_until is None or at < price.valid_until)
