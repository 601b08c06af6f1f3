"""When a cron schedule is due, above all around the two nights on which clocks are changed."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from flow_omnium.runtime.schedule import Schedule

OSLO = "Europe/Oslo"
SPRING = datetime(2026, 3, 28, 12, tzinfo=UTC)
"""Noon before the night in which 02:00 becomes 03:00, at 01:00 UTC."""
AUTUMN = datetime(2026, 10, 24, 12, tzinfo=UTC)
"""Noon before the night in which 03:00 becomes 02:00, at 01:00 UTC."""


def dues(cron: str, begin: datetime, hours: int) -> Sequence[datetime]:
    schedule, found = Schedule(cron, OSLO), []
    moment = schedule.next_after(begin)
    while moment <= begin + timedelta(hours=hours):
        found.append(moment)
        moment = schedule.next_after(moment)
    return found


def test_it_is_due_by_the_clocks_of_its_zone() -> None:
    assert Schedule("0 2 * * *", OSLO).next_after(datetime(2026, 1, 5, 9, tzinfo=UTC)) == datetime(
        2026, 1, 6, 1, tzinfo=UTC
    )
    assert Schedule("0 2 * * *", "UTC").next_after(datetime(2026, 1, 5, 9, tzinfo=UTC)) == datetime(
        2026, 1, 6, 2, tzinfo=UTC
    )


def test_it_is_not_due_again_at_the_moment_itself() -> None:
    due = datetime(2026, 1, 5, 9, 30, tzinfo=UTC)
    schedule = Schedule("*/30 * * * *", OSLO)
    assert schedule.next_after(due - timedelta(microseconds=1)) == due
    assert schedule.next_after(due) == due + timedelta(minutes=30)


def test_a_run_of_the_skipped_hour_comes_at_its_end_and_once() -> None:
    assert dues("30 2 * * *", SPRING, 48) == [
        datetime(2026, 3, 29, 1, 0, tzinfo=UTC),
        datetime(2026, 3, 30, 0, 30, tzinfo=UTC),
    ]


def test_two_runs_of_the_skipped_hour_come_as_one() -> None:
    assert dues("10,40 2 * * *", SPRING, 24) == [datetime(2026, 3, 29, 1, 0, tzinfo=UTC)]


def test_a_run_of_the_doubled_hour_comes_the_first_time_alone() -> None:
    assert dues("30 2 * * *", AUTUMN, 48) == [
        datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
        datetime(2026, 10, 26, 1, 30, tzinfo=UTC),
    ]


@pytest.mark.parametrize("minutes_into_the_second_time", [0, 10, 30, 59])
def test_a_run_that_ends_in_the_second_of_the_doubled_hours_is_due_the_next_day(
    minutes_into_the_second_time: int,
) -> None:
    moment = datetime(2026, 10, 25, 1, minutes_into_the_second_time, tzinfo=UTC)
    assert Schedule("30 2 * * *", OSLO).next_after(moment) == datetime(2026, 10, 26, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize("night", [SPRING, AUTUMN])
@pytest.mark.parametrize(("cron", "minutes"), [("*/30 * * * *", 30), ("0 * * * *", 60), ("*/5 * * * *", 5)])
def test_what_runs_every_so_often_goes_on_in_real_time(night: datetime, cron: str, minutes: int) -> None:
    step = timedelta(minutes=minutes)
    expected = [night + step * number for number in range(1, 24 * 60 // minutes + 1)]
    assert dues(cron, night, 24) == expected


@pytest.mark.parametrize(
    "cron",
    [
        "",
        "* * * *",
        "* * * * * *",
        "61 * * * *",
        "@daily",
        "x * * * *",
        "0 0 30 2 *",
        f"{'9' * 5000} * * * *",
    ],
)
def test_what_is_no_cron_of_five_fields_is_refused_by_its_text(cron: str) -> None:
    with pytest.raises(ValueError, match="schedule") as refused:
        Schedule(cron, OSLO)
    assert repr(cron) in str(refused.value)


@pytest.mark.parametrize("zone", ["", "Europe/Olso", "../etc/passwd", "Europe", "Zone\0"])
def test_what_is_no_zone_is_refused_by_its_name(zone: str) -> None:
    with pytest.raises(ValueError, match="time zone") as refused:
        Schedule("* * * * *", zone)
    assert repr(zone) in str(refused.value)


def test_schedules_of_one_text_are_the_same() -> None:
    assert Schedule("0 2 * * *", OSLO).text == "0 2 * * * Europe/Oslo"
    assert Schedule("0 2 * * *", OSLO) == Schedule("0 2 * * *", OSLO)
