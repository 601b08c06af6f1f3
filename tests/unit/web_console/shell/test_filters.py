"""What templates do with values."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from admin_console.web.filters import ago, bars_of, exact, local, segment, with_query

NOON = datetime(2026, 7, 27, 12, 0, 0, 4_000, tzinfo=UTC)


def test_a_time_is_shown_in_its_zone_and_told_exactly() -> None:
    assert local(NOON, ZoneInfo("Europe/Oslo")) == "2026-07-27 14:00:00 CEST"
    assert exact(NOON) == "2026-07-27T12:00:00.004Z"
    assert local(None, UTC) == "–"


@pytest.mark.parametrize(
    ("passed", "words"),
    [
        (timedelta(seconds=1), "just now"),
        (timedelta(seconds=-1), "just now"),
        (timedelta(minutes=-3), "in 3 min"),
        (timedelta(minutes=3), "3 min ago"),
    ],
)
def test_the_distance_to_now_is_told_either_way(passed: timedelta, words: str) -> None:
    assert ago(NOON, NOON + passed) == words


def test_a_text_is_one_segment_of_a_path_whatever_is_in_it() -> None:
    assert segment("order:a/b?c#d e") == "order%3Aa%2Fb%3Fc%23d%20e"


def test_a_query_leaves_out_what_is_not_given() -> None:
    assert (
        with_query("/jobs", tenant="a&b", state=["waiting", "held"], kind=None)
        == "/jobs?tenant=a%26b&state=waiting&state=held"
    )
    assert with_query("/jobs", kind=None) == "/jobs"


def test_the_highest_bar_fills_the_chart() -> None:
    bars = bars_of([("a", 1), ("b", 4), ("c", 0)])
    assert [bar.height for bar in bars] == [25.0, 100.0, 0.0]
    assert bars_of([("a", 0)])[0].height == 0
    assert bars_of([]) == []
