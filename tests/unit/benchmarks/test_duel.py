"""How the doors of two checkouts are compared: by the middle of the ratios, and between which two it lies."""

import pytest
from benchmarks.doors.duel import estimate


def test_the_middle_is_not_moved_by_a_turn_that_the_machine_has_disturbed() -> None:
    told = estimate([0.99, 1.00, 1.01, 1.00, 0.30])
    assert told.middle == pytest.approx(1.0)


def test_the_bounds_hold_the_middle_and_are_closer_the_more_pairs_there_are() -> None:
    few, many = estimate([0.9, 1.0, 1.1]), estimate([0.9 + 0.002 * number for number in range(101)])
    assert few.low <= few.middle <= few.high
    assert many.low < many.middle < many.high
    assert many.high - many.low < few.high - few.low
