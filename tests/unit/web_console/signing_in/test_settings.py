"""A console starts only with a door that is closed to others."""

from collections.abc import Mapping

import pytest

from admin_console.testing.settings import KEY, PASSWORD_HASH
from admin_console.web.rights import Grant, Role
from admin_console.web.settings import ConsoleSettings
from admin_console.web.signing_in.opening import host_of
from flow_omnium.runtime.settings.reading import SettingsError, read_settings

COMMON = {
    "MONGODB_URL": "mongodb://127.0.0.1",
    "SETTINGS_ENCRYPTION_KEYS": KEY,
    "OMNIUM_API_URL": "http://127.0.0.1:1",
    "FLOW_API_URL": "http://127.0.0.1:1",
    "TOKEN_MANAGER_URL": "http://127.0.0.1:1",
    "INTERNAL_API_KEY": "not-a-secret-but-long-enough",
    "HTTP_HOST": "127.0.0.1",
}
PASSWORD = {"CONSOLE_PASSWORD_HASH": PASSWORD_HASH}
ISSUER = {
    "CONSOLE_URL": "https://console.example",
    "CONSOLE_OIDC_ISSUER": "https://id.example",
    "CONSOLE_OIDC_CLIENT_ID": "console",
    "CONSOLE_OIDC_ROLES": "ops=operator, acme-ops=operator@acme",
}


def read(monkeypatch: pytest.MonkeyPatch, *told: Mapping[str, str]) -> ConsoleSettings:
    for variables in (COMMON, *told):
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
    return read_settings(ConsoleSettings)


def test_an_issuer_is_named_as_it_names_itself_and_gives_roles(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = read(monkeypatch, ISSUER)
    assert settings.console_oidc_issuer == "https://id.example"
    assert settings.issuer_origin == "https://id.example"
    assert settings.oidc_grants()["acme-ops"] == (Grant(Role.OPERATOR, "acme"),)
    assert settings.is_https


@pytest.mark.parametrize(
    ("told", "fault"),
    [
        ({}, "CONSOLE_PASSWORD_HASH: set it, or CONSOLE_OIDC_ISSUER"),
        ({"CONSOLE_PASSWORD_HASH": "hunter2hunter2"}, "CONSOLE_PASSWORD_HASH: is no hash"),
        (PASSWORD | {"HTTP_HOST": "0.0.0.0"}, "CONSOLE_PASSWORD_HASH: a password is for"),  # noqa: S104
        (PASSWORD | {"CONSOLE_URL": "http://console.example"}, "CONSOLE_URL: is http:"),
        (ISSUER | {"CONSOLE_OIDC_ROLES": "ops=root"}, "CONSOLE_OIDC_ROLES: there is no role 'root'"),
        (ISSUER | {"CONSOLE_OIDC_ROLES": ""}, "CONSOLE_OIDC_ROLES: set it"),
        (ISSUER | {"CONSOLE_OIDC_CLIENT_ID": ""}, "CONSOLE_OIDC_CLIENT_ID: set it"),
        (ISSUER | {"CONSOLE_URL": ""}, "CONSOLE_OIDC_CLIENT_ID: needs CONSOLE_URL"),
        (ISSUER | {"CONSOLE_OIDC_ISSUER": "http://id.example"}, "CONSOLE_OIDC_ISSUER: is no address"),
        (ISSUER | {"CONSOLE_OIDC_ISSUER": "id.example"}, "CONSOLE_OIDC_ISSUER: is no address"),
        (ISSUER | {"CONSOLE_OIDC_ISSUER": "https://id.example?x=1"}, "CONSOLE_OIDC_ISSUER: is no address"),
    ],
)
def test_a_start_is_refused_in_words(
    told: Mapping[str, str], fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(SettingsError) as refused:
        read(monkeypatch, told)
    assert fault in str(refused.value)
    assert "hunter2" not in str(refused.value)


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://console.example", "console.example"),
        ("https://console.example:443/", "console.example"),
        ("https://console.example:8443", "console.example:8443"),
        ("http://127.0.0.1:8080", "127.0.0.1:8080"),
        ("http://[::1]:8080", "[::1]:8080"),
    ],
)
def test_a_browser_s_origin_is_compared_with_the_console_s_own_address(
    url: str, host: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert host_of(read(monkeypatch, PASSWORD, {"CONSOLE_URL": url})) == host
