"""What the suite does by itself: late only where it should have been done."""

from datetime import UTC, datetime, timedelta

from admin_console.web.tasks.own import RENEWS_WITHIN, renewals
from flow_omnium.tokens.token_state import TokenRecord

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_tokens_that_are_renewed_in_time_are_not_late() -> None:
    told = renewals({"acme": TokenRecord(1, NOW, NOW + HOUR)}, ["acme", "globex"], NOW)
    assert (told.last, told.late) == (NOW, None)
    assert "1 of 2 active tenants" in told.does
    assert renewals({}, [], NOW).late is None


def test_a_token_that_nobody_renewed_says_by_how_long() -> None:
    expired = TokenRecord(1, NOW - 2 * HOUR, NOW - HOUR)
    told = renewals({"acme": expired, "globex": TokenRecord(2, NOW, NOW + HOUR)}, ["acme", "globex"], NOW)
    assert told.late is not None
    assert told.late > HOUR > RENEWS_WITHIN
