"""Costs in whole cents: together they stay what they were, whether they are paid or given back."""

from decimal import Decimal

from hypothesis import example, given
from hypothesis import strategies as st

from flow_omnium.flow.amounts import from_flow, to_flow
from order_sync.lines.amounts import in_whole_cents

CENT = Decimal("0.01")
amounts = st.integers(-10_000_000, 10_000_000).map(lambda number: Decimal(number) / 10_000)
costs_of_lines = st.lists(amounts, max_size=8)


@given(costs_of_lines)
@example([Decimal("-10.004"), Decimal("0.004"), Decimal("0.004")])
def test_together_they_cost_what_they_cost_before(costs: list[Decimal]) -> None:
    cents = in_whole_cents(costs)
    assert sum(cents) == from_flow(to_flow(sum(costs, Decimal(0))))
    assert all(cost == cost.quantize(CENT) for cost in cents)


@given(costs_of_lines.filter(bool), st.integers(-20, 20).map(lambda cents: Decimal(cents) / 100))
def test_together_they_come_to_the_total_that_is_given(costs: list[Decimal], beyond: Decimal) -> None:
    total = sum(costs, Decimal(0)) + beyond
    assert sum(in_whole_cents(costs, total)) == from_flow(to_flow(total))


@given(costs_of_lines)
def test_only_a_line_that_is_furthest_from_zero_differs_from_its_own_rounding(costs: list[Decimal]) -> None:
    rounded = [from_flow(to_flow(cost)) for cost in costs]
    cents = in_whole_cents(costs)
    moved = [own for own, cost in zip(rounded, cents, strict=True) if own != cost]
    assert len(moved) <= 1
    assert all(abs(own) == max(map(abs, rounded)) for own in moved)


@given(costs_of_lines)
def test_what_is_given_back_is_rounded_as_what_is_paid(costs: list[Decimal]) -> None:
    given_back = in_whole_cents([-cost for cost in costs])
    assert given_back == tuple(-cost for cost in in_whole_cents(costs))


def test_a_large_line_that_is_given_back_takes_the_difference_from_small_ones() -> None:
    costs = [Decimal("-100.00"), Decimal("0.004"), Decimal("0.004")]
    assert in_whole_cents(costs) == (Decimal("-99.99"), Decimal(0), Decimal(0))
