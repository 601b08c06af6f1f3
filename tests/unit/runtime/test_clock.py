"""The clock that follows another one: set once, never back, quick to catch up, slow to give way."""

from datetime import UTC, datetime, timedelta

import pytest

from flow_omnium.runtime.clock import DisciplinedClock, Reading
from flow_omnium.testing.clock import FixedClock

TRUE = datetime(2026, 3, 1, 12, tzinfo=UTC)
TEN_MINUTES = timedelta(minutes=10)
A_MILLISECOND = timedelta(milliseconds=1)


class Machine:
    """A machine whose own clock is off, and whose ticks a test moves."""

    def __init__(self, own_error: timedelta = timedelta()) -> None:
        self.ticks = 1_000.0
        self.true = TRUE
        self.own = FixedClock(TRUE + own_error)
        self.clock = DisciplinedClock(self.own, lambda: self.ticks)

    def passes(self, seconds: float) -> None:
        self.ticks += seconds
        self.true += timedelta(seconds=seconds)
        self.own.advance(timedelta(seconds=seconds))

    def reads(self, *, seconds: float = 0.002, database_error: timedelta = timedelta()) -> None:
        asked_at = self.ticks
        self.passes(seconds / 2)
        shown = self.true + database_error
        self.passes(seconds / 2)
        shown = shown.replace(microsecond=shown.microsecond // 1000 * 1000)
        self.clock.take(Reading(asked_at, self.ticks, shown))

    @property
    def error(self) -> timedelta:
        return self.clock.now() - self.true


@pytest.mark.parametrize("own_error", [TEN_MINUTES, -TEN_MINUTES])
def test_the_first_reading_sets_it_either_way(own_error: timedelta) -> None:
    machine = Machine(own_error)
    assert machine.error == own_error

    machine.reads()

    assert abs(machine.error) <= 2 * A_MILLISECOND
    assert machine.clock.own_ahead == pytest.approx(own_error.total_seconds(), abs=0.002)


def test_it_runs_on_by_the_ticks_while_the_database_is_away() -> None:
    machine = Machine()
    machine.reads()

    machine.passes(3600)
    machine.own.advance(TEN_MINUTES)

    assert abs(machine.error) <= 2 * A_MILLISECOND


def test_an_answer_that_came_slowly_moves_nothing_that_it_does_not_contradict() -> None:
    machine = Machine()
    machine.reads()
    before = machine.error

    machine.reads(seconds=4)

    assert machine.error == pytest.approx(before, abs=timedelta(microseconds=10))


def test_an_answer_that_took_too_long_does_not_set_it() -> None:
    machine = Machine(TEN_MINUTES)

    machine.reads(seconds=6)

    assert not machine.clock.is_set
    assert machine.error == TEN_MINUTES


def test_a_quick_answer_corrects_what_a_slow_one_left_open() -> None:
    machine = Machine()
    machine.clock.take(Reading(machine.ticks - 1.0, machine.ticks, machine.true))
    assert machine.error == pytest.approx(timedelta(seconds=0.5), abs=A_MILLISECOND)

    machine.reads()
    machine.passes(2)

    assert abs(machine.error) <= 3 * A_MILLISECOND


def test_behind_it_is_put_forward_at_once() -> None:
    machine = Machine()
    machine.reads()
    # A pause of the whole machine that its counter did not see.
    machine.true += timedelta(seconds=0.9)

    machine.reads()

    assert abs(machine.error) <= 2 * A_MILLISECOND


def test_ahead_it_never_goes_back_and_is_right_in_the_end() -> None:
    machine = Machine()
    machine.reads()
    shown = [machine.clock.now()]

    for _ in range(50):
        machine.reads(database_error=-timedelta(seconds=20))
        machine.passes(1)
        shown.append(machine.clock.now())

    assert shown == sorted(shown)
    assert len(set(shown)) == len(shown)
    assert machine.error == pytest.approx(-timedelta(seconds=20), abs=5 * A_MILLISECOND)


def test_a_single_reading_that_is_far_off_is_not_believed() -> None:
    machine = Machine()
    machine.reads()

    machine.reads(database_error=timedelta(days=3650))
    assert machine.clock.is_in_doubt
    machine.reads()

    assert not machine.clock.is_in_doubt
    assert abs(machine.error) <= 3 * A_MILLISECOND


def test_a_jump_of_the_database_is_followed_when_three_readings_in_a_row_show_it() -> None:
    machine = Machine()
    machine.reads()

    for _ in range(3):
        machine.reads(database_error=TEN_MINUTES)

    assert machine.error == pytest.approx(TEN_MINUTES, abs=3 * A_MILLISECOND)
    assert not machine.clock.is_in_doubt
