"""The worked numbers of catalog.md 8: hundredths, grams, millimetres."""

from decimal import Decimal

import pytest

from catalog_sync.products.figures import Measures, measures_of, money, rounding_note
from rigs.catalogue.samples import product


@pytest.mark.parametrize(
    ("amount", "hundredths"),
    [("199.50", 19950), ("99.995", 10000), ("-99.995", -10000), ("0", 0), ("0.004", 0)],
)
def test_money_is_hundredths_rounded_half_away_from_zero(amount: str, hundredths: int) -> None:
    assert money(Decimal(amount)) == hundredths


def test_an_amount_that_is_not_given_stays_so() -> None:
    assert money(None) is None
    assert rounding_note("cost", None) == ()


def test_a_lost_decimal_is_told_and_a_further_zero_is_none() -> None:
    assert rounding_note("cost", Decimal("99.995")) == (
        "cost: 99.995 has more than 2 decimals, Flow gets 10000 hundredths",
    )
    assert rounding_note("cost", Decimal("199.500")) == ()


@pytest.mark.parametrize(
    ("weight", "colli", "grams"),
    [
        (0.25, [{"weight": 400}], 250),
        (None, [{"weight": 250}, {"weight": 1}], 250),
        (0, [{"weight": 250}], 250),
        (0.0125, [], 13),
        (0, [{"weight": 0}], None),
        (None, [], None),
    ],
)
def test_a_weight_is_the_products_kilograms_else_the_grams_of_its_first_colli(
    weight: float | None, colli: list[dict[str, float]], grams: int | None
) -> None:
    assert measures_of(product(weight=weight, colli=colli)).weight == grams


def test_lengths_are_those_of_the_first_colli_in_millimetres() -> None:
    assert measures_of(product()) == Measures(weight=250, height=123, width=40, length=5)
    assert measures_of(product(colli=[{"height": 0}])) == Measures(weight=250)
    assert measures_of(product(colli=None)) == Measures(weight=250)
