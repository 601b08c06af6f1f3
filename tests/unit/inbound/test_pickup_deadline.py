"""The pick-up deadline: working days in the tenant's time zone and country."""

from datetime import UTC, datetime

import pytest

from order_sync.inbound.pickup_deadline import Deadline, pickup_deadline

MONDAY = datetime(2026, 3, 2, 8, tzinfo=UTC)
TUESDAY_NIGHT = datetime(2026, 3, 3, 22, 59, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "days", "deadline"),
    [
        pytest.param("2026-03-02T08:00", 1, "2026-03-03T22:59:59", id="an ordinary Monday"),
        pytest.param("2026-03-06T08:00", 1, "2026-03-09T22:59:59", id="a Friday"),
        pytest.param("2026-03-07T08:00", 1, "2026-03-09T22:59:59", id="a Saturday"),
        pytest.param("2026-03-08T08:00", 5, "2026-03-13T22:59:59", id="a Sunday and a whole week"),
        pytest.param("2026-03-27T08:00", 1, "2026-03-30T21:59:59", id="over the change to summer time"),
        pytest.param("2026-10-23T08:00", 1, "2026-10-26T22:59:59", id="over the change to winter time"),
        pytest.param("2026-03-31T08:00", 1, "2026-04-01T21:59:59", id="the day before Maundy Thursday"),
        pytest.param("2026-03-31T08:00", 2, "2026-04-07T21:59:59", id="over Easter"),
        pytest.param("2027-05-14T08:00", 1, "2027-05-18T21:59:59", id="over 17 May on a Monday"),
        pytest.param("2025-05-16T08:00", 1, "2025-05-19T21:59:59", id="17 May on a Saturday moves nothing"),
        pytest.param("2025-12-23T08:00", 2, "2025-12-29T22:59:59", id="over Christmas"),
        pytest.param("2025-12-31T08:00", 1, "2026-01-02T22:59:59", id="into the next year"),
        pytest.param(
            "2026-03-02T23:30", 1, "2026-03-04T22:59:59", id="past midnight in Oslo, not yet in UTC"
        ),
    ],
)
def test_deadline_in_norway(now: str, days: int, deadline: str) -> None:
    moment = datetime.fromisoformat(now).replace(tzinfo=UTC)
    expected = datetime.fromisoformat(deadline).replace(tzinfo=UTC)
    assert pickup_deadline(moment, days, "Europe/Oslo", "NO") == Deadline(expected)


@pytest.mark.parametrize(
    ("country", "timezone", "deadline"),
    [
        ("NO", "Europe/Oslo", "2026-05-18T21:59:59"),
        ("SE", "Europe/Stockholm", "2026-05-15T21:59:59"),
        ("FI", "Europe/Helsinki", "2026-05-15T20:59:59"),
        ("US", "America/New_York", "2026-05-15T03:59:59"),
    ],
)
def test_deadline_depends_on_country_and_time_zone(country: str, timezone: str, deadline: str) -> None:
    before_ascension = datetime(2026, 5, 13, 12, tzinfo=UTC)
    days = 2 if country == "NO" else 1
    shown = pickup_deadline(before_ascension, days, timezone, country).moment
    assert shown is not None
    assert shown == datetime.fromisoformat(deadline).replace(tzinfo=UTC)
    assert shown.tzinfo is UTC


@pytest.mark.parametrize("timezone", ["W. Europe Standard Time", " Europe/Oslo ", "Romance Standard Time"])
def test_windows_names_of_a_time_zone_are_understood(timezone: str) -> None:
    assert pickup_deadline(MONDAY, 1, timezone, "NO") == Deadline(TUESDAY_NIGHT)


@pytest.mark.parametrize("timezone", [None, "", " "])
def test_a_missing_time_zone_is_the_countrys(timezone: str | None) -> None:
    assert pickup_deadline(MONDAY, 1, timezone, "NO").moment == TUESDAY_NIGHT


@pytest.mark.parametrize("timezone", ["Mars/Olympus", "../../etc/passwd", "Europe", "(UTC+01:00) Oslo"])
def test_a_time_zone_that_cannot_be_read_is_the_countrys_and_told(timezone: str) -> None:
    shown = pickup_deadline(MONDAY, 1, timezone, "NO")
    assert shown.moment == TUESDAY_NIGHT
    assert shown.flags == (
        f"the tenant's time zone in Flow, {timezone}, is none that we know: Europe/Oslo is taken, of country NO",
    )


@pytest.mark.parametrize("country", [None, "", "ZZ", "X Y"])
def test_an_unknown_country_costs_the_deadline_and_is_told(country: str | None) -> None:
    shown = pickup_deadline(MONDAY, 1, "Europe/Oslo", country)
    assert shown.moment is None
    assert len(shown.flags) == 1
    assert "public holidays of country" in shown.flags[0]


def test_neither_time_zone_nor_country_costs_the_deadline_and_both_are_told() -> None:
    shown = pickup_deadline(MONDAY, 1, None, None)
    assert shown.moment is None
    assert len(shown.flags) == 2
