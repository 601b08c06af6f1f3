"""When the circuit of a tenant and system opens, how it is probed, and by which steps its jobs come back.

Three of these are what public reports tell of other circuit breakers and job queues:
https://github.com/App-vNext/Polly/issues/217 (results of calls from before it opened),
https://github.com/App-vNext/Polly/issues/311 (an outcome that says nothing uses up the only probe),
https://github.com/sidekiq/sidekiq/issues/480 (jobs that failed together are tried together, and fail again).
"""

from dataclasses import dataclass, field
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from flow_omnium.jobs.circuits.circuit import (
    FULL_WIDTH,
    SILENT_JOBS,
    SILENT_RUNS,
    Circuit,
    Pace,
    heard,
)
from flow_omnium.jobs.circuits.evidence import Evidence, Tone
from flow_omnium.runtime.circuit_breaker import State
from flow_omnium.testing.jobs import NOON

KEY = ("acme", "flow")
PACE = Pace.of(60)
SECOND = timedelta(seconds=1)
FIRST, LONGEST = timedelta(seconds=15), timedelta(minutes=2)


@dataclass
class Play:
    """A circuit that hears of one run after the other; each takes a second."""

    circuit: Circuit | None = None
    now: timedelta = field(default_factory=timedelta)
    jobs: int = 0

    def hears(self, tone: Tone, *, job: str | None = None, began: timedelta | None = None) -> "Play":
        """Tell of the end of a run, which began a second ago unless told otherwise; without `job` of another job each time."""
        self.now += SECOND
        self.jobs += 1
        began_at = NOON + (self.now - SECOND if began is None else began)
        evidence = Evidence(job or f"job-{self.jobs}", began_at, NOON + self.now, tone)
        self.circuit = heard(self.circuit, KEY, evidence, PACE)
        return self

    def opens(self) -> "Play":
        """Go through an outage until it opens."""
        for _ in range(SILENT_RUNS):
            self.hears(Tone.SILENT)
        assert self.state is State.OPEN
        return self

    def waits(self, time: timedelta) -> "Play":
        """Let time pass."""
        self.now += time
        return self

    @property
    def state(self) -> State:
        """Whether jobs go through."""
        return State.CLOSED if self.circuit is None else self.circuit.state(NOON + self.now)

    @property
    def room(self) -> int:
        """How many may be let go at once."""
        return 0 if self.circuit is None else self.circuit.room(NOON + self.now)


def test_as_long_as_all_goes_well_there_is_nothing_to_remember() -> None:
    assert Play().hears(Tone.ANSWERED).circuit is None


def test_it_opens_when_five_runs_in_a_row_have_heard_nothing() -> None:
    play = Play()
    for _ in range(SILENT_RUNS - 1):
        play.hears(Tone.SILENT)
    assert (play.state, play.room) == (State.CLOSED, 0)
    assert (play.hears(Tone.SILENT).state, play.room) == (State.OPEN, 0)


def test_an_answer_in_between_begins_the_count_anew() -> None:
    play = Play()
    for _ in range(SILENT_RUNS - 1):
        play.hears(Tone.SILENT)
    play.hears(Tone.ANSWERED)
    for _ in range(SILENT_RUNS - 1):
        play.hears(Tone.SILENT)
    assert play.state is State.CLOSED


def test_one_record_that_the_system_cannot_bear_is_no_outage_however_often_it_is_tried() -> None:
    play = Play()
    for _ in range(10 * SILENT_RUNS):
        for job in range(SILENT_JOBS - 1):
            play.hears(Tone.SILENT, job=f"poison-{job}")
    assert play.state is State.CLOSED


def test_a_system_that_answers_some_calls_is_not_closed_off_however_many_runs_fail() -> None:
    play = Play()
    for _ in range(10 * SILENT_RUNS):
        play.hears(Tone.BROKEN)
    assert (play.state, play.room) == (State.CLOSED, 0)


def test_when_its_time_is_over_there_is_room_for_one_probe() -> None:
    play = Play().opens()
    assert (play.waits(FIRST - SECOND / 2).state, play.room) == (State.OPEN, 0)
    assert (play.waits(SECOND).state, play.room) == (State.HALF_OPEN, 1)


def test_each_probe_that_hears_nothing_doubles_the_time_up_to_the_first_delay_of_the_table() -> None:
    play, pauses = Play().opens(), []
    for _ in range(6):
        assert play.circuit is not None
        assert play.circuit.open_until is not None
        pauses.append(play.circuit.open_until - play.circuit.since)
        play.waits(pauses[-1]).hears(Tone.SILENT)
    assert pauses == [FIRST, 2 * FIRST, 4 * FIRST, LONGEST, LONGEST, LONGEST]


def test_a_probe_that_is_answered_lets_two_go_and_as_many_answers_as_there_is_room_double_it() -> None:
    play, widths = Play().opens().waits(FIRST), []
    while play.state is State.HALF_OPEN:
        width = play.room
        widths.append(width)
        for _ in range(width):
            assert play.room == width
            play.hears(Tone.ANSWERED)
    assert widths == [1, 2, 4, 8, 16, 32]
    assert (play.state, play.room) == (State.CLOSED, FULL_WIDTH)


def test_failures_that_return_halve_the_width_and_at_last_it_is_probed_again() -> None:
    play = Play().opens().waits(FIRST)
    for _ in range(1 + 2 + 4):
        play.hears(Tone.ANSWERED)
    assert play.room == 8
    assert [play.hears(Tone.SILENT).room for _ in range(4)] == [4, 2, 1, 0]
    assert play.state is State.OPEN
    # It was opened once more, so it is left alone for longer.
    assert play.waits(FIRST).state is State.OPEN
    assert play.waits(FIRST).state is State.HALF_OPEN


def test_one_record_that_fails_among_others_that_are_answered_does_not_stop_the_recovery() -> None:
    play = Play().opens().waits(FIRST)
    for number in range(200):
        play.hears(Tone.SILENT if number % 50 == 9 else Tone.ANSWERED, job=f"{number % 50}")
    assert (play.state, play.room) == (State.CLOSED, FULL_WIDTH)


def test_where_a_part_stays_broken_jobs_go_on_one_by_one_without_a_pause() -> None:
    play = Play().opens().waits(FIRST)
    assert [(play.hears(Tone.BROKEN).state, play.room) for _ in range(5)] == [(State.HALF_OPEN, 1)] * 5


def test_runs_that_began_before_it_opened_neither_close_it_nor_keep_it_open() -> None:
    play = Play().opens()
    before = play.now - timedelta(minutes=1)
    opened = play.circuit
    assert play.hears(Tone.ANSWERED, began=before).circuit == opened
    play.waits(FIRST)
    assert play.hears(Tone.SILENT, began=before).circuit == opened
    assert play.state is State.HALF_OPEN


def test_a_probe_that_says_nothing_leaves_room_for_the_next_one() -> None:
    """It was deferred, or ended before it called the system: nothing is told, and nothing was used up."""
    play = Play().opens().waits(FIRST)
    assert (play.state, play.room) == (State.HALF_OPEN, 1)
    assert (play.waits(LONGEST).state, play.room) == (State.HALF_OPEN, 1)


def test_a_run_that_began_although_it_is_open_keeps_it_open_no_longer() -> None:
    """A process may learn two seconds late that it has opened."""
    play = Play().opens()
    opened = play.circuit
    assert play.hears(Tone.SILENT).circuit == opened


def test_an_answer_that_comes_before_its_time_is_over_ends_that() -> None:
    assert Play().opens().hears(Tone.ANSWERED).room == 2


def test_a_part_that_was_out_lets_go_what_waits_once_a_run_goes_well() -> None:
    play = Play()
    for _ in range(5):
        play.hears(Tone.BROKEN)
    assert (play.hears(Tone.ANSWERED).state, play.room) == (State.CLOSED, 2)
    assert play.circuit is not None
    assert not play.circuit.is_shut


def test_few_failures_of_a_part_are_left_to_the_table() -> None:
    play = Play()
    for _ in range(4):
        play.hears(Tone.BROKEN)
    assert play.hears(Tone.ANSWERED).circuit is None


def test_a_long_silence_that_few_jobs_met_lets_them_go_when_it_ends_and_a_short_one_does_not() -> None:
    assert Play().hears(Tone.SILENT).waits(LONGEST).hears(Tone.ANSWERED).room == 2
    assert Play().hears(Tone.SILENT).waits(LONGEST / 2).hears(Tone.ANSWERED).circuit is None


def test_while_jobs_come_back_with_the_circuit_closed_a_new_outage_opens_it() -> None:
    play = Play().hears(Tone.SILENT).waits(LONGEST).hears(Tone.ANSWERED)
    assert play.opens().room == 0


def test_an_outage_of_a_part_is_not_written_down_run_by_run() -> None:
    play = Play()
    for _ in range(5):
        play.hears(Tone.BROKEN)
    known = play.circuit
    assert play.hears(Tone.BROKEN).circuit == known


@settings(max_examples=settings().max_examples)
@given(
    st.lists(
        st.tuples(st.sampled_from(Tone), st.sampled_from("abcdef"), st.integers(0, 90), st.booleans()),
        max_size=60,
    )
)
def test_whatever_it_hears_it_lets_few_go_and_comes_back_once_the_system_answers(
    told: list[tuple[Tone, str, int, bool]],
) -> None:
    play = Play()
    for tone, job, seconds, is_old in told:
        before = 0 if play.circuit is None else play.circuit.width
        play.waits(seconds * SECOND).hears(tone, job=job, began=-SECOND if is_old else None)
        after = 0 if play.circuit is None else play.circuit.width
        assert after <= max(2 * before, 2) <= 2 * FULL_WIDTH
        assert play.room == 0 or play.state is not State.OPEN
    for _ in range(4 * FULL_WIDTH):
        play.waits(LONGEST).hears(Tone.ANSWERED)
    assert play.circuit is None or (play.state, play.room) == (State.CLOSED, FULL_WIDTH)
