"""Which requests were made by a page of ours, by what the browser says."""

import pytest

from admin_console.web.signing_in.forgery import is_from_our_page, is_token_of

HOST = "console.example"


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "same-origin", "Origin": "https://behind-a-proxy"},
        {"Origin": "https://console.example"},
        {"Origin": "https://CONSOLE.example"},
    ],
)
def test_ours_are(headers: dict[str, str]) -> None:
    assert is_from_our_page(headers, HOST)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec-Fetch-Site": "same-site", "Origin": "https://console.example"},
        {"Sec-Fetch-Site": "none"},
        {"Sec-Fetch-Site": ""},
        {"Origin": "null"},
        {"Origin": "https://console.example.evil.example"},
        {"Origin": "https://console.example:8443"},
        {"Origin": "https://[broken"},
        {"Referer": "https://console.example/"},
    ],
)
def test_others_are_not(headers: dict[str, str]) -> None:
    assert not is_from_our_page(headers, HOST)


def test_nothing_is_the_token_of_no_session() -> None:
    assert is_token_of({"csrf": "a"}, "a")
    assert not is_token_of({"csrf": ""}, "")
    assert not is_token_of({}, "")
    assert not is_token_of({"csrf": "ø\ud800"}, "a")
