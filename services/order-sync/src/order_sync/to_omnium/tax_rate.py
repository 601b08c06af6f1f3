"""At which rate a line of Flow is taxed, by its documented amounts: `itemPrice` holds the tax, `itemVatAmount` is it. No I/O.

Both are whole cents, so small amounts fit several rates; the assumed field `vatRate`, then usual rates, choose among those.
"""

from collections.abc import Iterable
from decimal import Decimal
from typing import Final

from flow_omnium.flow.amounts import from_flow
from flow_omnium.flow.models import OrderItem

_HUNDRED: Final = Decimal(100)
_HALF_A_CENT: Final = Decimal("0.5")
_STEP: Final = Decimal("0.01")

USUAL_RATES: Final = tuple(map(Decimal, ("25", "15", "12", "6", "24", "14", "10", "25.5", "0")))
"""The rates of Norway, Sweden, Denmark and Finland, in percent."""


def tax_rate_of(item: OrderItem, *, is_vat_free: bool = False) -> Decimal | None:
    """Return the rate in percent; None where Flow does not say it."""
    if is_vat_free:
        return Decimal(0)
    told = None if item.vat_rate is None else from_flow(item.vat_rate)
    if not item.item_price or item.item_vat_amount is None:
        return told
    known = USUAL_RATES if told is None else (told, *USUAL_RATES)
    return next((rate for rate in known if is_taxed_at(item, rate)), _exact(item))


def is_taxed_at(item: OrderItem, rate: Decimal) -> bool:
    """Tell whether the line's amounts are possible at a rate, to the cent; where there are none, by what Flow says."""
    if not item.item_price or item.item_vat_amount is None:
        return item.vat_rate is None or from_flow(item.vat_rate) == rate
    tax = item.item_price * rate / (_HUNDRED + rate)
    return abs(item.item_vat_amount - tax) <= _HALF_A_CENT


def tax_flags(items: Iterable[tuple[str, Decimal | None, OrderItem]]) -> Iterable[str]:
    """Tell each line, by its id in Omnium, that the shop taxes at another rate than Omnium; None is no rate."""
    for line_id, rate, item in items:
        if rate is not None and not is_taxed_at(item, rate):
            shop = tax_rate_of(item)
            yield f"line {line_id}: taxed at {_shown(rate)} % in Omnium, at {_shown(shop)} % in the shop"


def _exact(item: OrderItem) -> Decimal | None:
    price, tax = item.item_price or 0, item.item_vat_amount or 0
    net = price - tax
    return (Decimal(tax * 100) / net).quantize(_STEP).normalize() + 0 if net else None


def _shown(rate: Decimal | None) -> str:
    return "?" if rate is None else f"{rate.normalize():f}"
