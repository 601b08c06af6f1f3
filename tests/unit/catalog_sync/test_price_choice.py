"""Which of many prices counts: the documented order, each rule by two prices that differ by it alone (catalog.md 4.12)."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from catalog_sync.prices.choice import Choice, Codes, choose
from catalog_sync.prices.dimensions import Context
from flow_omnium.omnium.models.catalogue import Price
from flow_omnium.rest.exact_json import decode, encode
from flow_omnium.rest.reading import read_as
from rigs.catalogue.samples import AT, basis

CODES = Codes("mug-blue", "mug")
BASE = {"productId": "mug", "marketId": "nor", "currencyCode": "NOK", "unitPrice": 200}


def price(**fields: Any) -> Price:
    return read_as(Price, decode(encode({**BASE, **fields})))


def chosen(*rows: Mapping[str, Any], store: str | None = None, unit: str | None = None) -> Choice:
    group = "north" if store else None
    context = Context(basis().scope, AT, store, group, unit)
    return choose([price(**row) for row in rows], CODES, context)


def amount(*rows: Mapping[str, Any], store: str | None = None, unit: str | None = None) -> int | None:
    best = chosen(*rows, store=store, unit=unit).price
    return None if best is None or best.unit_price is None else int(best.unit_price)


STORE = {"storeId": "oslo", "unitPrice": 250}
GROUP = {"storeGroupId": "north", "unitPrice": 240}
SKU = {"code": "mug-blue", "unitPrice": 260}
DEAR = {"unitPrice": 300}


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        (STORE, GROUP),
        (STORE, {}),
        (GROUP, {}),
        ({"unit": "pcs", "unitPrice": 210}, {}),
        ({}, DEAR),
        ({"promotionId": "200"}, {"promotionId": "150"}),
        ({"promotionId": "1000"}, {"promotionId": "999"}),
        ({"promotionId": "b"}, {"promotionId": "a"}),
        ({"promotionId": "1"}, {}),
        (SKU, {"unitPrice": 1}),
        ({"skuId": "mug-blue", "unitPrice": 260}, {"code": "mug", "unitPrice": 1}),
        (SKU, STORE),
    ],
)
def test_of_two_valid_prices_one_comes_first(better: Mapping[str, Any], worse: Mapping[str, Any]) -> None:
    for rows in ((better, worse), (worse, better)):
        best = chosen(*rows, store="oslo", unit="pcs").price
        assert best == price(**better)


@pytest.mark.parametrize(
    "dropped",
    [
        {"marketId": "swe"},
        {"currencyCode": "SEK"},
        {"customerId": "kari"},
        {"customerGroup": "staff"},
        {"isCustomerClubSpecificPrice": True},
        {"minQuantity": 2},
        {"unit": "box"},
        {"code": "mug-red"},
        {"storeId": "bergen"},
        {"storeGroupId": "south"},
        {"validFrom": "2026-03-01T12:00:01Z"},
        {"validUntil": "2026-03-01T12:00:00Z"},
        {"unitPrice": 0},
    ],
)
def test_a_price_of_others_is_left_out_however_low(dropped: Mapping[str, Any]) -> None:
    assert amount({}, {"unitPrice": 100}, store="oslo", unit="pcs") == 100
    assert amount({}, {"unitPrice": 100, **dropped}, store="oslo", unit="pcs") == 200


def test_prices_of_single_stores_count_in_no_list_of_all_stores() -> None:
    assert amount(STORE, GROUP, {}) == 200
    assert amount(STORE) is None


def test_a_blocking_price_stands_for_none_where_it_comes_first() -> None:
    blocking = {"priceType": "B", "unitPrice": 0}
    assert amount({}, blocking) is None
    assert amount(SKU, blocking) == 260
    assert amount({}, {**blocking, "storeId": "oslo"}) == 200
    assert amount({}, {**blocking, "storeId": "oslo"}, store="oslo") is None
    assert amount({}, {**blocking, "validUntil": "2026-02-01T00:00:00Z"}) == 200


def test_a_blocked_product_is_taxed_as_its_price_would_be() -> None:
    choice = chosen({"taxRate": 15}, {"priceType": "B", "unitPrice": 0})
    assert choice.price is None
    assert choice.taxed == price(taxRate=15)


def test_the_next_moment_at_which_a_price_begins_or_ends_is_told() -> None:
    later, latest = datetime(2026, 3, 2, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC)
    future = {"unitPrice": 100, "validFrom": "2026-03-02T00:00:00Z", "validUntil": "2026-04-01T00:00:00Z"}
    assert chosen({}).changes_at is None
    assert chosen({}, future).changes_at == later
    assert chosen(future).changes_at == later
    assert (
        chosen({"validUntil": "2026-04-01T00:00:00Z"}, {"validFrom": "2020-01-01T00:00:00Z"}).changes_at
        == latest
    )
    assert chosen({}, {**future, "customerId": "kari"}).changes_at is None
