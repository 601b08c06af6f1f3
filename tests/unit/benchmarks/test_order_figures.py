"""How the figures of orders are worked out: ratios of pairs of turns, what is beyond the calls, what a further process brings."""

import pytest
from benchmarks.orders.figures import Figures
from benchmarks.orders.latency import Latency
from benchmarks.orders.plan import BARE, DEFAULT
from benchmarks.orders.turn import OWN, Turn
from benchmarks.scaling.page import middle
from benchmarks.scaling.step import Step, share_of_linear


def turn(seconds: float, cpu: float) -> Turn:
    return Turn(100, seconds, {OWN: cpu})


def step(processes: int, per_second: float, **shares: float) -> Step:
    return Step("workers", processes, per_second, shares, cores=2)


def test_a_minute_in_which_all_are_slow_does_not_move_the_ratios() -> None:
    ours, bare = [turn(1, 0.4), turn(10, 4), turn(1, 0.4)], [turn(0.5, 0.2), turn(5, 2), turn(0.5, 0.2)]
    figures = Figures("order", 8, 0.0, {DEFAULT: ours, BARE: bare})
    assert figures.cpu_ratio(DEFAULT) == pytest.approx(2.0)
    assert figures.rate_ratio(DEFAULT) == pytest.approx(0.5)


def test_what_the_calls_take_is_taken_off_each_order() -> None:
    latency = Latency(orders=[0.010, 0.012, 0.050], calls=[0.004, 0.004, 0.9])
    assert latency.beyond_ms(0.5) == pytest.approx(8.0)
    assert latency.beyond_ms(0.99) == pytest.approx(46.0)


def test_two_processes_that_do_as_much_as_one_bring_half_of_linear() -> None:
    steps = [step(1, 100), step(2, 100), step(4, 200)]
    assert [share_of_linear(one, steps) for one in steps] == [1.0, 0.5, 0.5]


def test_the_first_of_the_same_kind_is_what_is_compared_with() -> None:
    gateway = Step("gateways", 1, 1000, {}, 2)
    assert share_of_linear(gateway, [step(1, 100), gateway]) == 1.0


def test_the_limit_is_the_machine_before_any_process_of_it() -> None:
    assert step(1, 100, worker=0.95, database=0.9).limit() == "the machine's 2 cores"
    assert step(1, 100, worker=0.95, database=0.3).limit() == "worker"
    assert step(1, 100, worker=0.5, database=0.3).limit().startswith("waiting")


def test_the_middle_turn_is_one_that_was_measured() -> None:
    turns = [step(1, 30), step(1, 10), step(1, 20)]
    assert middle(turns).per_second == 20
    assert middle(turns[:2]).per_second == 30
