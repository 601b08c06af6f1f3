"""Numbers as Flow takes them: integers × 100, whole grams, whole millimetres (catalog.md 2.2, 8)."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from flow_omnium.flow.amounts import to_flow
from flow_omnium.omnium.models.catalogue import ProductDetails

_GRAMS_PER_KILOGRAM: Final = Decimal(1000)
_MILLIMETRES_PER_CENTIMETRE: Final = Decimal(10)
_DECIMALS: Final = 2


@dataclass(frozen=True)
class Measures:
    """Weight in grams, lengths in millimetres; None where Omnium says nothing."""

    weight: int | None = None
    height: int | None = None
    width: int | None = None
    length: int | None = None


def money(amount: Decimal | None) -> int | None:
    """Scale an amount; the third decimal is rounded half away from zero."""
    return None if amount is None else to_flow(amount)


def rounding_note(name: str, amount: Decimal | None) -> tuple[str, ...]:
    """Tell where an amount has more decimals than Flow can hold."""
    if amount is None or amount == round(amount, _DECIMALS):
        return ()
    return (f"{name}: {amount} has more than {_DECIMALS} decimals, Flow gets {to_flow(amount)} hundredths",)


def measures_of(details: ProductDetails) -> Measures:
    """Return what a product weighs and how large it is: its own weight is in kilograms, that of its first colli in grams."""
    colli = next(iter(details.colli), None)
    weight = _grams(details.weight)
    if colli is None:
        return Measures(weight)
    return Measures(
        weight if weight is not None else _whole(colli.weight),
        _millimetres(colli.height),
        _millimetres(colli.width),
        _millimetres(colli.length),
    )


def _grams(kilograms: Decimal | None) -> int | None:
    # Omnium writes a weight that nobody gave as 0.
    return _whole(kilograms * _GRAMS_PER_KILOGRAM) if kilograms else None


def _millimetres(centimetres: Decimal | None) -> int | None:
    return _whole(centimetres * _MILLIMETRES_PER_CENTIMETRE) if centimetres else None


def _whole(number: Decimal | None) -> int | None:
    return int(number.quantize(Decimal(1), rounding=ROUND_HALF_UP)) if number else None
