"""When an unclaimed job must have lost its message."""

from datetime import timedelta

from flow_omnium.jobs.relay.policy import lost_before
from flow_omnium.testing.jobs import NOON

GRACE = timedelta(seconds=30)
MINUTE = timedelta(minutes=1)


def test_in_an_empty_queue_everything_overdue_is_lost() -> None:
    assert lost_before(NOON, GRACE, 0, None) == NOON - GRACE


def test_a_backlog_that_nobody_works_off_is_no_loss() -> None:
    assert lost_before(NOON, GRACE, 10_000, None) is None


def test_in_a_backlog_only_what_was_due_before_the_job_claimed_last_is_lost() -> None:
    assert lost_before(NOON, GRACE, 10_000, NOON - 60 * MINUTE) == NOON - 60 * MINUTE - GRACE


def test_a_clock_that_runs_ahead_makes_nothing_lost_that_is_not_overdue() -> None:
    assert lost_before(NOON, GRACE, 10_000, NOON + MINUTE) == NOON - GRACE
