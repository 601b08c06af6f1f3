"""Flow's integers, states, pages and merges."""

from typing import Any

import pytest

from simulators.flow.merging import merged_order
from simulators.flow.models import ItemCreation, OrderCreation
from simulators.flow.orders.states import refuse_wrong_change
from simulators.flow.orders.totals import calculate, divided
from simulators.flow.paging import page_of
from simulators.refusal import Refusal
from simulators.write_model import checked

STATES = ("OPEN", "PARKED", "CONFIRMED", "COMPLETE", "CANCELLED")
ITEM = {"productUid": "p1", "quantityOrdered": 100, "unitPrice": 19950}


@pytest.mark.parametrize(
    ("amount", "by", "expected"), [(5, 10, 1), (-5, 10, -1), (4, 10, 0), (15, 10, 2), (25, 10, 3)]
)
def test_halves_round_away_from_zero(amount: int, by: int, expected: int) -> None:
    assert divided(amount, by) == expected


def test_a_line_costs_its_quantity_less_its_discount() -> None:
    item: dict[str, Any] = {
        "quantityOrdered": 150,
        "unitPrice": 19950,
        "itemDiscountAmount": 925,
        "vatRate": 2500,
    }
    order: dict[str, Any] = {"items": [item]}
    calculate(order)
    assert order["items"][0]["itemPrice"] == 29000
    assert order["orderTotals"] == {"grandTotal": 29000, "totalVat": 5800}


@pytest.mark.parametrize("value", [100.0, "100", True, None, 1.5])
@pytest.mark.parametrize("name", ["quantityOrdered", "unitPrice"])
def test_money_and_quantity_are_integers_and_nothing_else(name: str, value: object) -> None:
    with pytest.raises(Refusal, match=name):
        checked(ItemCreation, {**ITEM, name: value})


@pytest.mark.parametrize("uid", ["a b", "æ", "a.b", "", "a\n", "a/b"])
def test_a_uid_matches_its_pattern_from_end_to_end(uid: str) -> None:
    with pytest.raises(Refusal, match="orderUid"):
        checked(OrderCreation, {"type": "ORDER", "orderUid": uid})


def test_unknown_fields_are_refused_and_names_mind_their_case() -> None:
    for name in ("colour", "OrderUid", "customer_uid"):
        with pytest.raises(Refusal, match=f"{name}: unknown field"):
            checked(OrderCreation, {"type": "ORDER", name: "x"})


@pytest.mark.parametrize("after", STATES)
@pytest.mark.parametrize("before", STATES)
def test_only_unfinished_orders_change_their_state(before: str, after: str) -> None:
    allowed = before not in ("COMPLETE", "CANCELLED") and before != after
    refused = False
    try:
        refuse_wrong_change(before, after)
    except Refusal:
        refused = True
    assert refused is not allowed


def test_pages_are_one_based_and_sorted_on_demand() -> None:
    items = [{"uid": str(number)} for number in (2, 1, 3)]
    page = page_of(items, {"pageNumber": "2", "pageSize": "2", "sortBy": "uid", "sortDirection": "DESC"})
    assert page == {"items": [{"uid": "1"}], "paging": {"pageNumber": 2, "pageSize": 2, "totalCount": 3}}


@pytest.mark.parametrize(
    "query", [{"pageNumber": "0"}, {"pageSize": "0"}, {"pageSize": "x"}, {"sortDirection": "up"}]
)
def test_pages_that_cannot_be_are_refused(query: dict[str, str]) -> None:
    with pytest.raises(Refusal, match=next(iter(query))):
        page_of([], query)


def test_a_shop_edit_merges_lines_by_uid_and_works_out_totals() -> None:
    order = {"items": [{"orderItemUid": "1", "unitPrice": 100, "quantityOrdered": 100}], "note": "a"}
    changes = {"items": [{"orderItemUid": "1", "quantityDelivered": 100}, {"orderItemUid": "2"}], "note": "b"}
    edited = merged_order(order, changes, now="later")
    assert edited["items"][0]["unitPrice"] == edited["items"][0]["quantityDelivered"] == 100
    assert (len(edited["items"]), edited["note"], edited["orderTotals"]["grandTotal"]) == (2, "b", 100)
