"""A try to sign in belongs to the browser that began it, for ten minutes."""

import base64
import json
from datetime import UTC, datetime, timedelta

import pytest

from admin_console.web.signing_in.keys import new_secret
from admin_console.web.signing_in.oidc.attempt import begun, resumed
from admin_console.web.signing_in.oidc.faults import BegunElsewhere

NOON = datetime(2026, 11, 27, 12, tzinfo=UTC)
SECRET = new_secret()


def test_what_was_begun_is_resumed_without_having_been_kept() -> None:
    attempt = begun(SECRET, "/jobs?a=ø", NOON)
    assert resumed(SECRET, attempt.state, NOON + timedelta(minutes=10)) == attempt
    assert attempt.place == "/jobs?a=ø"
    assert 43 <= len(attempt.verifier) <= 128


def test_no_two_tries_have_anything_in_common() -> None:
    one, other = begun(SECRET, "/", NOON), begun(SECRET, "/", NOON)
    assert len({one.state, one.nonce, one.verifier, other.state, other.nonce, other.verifier}) == 6


@pytest.mark.parametrize("minutes", [11, -2])
def test_a_try_is_worth_something_for_ten_minutes(minutes: int) -> None:
    with pytest.raises(BegunElsewhere):
        resumed(SECRET, begun(SECRET, "/", NOON).state, NOON + timedelta(minutes=minutes))


def test_another_browser_cannot_end_it() -> None:
    state = begun(SECRET, "/", NOON).state
    for secret in (new_secret(), None):
        with pytest.raises(BegunElsewhere):
            resumed(secret, state, NOON)


def sealed_by_nobody(told: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(told).encode()).decode().rstrip("=") + ".0"


@pytest.mark.parametrize(
    "state",
    [
        "",
        ".",
        "x.y",
        "x" * 10_000,
        sealed_by_nobody([NOON.timestamp(), "x", "//evil.example"]),
        sealed_by_nobody({"a": 1}),
        sealed_by_nobody(7),
    ],
)
def test_what_was_never_begun_is_not_resumed(state: str) -> None:
    with pytest.raises(BegunElsewhere):
        resumed(SECRET, state, NOON)


def test_it_leads_to_no_other_host() -> None:
    assert begun(SECRET, "//evil.example", NOON).place == "/"
