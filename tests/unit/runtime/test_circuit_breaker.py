"""When a neighbour that failed is tried again."""

from datetime import UTC, datetime, timedelta

import pytest

from flow_omnium.runtime.circuit_breaker import CircuitBreaker, State, open_time, state_at

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def failed_at_ten() -> CircuitBreaker[float]:
    circuit = CircuitBreaker[float]()
    circuit.failed(11)
    return circuit


def test_a_neighbour_that_answers_may_always_be_called() -> None:
    circuit = CircuitBreaker[float]()
    circuit.succeeded()

    assert circuit.lets_through(0)
    assert circuit.lets_through(0)
    assert circuit.state(0) is State.CLOSED


def test_a_neighbour_that_failed_is_left_alone() -> None:
    circuit = failed_at_ten()

    assert not circuit.lets_through(10.9)
    assert circuit.state(10.9) is State.OPEN


def test_when_its_time_is_over_one_caller_tries_and_the_others_pass_by() -> None:
    circuit = failed_at_ten()

    assert [circuit.lets_through(11) for _ in range(3)] == [True, False, False]
    assert circuit.state(11) is State.HALF_OPEN


def test_to_ask_for_the_state_takes_no_turn() -> None:
    circuit = failed_at_ten()

    assert [circuit.state(11) for _ in range(3)] == [State.HALF_OPEN] * 3
    assert circuit.lets_through(11)


def test_a_circuit_may_be_tried_by_all_at_once() -> None:
    circuit = CircuitBreaker[float](probes_alone=False)
    circuit.failed(11)

    assert [circuit.lets_through(now) for now in (10.9, 11, 11, 12)] == [False, True, True, True]


def test_a_failed_try_opens_it_once_more() -> None:
    circuit = failed_at_ten()
    circuit.lets_through(11)
    circuit.failed(15)

    assert not circuit.lets_through(14.5)
    assert circuit.lets_through(15)


def test_a_successful_try_closes_it_for_all() -> None:
    circuit = failed_at_ten()
    circuit.lets_through(11)
    circuit.succeeded()

    assert [circuit.lets_through(11) for _ in range(3)] == [True, True, True]


def test_failures_in_a_row_are_counted_until_a_success() -> None:
    circuit = failed_at_ten()
    circuit.failed(12)
    assert circuit.failures == 2

    circuit.succeeded()
    assert circuit.failures == 0


def test_times_may_be_those_of_the_calendar() -> None:
    circuit = CircuitBreaker[datetime]()
    circuit.failed(NOON)

    assert circuit.state(NOON - timedelta(microseconds=1)) is State.OPEN
    assert circuit.state(NOON) is State.HALF_OPEN


def test_what_is_stored_of_a_circuit_tells_its_state() -> None:
    assert [state_at(until, NOON) for until in (None, NOON + timedelta(seconds=1), NOON)] == list(State)


@pytest.mark.parametrize(
    ("failures", "seconds"), [(1, 10), (2, 20), (3, 40), (6, 320), (7, 600), (100, 600), (10**6, 600)]
)
def test_it_stays_open_twice_as_long_each_time_within_bounds(failures: int, seconds: float) -> None:
    time = open_time(failures, timedelta(seconds=10), timedelta(minutes=10))
    assert time == timedelta(seconds=seconds)
