"""The forms of Omnium's token answer."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from token_manager.token_answer import (
    GrantedToken,
    GrantError,
    GrantRefused,
    GrantUnavailable,
    GrantUnreadable,
    read_answer,
)

JWT = "eyJhbGciOiJIUzI1NiJ9.eyJleHAiOjF9.c2ln"


@pytest.mark.parametrize(
    ("text", "expires_in"),
    [
        pytest.param(
            f'{{"accessToken":"{JWT}","tokenType":"Bearer","expiresIn":864000}}', 864_000, id="JSON"
        ),
        pytest.param(f'{{"accessToken":"{JWT}","expiresIn":"864000"}}', 864_000, id="the life as text"),
        pytest.param(f'{{"accessToken":"{JWT}","expiresIn":null}}', None, id="no life"),
        pytest.param(f'{{"accessToken":"{JWT}","expiresIn":1e999}}', None, id="an endless life"),
        pytest.param(JWT, None, id="plain text"),
        pytest.param(f"  {JWT}\r\n", None, id="plain text with white space"),
        pytest.param(f'"{JWT}"', None, id="quoted text"),
    ],
)
def test_a_token_is_found_in_every_form(text: str, expires_in: float | None) -> None:
    assert read_answer(200, text) == GrantedToken(JWT, expires_in)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "OK",
        "<html><body>Sign in</body></html>",
        "[]",
        "null",
        "17",
        "{}",
        '{"accessToken":null}',
        '{"accessToken":""}',
        '{"accessToken":"a b"}',
        '{"accessToken":"a\\r\\nX-Header: b"}',
        '{"access_token":"abc"}',
        "[" * 100_000,
    ],
)
def test_what_is_no_token_is_not_taken_for_one(text: str) -> None:
    with pytest.raises(GrantUnreadable):
        read_answer(200, text)


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (400, GrantRefused),
        (401, GrantRefused),
        (403, GrantRefused),
        (404, GrantUnreadable),
        (204, GrantUnreadable),
        (302, GrantUnreadable),
        (429, GrantUnavailable),
        (500, GrantUnavailable),
        (503, GrantUnavailable),
    ],
)
def test_a_status_says_whose_fault_it_is(status: int, error: type[GrantError]) -> None:
    with pytest.raises(error, match=str(status)) as caught:
        read_answer(status, "the client secret is hush")
    assert "hush" not in str(caught.value)


@given(status=st.integers(100, 599), body=st.text() | st.recursive(st.none(), st.lists).map(json.dumps))
def test_any_answer_is_a_token_or_a_known_error(status: int, body: str) -> None:
    try:
        granted = read_answer(status, body)
    except GrantError:
        return
    assert granted.value
