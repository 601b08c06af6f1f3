"""Which price of a product counts, and the tax that goes with it (catalog.md 4.7, 4.12)."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from catalog_sync.prices.choice import tax_rate, with_tax
from catalog_sync.products.mapping import choice_of
from catalog_sync.products.sellable import sellables
from catalog_sync.scope import Scope
from flow_omnium.omnium.models.catalogue import Price
from rigs.catalogue.samples import AT, basis, product

HIGH = {"marketId": "nor", "currencyCode": "NOK", "unitPrice": 200, "taxRate": 25}


def price_of(*prices: Mapping[str, Any], scope: Scope | None = None, **changes: Any) -> Price | None:
    (sold,) = sellables(product(prices=prices, **changes))
    of = basis()
    return choice_of(sold, replace(of, at=AT, scope=scope or of.scope)).price


def amount_of(*prices: Mapping[str, Any], **changes: Any) -> Decimal | None:
    price = price_of(*prices, **changes)
    return price.unit_price if price else None


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"marketId": None},
        {"marketId": None, "marketGroupId": "nordic"},
        {"currencyCode": None},
        {"minQuantity": 0},
        {"minQuantity": 1},
        {"validFrom": "2026-03-01T12:00:00Z"},
        {"validFrom": "0001-01-01T00:00:00"},
        {"validUntil": "2026-03-01T12:00:01Z"},
        {"validUntil": "0001-01-01T00:00:00"},
        {"priceType": "N"},
    ],
)
def test_the_lowest_price_that_anybody_pays_now_counts(change: Mapping[str, Any]) -> None:
    assert amount_of(HIGH, {**HIGH, "unitPrice": 150, **change}) == 150


@pytest.mark.parametrize(
    "change",
    [
        {"marketId": "swe"},
        {"marketId": None, "marketGroupId": "elsewhere"},
        {"currencyCode": "SEK"},
        {"storeId": "oslo"},
        {"customerId": "kari"},
        {"customerGroup": "staff"},
        {"isCustomerClubSpecificPrice": True},
        {"minQuantity": 2},
        {"unitPrice": 0},
        {"unitPrice": None},
        {"validFrom": "2026-03-01T12:00:01Z"},
        {"validUntil": "2026-03-01T12:00:00Z"},
    ],
)
def test_a_price_of_another_place_customer_quantity_or_time_does_not_count(change: Mapping[str, Any]) -> None:
    assert amount_of(HIGH, {**HIGH, "unitPrice": 150, **change}) == 200


def test_a_product_without_a_list_of_prices_has_its_one_price() -> None:
    assert amount_of(price=HIGH) == 200
    assert amount_of(HIGH, price={**HIGH, "unitPrice": 1}) == 200
    assert amount_of() is None


def test_a_market_whose_currency_is_not_known_takes_prices_of_each() -> None:
    assert amount_of(HIGH, scope=basis(currency=None).scope) == 200


@pytest.mark.parametrize(("rate", "counts"), [(15, 15), (0, 0), (None, 25)])
def test_a_rate_is_that_of_the_price_else_of_the_market(rate: int | None, counts: int) -> None:
    assert tax_rate(price_of({**HIGH, "taxRate": rate}), basis().scope) == counts
    assert tax_rate(None, basis().scope) == 25


@pytest.mark.parametrize(
    ("change", "amount"),
    [
        ({}, "200"),
        ({"isTaxExcluded": True}, "250"),
        ({"isTaxExcluded": True, "taxRate": None}, "250"),
        ({"isTaxExcluded": True, "taxRate": 0}, "200"),
    ],
)
def test_tax_is_added_to_a_price_that_has_none(change: Mapping[str, Any], amount: str) -> None:
    price = price_of({**HIGH, **change})
    assert price is not None
    assert with_tax(price.unit_price, price, basis().scope) == Decimal(amount)


def test_without_any_rate_a_price_is_taken_as_it_stands() -> None:
    scope = basis(tax_rate=None).scope
    price = price_of({**HIGH, "isTaxExcluded": True, "taxRate": None}, scope=scope)
    assert price is not None
    assert with_tax(price.unit_price, price, scope) == 200
