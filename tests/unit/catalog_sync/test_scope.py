"""Which markets a Flow tenant stands for, and which of them leads (catalog.md 2.5)."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest

from catalog_sync.scope import Resolved, Scope, currencies_differ, resolve
from flow_omnium.omnium.models.catalogue import MarketGroup
from rigs.catalogue.samples import market_groups, markets, tenant

OF_GROUPS = {"UseMarketGroupFlowTenants": True}
GROUP = {"markets": [], "marketGroup": "nordic"}


def resolved(
    catalog: Mapping[str, Any],
    connector: Mapping[str, Any] | None = None,
    groups: list[MarketGroup] | None = None,
) -> Resolved:
    return resolve(tenant(connector, catalog), markets(), market_groups() if groups is None else groups)


def scope_of(catalog: Mapping[str, Any], connector: Mapping[str, Any] | None = None) -> Scope:
    scope = resolved(catalog, connector).scope
    assert scope is not None
    return scope


@pytest.mark.parametrize(
    ("connector", "catalog", "covered", "leading", "group"),
    [
        ({}, {"markets": ["nor"]}, ("nor",), "nor", None),
        ({}, {"markets": "swe"}, ("swe",), "swe", None),
        ({}, {"markets": ["swe", "nor"]}, ("swe", "nor"), "swe", None),
        ({}, {"markets": ["swe", "nor"], "leadingMarket": "nor"}, ("swe", "nor"), "nor", None),
        ({}, GROUP, ("nor",), "nor", None),
        ({}, {**GROUP, "leadingMarket": "swe"}, ("swe",), "swe", None),
        (OF_GROUPS, GROUP, ("nor", "swe"), "nor", "nordic"),
        (OF_GROUPS, {**GROUP, "leadingMarket": "swe"}, ("nor", "swe"), "swe", "nordic"),
        (OF_GROUPS, {"markets": ["nor"]}, ("nor", "swe"), "nor", "nordic"),
        (OF_GROUPS, {"markets": ["swe"]}, ("nor", "swe"), "swe", "nordic"),
        (OF_GROUPS, {"markets": ["swe", "nor"], "leadingMarket": "nor"}, ("nor", "swe"), "nor", "nordic"),
    ],
)
def test_a_tenant_stands_for_its_markets_or_for_their_whole_group(
    connector: Mapping[str, Any],
    catalog: Mapping[str, Any],
    covered: tuple[str, ...],
    leading: str,
    group: str | None,
) -> None:
    scope = scope_of(catalog, connector)
    assert (scope.markets, scope.leading, scope.group) == (covered, leading, group)


def test_the_leading_market_gives_currency_language_and_tax_rate() -> None:
    scope = scope_of({"markets": ["nor", "swe"], "leadingMarket": "swe"})
    assert (scope.currency, scope.language, scope.tax_rate) == ("SEK", "sv", Decimal(12))
    assert scope.leading_group == "nordic"


def test_the_settings_language_beats_the_markets() -> None:
    assert scope_of({"language": "nn"}).language == "nn"


def test_a_market_without_a_rate_or_a_group_has_none() -> None:
    scope = scope_of({"markets": ["usa"]})
    assert (scope.tax_rate, scope.leading_group) == (None, None)


@pytest.mark.parametrize(
    ("connector", "catalog", "told"),
    [
        ({}, {"markets": ["mars"]}, ["catalog.markets: Omnium has no market 'mars'"]),
        (
            {},
            {"markets": ["mars", "nor", "venus"]},
            ["catalog.markets: Omnium has no market 'mars'", "catalog.markets: Omnium has no market 'venus'"],
        ),
        (OF_GROUPS, {"markets": ["nor", "mars"]}, ["catalog.markets: Omnium has no market 'mars'"]),
        (OF_GROUPS, {"markets": ["usa"]}, ["catalog.markets: usa stand in no market group of Omnium"]),
        ({}, {**GROUP, "leadingMarket": "usa"}, ["catalog.leadingMarket: 'usa' is none of nor, swe"]),
        (
            {},
            {**GROUP, "marketGroup": "south", "leadingMarket": "nor"},
            [
                "catalog.marketGroup: Omnium has no market group 'south'",
                "catalog.leadingMarket: 'nor' is none of no markets",
            ],
        ),
        ({}, {"enabled": False, "markets": []}, ["catalog.markets: there is no market"]),
    ],
)
def test_there_is_no_scope_and_every_fault_is_told(
    connector: Mapping[str, Any], catalog: Mapping[str, Any], told: list[str]
) -> None:
    found = resolved(catalog, connector)
    assert found.scope is None
    assert list(found.faults) == told


def test_a_group_that_omnium_does_not_list_has_the_markets_that_name_it() -> None:
    found = resolved(GROUP, OF_GROUPS, groups=[])
    assert found.scope is not None
    assert found.scope.markets == ("nor", "swe")


@pytest.mark.parametrize(
    ("market_ids", "is_sold"), [((), True), (("nor",), True), (("usa", "nor"), True), (("swe", "usa"), False)]
)
def test_goods_of_no_market_are_those_of_all(market_ids: tuple[str, ...], is_sold: bool) -> None:
    assert scope_of({}).sells(market_ids) is is_sold


def test_several_currencies_are_told_since_a_shop_has_one() -> None:
    assert currencies_differ(scope_of({"markets": ["nor"]})) is None
    told = currencies_differ(scope_of({"markets": ["swe", "nor"]}))
    assert told == "the markets swe, nor have several currencies (NOK, SEK): SEK counts"


def test_a_scope_says_what_it_covers() -> None:
    assert str(scope_of({})) == "markets nor; no"
    assert str(scope_of(GROUP, OF_GROUPS)) == "group nordic; no"
