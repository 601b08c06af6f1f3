"""When an event brings a waiting job forward."""

from datetime import timedelta

from flow_omnium.jobs.forwarding import Forwarding, forward_delay_ms, forwarding_after
from flow_omnium.testing.jobs import NOON

MINUTE = timedelta(minutes=1)
DUE = NOON + timedelta(hours=2)


def delay_ms(forwarding: Forwarding, after: timedelta, due: timedelta = timedelta(hours=2)) -> int | None:
    """In how many ms an event some time after the attempt lets the job run that is due then."""
    return forward_delay_ms(forwarding.since(NOON), NOON + due, NOON + after)


def test_after_an_attempt_by_the_table_an_event_lets_the_job_run_at_once() -> None:
    ordinary = forwarding_after(was_forwarded=False, retry_unit_seconds=60)

    assert [delay_ms(ordinary, after * MINUTE) for after in (0, 1, 119)] == [0, 0, 0]


def test_after_one_that_came_early_the_first_delay_of_the_table_is_over_before_the_next() -> None:
    early = forwarding_after(was_forwarded=True, retry_unit_seconds=60)

    assert [delay_ms(early, after * MINUTE) for after in (0, 1, 2, 119)] == [120_000, 120_000, 0, 0]


def test_an_event_that_would_bring_it_later_than_it_is_due_changes_nothing() -> None:
    early = forwarding_after(was_forwarded=True, retry_unit_seconds=60)

    assert delay_ms(early, MINUTE, due=2 * MINUTE) is None
    assert delay_ms(early, 2 * MINUTE, due=2 * MINUTE) is None


def test_the_unit_scales_it() -> None:
    assert forwarding_after(was_forwarded=True, retry_unit_seconds=0.5) == Forwarding(1_000, 1_000)
