"""How long a token is valid."""

import base64
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from token_manager.token_answer import GrantedToken, expires_at, time_claim

MINTED = datetime(2030, 1, 1, tzinfo=UTC)
MINTED_SECONDS = int(MINTED.timestamp())


def jwt(**claims: Any) -> str:
    payload = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
    return f"e30.{payload}.sig"


@pytest.mark.parametrize(
    ("exp", "expires_in", "life_seconds"),
    [
        pytest.param(None, 864_000, 864_000, id="stated in the answer"),
        pytest.param(MINTED_SECONDS + 500, None, 500, id="stated in the token"),
        pytest.param(MINTED_SECONDS + 500, 900, 500, id="the earlier one counts"),
        pytest.param(MINTED_SECONDS + 900, 500, 500, id="whichever it is"),
        pytest.param(MINTED_SECONDS - 500, 900, 900, id="a token that expired before it began says nothing"),
        pytest.param(MINTED_SECONDS - 500, 0, 3600, id="nothing usable: an hour"),
        pytest.param(None, None, 3600, id="nothing stated: an hour"),
        pytest.param(10**300, -1, 30 * 86_400, id="absurdly far: thirty days"),
        pytest.param("soon", 1e308, 30 * 86_400, id="absurdly long: thirty days"),
        pytest.param(True, 900, 900, id="a claim that is no number"),
    ],
)
def test_a_life_is_what_can_be_believed(exp: object, expires_in: float | None, life_seconds: int) -> None:
    granted = GrantedToken(jwt() if exp is None else jwt(exp=exp), expires_in)
    assert expires_at(granted, MINTED) == MINTED + timedelta(seconds=life_seconds)


@pytest.mark.parametrize("issuer_is_off_by", [-600, 0, 600])
def test_the_issuer_s_clock_does_not_change_how_long_a_token_lives(issuer_is_off_by: int) -> None:
    issued = MINTED_SECONDS + issuer_is_off_by
    granted = GrantedToken(jwt(iat=issued, exp=issued + 300), None)
    assert expires_at(granted, MINTED) == MINTED + timedelta(seconds=300)


@given(payload=st.binary(), dots=st.integers(0, 3))
def test_any_token_has_some_expiry(payload: bytes, dots: int) -> None:
    text = "." * dots + base64.urlsafe_b64encode(payload).decode()
    expiry = expires_at(GrantedToken(text, None), MINTED)
    assert MINTED < expiry <= MINTED + timedelta(days=30)


@pytest.mark.parametrize(
    "token", ["", "abc", "a.b.c", "e30.W10.x", "e30.MTc.x", jwt(exp=None), jwt(exp="17")]
)
def test_a_token_without_a_readable_claim_has_none(token: str) -> None:
    assert time_claim(token, "exp") is None
