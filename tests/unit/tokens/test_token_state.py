"""A token is stopped until another one is granted, valid until it is due, due until it expires."""

from datetime import UTC, datetime, timedelta

import pytest

from flow_omnium.tokens.rejections import Rejections
from flow_omnium.tokens.token_state import State, TokenRecord, state_of

NOON = datetime(2030, 1, 11, 12, tzinfo=UTC)
STOPPED = Rejections(refused=7, stops=1, stopped_until=NOON + timedelta(minutes=5))
OVER = Rejections(refused=7, stops=1, stopped_until=NOON)


def a_token(version: int, life_left: float) -> TokenRecord:
    """One of an hour's life, with that many minutes of it left at noon."""
    expires_at = NOON + timedelta(minutes=life_left)
    return TokenRecord(version, expires_at - timedelta(hours=1), expires_at)


@pytest.mark.parametrize(
    ("token", "rejections", "state"),
    [
        (None, Rejections(), "none"),
        (a_token(7, 50), Rejections(), "valid"),
        (a_token(7, 5), Rejections(), "due"),
        (a_token(7, 0), Rejections(), "expired"),
        (a_token(7, 50), STOPPED, "stopped"),
        (None, STOPPED, "stopped"),
        (a_token(8, 50), STOPPED, "valid"),
        (a_token(7, 50), OVER, "valid"),
    ],
)
def test_the_state_of_a_token(token: TokenRecord | None, rejections: Rejections, state: State) -> None:
    assert state_of(token, rejections, NOON) == state
