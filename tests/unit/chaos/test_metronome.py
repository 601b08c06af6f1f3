"""What the machine itself took is counted once, and only within the time that is asked about."""

from datetime import UTC, datetime, timedelta

import pytest

from rigs.chaos.metronome import Stall, stood_still

NOON = datetime(2030, 1, 11, 12, tzinfo=UTC)


def at(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("stalls", "seconds"),
    [
        ([], 0),
        ([(2, 3)], 1),
        ([(0, 1)], 0),
        ([(5, 6)], 0),
        ([(0, 2)], 1),
        ([(3.5, 9)], 0.5),
        ([(0, 9)], 3),
        ([(1, 1.5), (2, 2.5)], 1),
    ],
)
def test_stalls_count_as_far_as_they_fall_between_two_moments(
    stalls: list[tuple[float, float]], seconds: float
) -> None:
    given = [Stall(at(began), at(ended)) for began, ended in stalls]
    assert stood_still(given, at(1), at(4)) == seconds


def test_what_was_over_before_it_was_due_has_not_been_held_up() -> None:
    assert stood_still([Stall(at(0), at(9))], at(4), at(1)) == 0
