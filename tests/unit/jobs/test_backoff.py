"""The backoff table, exhaustively."""

import pytest

from flow_omnium.jobs.backoff import DEFER_MS, defer_delay_ms, retry_delay_ms, wait_delays_ms

MINUTE = 60.0

MINUTES_AFTER_FAILURE = {1: 2, 2: 2, 3: 5, 4: 10, 5: 20, 6: 30, 7: 45, 8: 60, 9: 90, 10: 120}


@pytest.mark.parametrize(("failures", "minutes"), MINUTES_AFTER_FAILURE.items())
def test_each_failure_has_the_delay_of_the_table(failures: int, minutes: int) -> None:
    assert retry_delay_ms(failures, MINUTE) == minutes * 60_000


@pytest.mark.parametrize("failures", [11, 12, 50, 10_000])
def test_from_the_tenth_failure_on_the_delay_stays_at_two_hours(failures: int) -> None:
    assert retry_delay_ms(failures, MINUTE) == 120 * 60_000


@pytest.mark.parametrize("failures", [0, -1])
def test_a_job_that_never_failed_has_no_retry_delay(failures: int) -> None:
    with pytest.raises(ValueError, match=f"failures: {failures} is not at least 1"):
        retry_delay_ms(failures, MINUTE)


@pytest.mark.parametrize("unit", [60.0, 1.0, 0.05, 0.001, 0.000_001])
def test_every_delay_of_the_table_has_a_wait_queue(unit: float) -> None:
    delays = set(wait_delays_ms(unit))

    assert {retry_delay_ms(failures, unit) for failures in range(1, 40)} <= delays
    assert set(DEFER_MS) <= delays


def test_there_are_nine_distinct_retry_delays_and_two_for_deferring() -> None:
    minutes = [2, 5, 10, 20, 30, 45, 60, 90, 120]

    assert wait_delays_ms(MINUTE) == [5_000, 30_000, *(minute * 60_000 for minute in minutes)]


def test_the_unit_scales_the_table_but_not_the_deferrals() -> None:
    assert retry_delay_ms(3, 0.1) == 500
    assert defer_delay_ms(5, 0.1) == 5_000


@pytest.mark.parametrize(
    ("after_seconds", "delay_ms"),
    [(0, 5_000), (2, 5_000), (5, 5_000), (5.001, 30_000), (30, 30_000), (31, 120_000), (100_000, 7_200_000)],
)
def test_a_deferral_takes_the_shortest_wait_that_is_long_enough(after_seconds: float, delay_ms: int) -> None:
    assert defer_delay_ms(after_seconds, MINUTE) == delay_ms
