"""Times as people type them."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from admin_console.web.answers import BadAsk
from admin_console.web.moments import read_moment_in, time_in

OSLO = ZoneInfo("Europe/Oslo")
NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)


def test_a_time_is_one_of_the_zone_unless_it_says_another() -> None:
    assert time_in("2026-11-27T07:00", OSLO) == datetime(2026, 11, 27, 6, tzinfo=UTC)
    assert read_moment_in("since", "2026-11-27T07:00Z", NOW, OSLO) == datetime(2026, 11, 27, 7, tzinfo=UTC)
    assert read_moment_in("since", "2h", NOW, OSLO) == datetime(2026, 11, 27, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    "text", ["0001-01-01T00:00", "0001-01-01T00:00+05:00", "9999-12-31T23:59-05:00", "soon"]
)
def test_a_time_that_there_is_not_in_utc_is_told_and_no_defect(text: str) -> None:
    with pytest.raises(BadAsk):
        read_moment_in("since", text, NOW, OSLO)
