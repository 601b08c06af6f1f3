"""Which of a product's prices counts (catalog.md 4.12; Omnium's page on price prioritization).

Of those that hold for anybody who buys one piece: a price of the SKU before one of its product, then the store's, its store
group's, the unit's, the lowest, and of equal ones that of the highest promotion.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final, NamedTuple

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
from catalog_sync.scope import Scope
from flow_omnium.omnium.models.catalogue import Price

_PERCENT: Final = Decimal(100)
_BLOCKING: Final = "B"


class Codes(NamedTuple):
    """What prices may name: the SKU, or the product that it is of."""

    sku: str
    product: str


@dataclass(frozen=True)
class Choice:
    """The price that counts, None where nothing is for sale, and when that may change by date alone (UTC).

    `taxed` is the price whose tax rate counts: that one, or the one which would count if nothing were blocked.
    """

    price: Price | None = None
    taxed: Price | None = None
    changes_at: datetime | None = None


def choose(prices: Iterable[Price], codes: Codes, context: Context) -> Choice:
    """Choose the price of an SKU. A blocking one stands for no price, where it comes first."""
    possible = [price for price in prices if _is_possible(price, codes, context)]
    ranked = sorted(
        (price for price in possible if is_in_force(price, context.at)),
        key=lambda price: _rank(price, codes, context),
    )
    taxed = next((price for price in ranked if not is_blocking(price)), None)
    best = taxed if ranked and taxed is ranked[0] else None
    return Choice(best, taxed, next_change(possible, context.at))


def is_blocking(price: Price) -> bool:
    """Tell whether a price is none to sell for."""
    return price.price_type == _BLOCKING


def tax_rate(price: Price | None, scope: Scope) -> Decimal | None:
    """Return the rate in percent: a product has none of its own, so its price's counts, else its market's."""
    return price.tax_rate if price is not None and price.tax_rate is not None else scope.tax_rate


def with_tax(amount: Decimal | None, price: Price, scope: Scope) -> Decimal | None:
    """Return what a customer of the shop pays, of an amount that stands on a price."""
    rate = tax_rate(price, scope)
    if amount is None or not price.is_tax_excluded or rate is None:
        return amount
    return amount * (1 + rate / _PERCENT)


def _is_possible(price: Price, codes: Codes, context: Context) -> bool:
    return (
        (is_blocking(price) or bool(price.unit_price))
        and _code_of(price) in (None, *codes)
        and is_of_market(price, context.scope)
        and is_in_currency(price, context.scope)
        and is_of_place(price, context)
        and is_of_unit(price, context)
        and (price.min_quantity is None or price.min_quantity <= 1)
        and not _is_for_some(price)
    )


def _code_of(price: Price) -> str | None:
    """Return the SKU or product that it names; None: it stands on its product, and is of all its variants."""
    return price.code or price.sku_id


def _is_for_some(price: Price) -> bool:
    is_personal = price.customer_id is not None or price.customer_group is not None
    return is_personal or price.is_customer_club_specific_price


def _rank(
    price: Price, codes: Codes, context: Context
) -> tuple[bool, int, bool, bool, Decimal, tuple[int, str]]:
    return (
        _code_of(price) != codes.sku,
        place_rank(price, context),
        price.unit is None,
        not is_blocking(price),
        price.unit_price or Decimal(0),
        _promotion_rank(price.promotion_id),
    )


def _promotion_rank(promotion: str | None) -> tuple[int, str]:
    """Order the highest promotion first: ids that are numbers as numbers."""
    if promotion is None:
        return 1, ""
    number = int(promotion) if promotion.isdecimal() else 0
    return -number, "".join(chr(0x10FFFF - ord(character)) for character in promotion)
