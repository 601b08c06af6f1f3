"""At which rate a line of Flow is taxed, by amounts in whole cents."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flow_omnium.flow.models import OrderItem
from order_sync.lines.shop_lines import USUAL_RATES, is_taxed_at, tax_rate_of


def item(price: int | None, tax: int | None, rate: int | None = None) -> OrderItem:
    return OrderItem(item_price=price, item_vat_amount=tax, vat_rate=rate)


@pytest.mark.parametrize(
    ("line", "rate"),
    [
        (item(10000, 2000), "25"),
        (item(10000, 1304), "15"),
        (item(-10000, -1304), "15"),
        (item(10000, 0, 2500), "0"),
        (item(10000, 2032), "25.5"),
        (item(10000, 1736), "21.01"),
        (item(5, 1, 1500), "15"),
        (item(None, None, 1200), "12"),
        (item(0, 0, 1200), "12"),
    ],
)
def test_the_amounts_tell_the_rate_and_flows_own_word_chooses_among_those_that_fit(
    line: OrderItem, rate: str
) -> None:
    assert tax_rate_of(line) == Decimal(rate)


def test_a_line_that_says_nothing_has_no_rate_and_agrees_with_any() -> None:
    assert tax_rate_of(item(None, None)) is None
    assert is_taxed_at(item(None, None), Decimal(25))


def test_an_order_without_tax_has_none() -> None:
    assert tax_rate_of(item(10000, 2000, 2500), is_vat_free=True) == 0


@given(st.integers(1, 10**7), st.sampled_from(USUAL_RATES))
def test_a_line_is_never_said_to_be_taxed_at_another_rate_than_it_is(price: int, rate: Decimal) -> None:
    tax = int((price * rate / (100 + rate)).quantize(Decimal(1), "ROUND_HALF_UP"))
    assert is_taxed_at(item(price, tax), rate)
    assert is_taxed_at(item(price, tax), tax_rate_of(item(price, tax)) or Decimal(0))
